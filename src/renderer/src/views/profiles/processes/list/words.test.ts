import { expect, test } from 'vitest'
import { attachmentOf, processOf } from '#renderer/stores/node-processes/process.test-support.ts'
import { addressOf, factsOf, linesOf, portsOf, refusalOf } from './words.ts'

test('says what is known of a process, and leaves out what is not', () => {
  const process = processOf(41, {
    residentBytes: 88_080_384,
    inspector: { state: 'open', host: '127.0.0.1', port: 9229 },
  })
  expect(factsOf(process)).toBe('pid 41 · 84\u00a0MiB · inspector at :9229')
  expect(factsOf(processOf(41, { residentBytes: null }))).toBe('pid 41 · inspector closed')
  expect(linesOf({ ...process, cwd: null }).map(({ text }) => text)).toEqual([
    'node server-41.mjs',
    factsOf(process),
  ])
})

test('ports stand once, and not too many of them', () => {
  const ports = [3000, 3000, 3001, 3002, 3003].map((port) => ({ host: '::', port }))
  expect(portsOf({ ports })).toBe(':3000 :3001 :3002 …')
  expect(portsOf({ ports: [] })).toBeUndefined()
})

test('says why one cannot be attached to', () => {
  expect(refusalOf(processOf(1, { inspector: { state: 'refused', reason: 'Another user’s.' } }))).toBe(
    'Another user’s.',
  )
  expect(refusalOf(processOf(1))).toBeUndefined()
})

test('an address may be one of IPv6', () => {
  expect(addressOf(attachmentOf('a', { host: '::1', pid: null }))).toBe('[::1]:9229')
})
