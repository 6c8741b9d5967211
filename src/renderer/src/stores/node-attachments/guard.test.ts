import { expect, test } from 'vitest'
import type { Environment, Guard } from '#shared/contract/environments.ts'
import { guardOf, isSameHost } from './guard.ts'

const environment = (name: string, guard: Guard, targetId: string, port: number): Environment => ({
  id: name,
  name,
  guard,
  origin: 'user',
  targets: [
    {
      id: targetId,
      environmentId: name,
      name: targetId,
      address: { kind: 'node', host: 'localhost', port },
      secret: { kind: 'none' },
    },
  ],
})
const attached = { host: '127.0.0.1', port: 9229 }

test('a process is under the strictest guard that knows its target or its address', () => {
  const environments = [
    environment('local', 'open', 'a', 9229),
    environment('staging', 'confirm', 'b', 9229),
    environment('live', 'read-only', 'c', 9300),
  ]
  expect(guardOf(attached, environments)).toEqual({ name: 'staging', guard: 'confirm', refusal: undefined })
  expect(guardOf({ ...attached, targetId: 'c' }, environments)).toMatchObject({
    name: 'live',
    refusal: 'live is read-only: nothing stops the process there.',
  })
  expect(guardOf({ ...attached, port: 1 }, environments)).toBeUndefined()
})

test('loopback has many names', () => {
  expect(isSameHost('localhost', '127.0.0.1')).toBe(true)
  expect(isSameHost('localhost', 'db.test')).toBe(false)
})
