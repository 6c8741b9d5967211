import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEnvironments, type Environments } from '#main/environments/index.ts'
import { openStorage, type Storage } from '#main/storage/index.ts'
import type { TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { Failure } from '#shared/failure.ts'
import { createPolicyTables, type PolicyTables } from './table.ts'

let folder: string
let storage: Storage
let environments: Environments
let tables: PolicyTables
let targetId: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-policies-'))
  storage = openStorage(folder)
  environments = createEnvironments({ database: storage.database, keychain: undefined })
  tables = createPolicyTables(storage.database)
  const environment = environments.create({ name: 'local', guard: 'read-only' })
  targetId = environments.createTarget({
    environmentId: environment.id,
    target: {
      name: 'cache',
      address: { kind: 'redis', host: 'localhost', port: 6379, database: 0, tls: { mode: 'disable' } },
      secret: { kind: 'none' },
    },
  }).id
})
afterEach(() => {
  storage.close()
  rmSync(folder, { recursive: true, force: true })
})

const policy = (id: string, more: Partial<TtlPolicy> = {}): TtlPolicy => ({
  id,
  pattern: `${id}:*`,
  ttlSeconds: 60,
  jitterPercent: 12.5,
  reason: 'because',
  ...more,
})
const codeOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return error instanceof Failure ? error.code : error
  }
  return undefined
}

test('keeps a table in its order, in place of the former', () => {
  expect(tables.get(targetId)).toEqual([])
  const first = [policy('b'), policy('a', { ttlSeconds: null }), policy('c', { ttlSeconds: 10_000_000_000 })]
  expect(tables.set(targetId, first)).toEqual(first)
  const second = [policy('c'), policy('b')]
  tables.set(targetId, second)
  expect(createPolicyTables(storage.database).get(targetId)).toEqual(second)
})

test('refuses what cannot be, and leaves the former table', () => {
  tables.set(targetId, [policy('a')])
  expect(codeOf(() => tables.set(targetId, [policy('b'), policy('b', { pattern: 'x' })]))).toBe('BAD_INPUT')
  expect(codeOf(() => tables.set(targetId, [policy('b', { pattern: '  ' })]))).toBe('BAD_INPUT')
  expect(codeOf(() => tables.set(targetId, [policy('b', { jitterPercent: 51 })]))).toBe('BAD_INPUT')
  expect(codeOf(() => tables.set('none', [policy('b')]))).toBe('NOT_FOUND')
  expect(tables.get(targetId)).toEqual([policy('a')])
})

test('goes with its target', () => {
  tables.set(targetId, [policy('a')])
  environments.removeTarget(targetId)
  expect(tables.get(targetId)).toEqual([])
})
