import { describe, expect, it } from 'vitest'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { filterChoices, filterLedger, noFilter } from './filter.ts'

function change(id: string, more: Partial<ChangeHead>): ChangeHead {
  return {
    id,
    targetName: 'shop',
    environment: { name: 'local', guard: 'open' },
    kind: 'create-index',
    title: 'Create index',
    sql: 'CREATE INDEX',
    undoSql: null,
    status: 'applied',
    who: 'ada',
    at: 0,
    ...more,
  }
}

const ledger = [
  change('a', { sql: 'CREATE INDEX i ON orders (status)', verdict: '12.4× faster' }),
  change('b', { title: 'Analyze events', sql: 'ANALYZE events', status: 'failed' }),
  change('c', { environment: { name: 'staging', guard: 'confirm' }, targetName: 'warehouse' }),
]
const ids = (filter: Partial<typeof noFilter>) =>
  filterLedger(ledger, { ...noFilter, ...filter }).map(({ id }) => id)

describe('filtering the ledger', () => {
  it('finds every word anywhere in an entry', () => {
    expect(ids({ search: 'INDEX orders' })).toEqual(['a'])
    expect(ids({ search: 'faster ada' })).toEqual(['a'])
    expect(ids({ search: 'orders nothing' })).toEqual([])
  })

  it('takes every choice together', () => {
    expect(ids({ environment: 'local', status: 'failed' })).toEqual(['b'])
    expect(ids({ target: 'warehouse', status: 'failed' })).toEqual([])
  })

  it('offers what occurs', () => {
    expect(filterChoices(ledger)).toEqual({
      environments: ['local', 'staging'],
      targets: ['shop', 'warehouse'],
      statuses: ['applied', 'failed'],
    })
  })
})
