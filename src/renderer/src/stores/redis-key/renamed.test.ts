import { expect, test } from 'vitest'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { nameAfter } from './renamed.ts'

function change(id: string, status: ChangeHead['status'], sql: string, kind = 'rename-key'): ChangeHead {
  return {
    id,
    status,
    sql,
    kind,
    title: sql,
    targetName: 'cache',
    environment: { name: 'local', guard: 'open' },
    undoSql: null,
    who: 'ada',
    at: 1,
  }
}

test('a key is found under the name a change gave it, and under its own when that is undone', () => {
  const rename = 'RENAMENX "old name" new'
  expect(nameAfter([change('1', 'applied', rename)], '1 applying', 'old name')).toBe('new')
  expect(nameAfter([change('1', 'undone', rename)], '1 applied', 'new')).toBe('old name')
})

test('other changes, and those that were known, rename nothing', () => {
  const rename = 'RENAMENX old new'
  expect(nameAfter([change('1', 'applied', rename)], '1 applied', 'old')).toBeUndefined()
  expect(nameAfter([change('1', 'failed', rename)], '', 'old')).toBeUndefined()
  expect(nameAfter([change('1', 'applied', rename)], '', 'another')).toBeUndefined()
  expect(nameAfter([change('1', 'applied', 'UNLINK old', 'delete-keys')], '', 'old')).toBeUndefined()
})
