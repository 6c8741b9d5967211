import { expect, test } from 'vitest'
import type { Environment } from '#shared/contract/environments.ts'
import { groupsOf, titleOfProcess } from './groups.ts'
import { attachmentOf, processOf } from './process.test-support.ts'

const environment: Environment = {
  id: 'e',
  name: 'local',
  guard: 'open',
  origin: 'user',
  targets: [
    {
      id: 'api',
      environmentId: 'e',
      name: 'api',
      address: { kind: 'node', host: 'localhost', port: 9230 },
      secret: { kind: 'none' },
    },
    {
      id: 'web',
      environmentId: 'e',
      name: 'web',
      address: { kind: 'http', url: 'http://localhost:3000' },
      secret: { kind: 'none' },
    },
  ],
}
const sources = { attachments: [], environment, processes: [], filter: '' }

test('every process stands once, those that are attached or targets before the others', () => {
  const processes = [
    processOf(1),
    processOf(2, { inspector: { state: 'open', host: '127.0.0.1', port: 9230 } }),
    processOf(3),
  ]
  const groups = groupsOf({ ...sources, processes, attachments: [attachmentOf('a', { pid: 1 })] })
  expect(groups.attached).toMatchObject([{ attachment: { id: 'a' }, process: { pid: 1 } }])
  expect(groups.targets).toMatchObject([{ target: { id: 'api' }, process: { pid: 2 } }])
  expect(groups.processes.map(({ pid }) => pid)).toEqual([3])
})

test('a target that is attached by its address is not offered again', () => {
  const attachments = [attachmentOf('a', { host: '127.0.0.1', port: 9230 })]
  expect(groupsOf({ ...sources, attachments }).targets).toEqual([])
})

test('the pid of a lost process is not taken for its process', () => {
  const lost = attachmentOf('a', { state: { kind: 'lost', at: 0, message: 'ended', canReattach: false } })
  const groups = groupsOf({ ...sources, attachments: [lost], processes: [processOf(1)] })
  expect(groups.attached[0]?.process).toBeUndefined()
  expect(groups.processes).toHaveLength(1)
})

test('what serves something comes first, then the newest', () => {
  const processes = [processOf(1), processOf(2), processOf(3, { ports: [{ host: '::', port: 3000 }] })]
  expect(groupsOf({ ...sources, processes }).processes.map(({ pid }) => pid)).toEqual([3, 2, 1])
})

test('the filter finds words in commands, folders, ports and pids, and counts what it leaves out', () => {
  const processes = [processOf(41, { ports: [{ host: '::', port: 3000 }] }), processOf(2)]
  const found = (filter: string) => groupsOf({ ...sources, processes, filter })
  expect(found('srv :3000').processes.map(({ pid }) => pid)).toEqual([41])
  expect(found('41').processes).toHaveLength(1)
  expect(found('SERVER-2').hidden).toBe(2)
  expect(found('api').targets).toHaveLength(1)
})

test('a process is called by its script, else by its command', () => {
  expect(titleOfProcess({ script: '/srv/app/server.mjs', command: 'node server.mjs' })).toBe('server.mjs')
  expect(titleOfProcess({ script: null, command: 'node --eval 1+1 more' })).toBe('node --eval 1+1')
})
