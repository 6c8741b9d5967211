import { describe, expect, it } from 'vitest'
import { type TableWrites, writeCost } from './writes.ts'

const index = { table: 'orders', accessMethod: 'btree', columns: ['status'], rows: 100_000, partialShare: 1 }
const none: TableWrites = {
  inserted: 0,
  deleted: 0,
  updated: 0,
  hotShare: 0,
  updatedColumns: new Map(),
  source: 'known',
}

describe('writeCost', () => {
  it('is nothing for a table that is not written, and for one of which nothing is known', () => {
    expect(writeCost(index, none).cost).toBe(0)
    expect(writeCost(index, undefined)).toMatchObject({ cost: 0 })
  })

  it('grows with the rows inserted', () => {
    const one = writeCost(index, { ...none, inserted: 1000 }).cost
    expect(one).toBeGreaterThan(1000)
    expect(writeCost(index, { ...none, inserted: 2000 }).cost).toBeCloseTo(2 * one)
  })

  it('is free of HOT updates of other columns, and not of its own', () => {
    const other = { ...none, updated: 1000, hotShare: 1, updatedColumns: new Map([['note', 1000]]) }
    expect(writeCost(index, other)).toMatchObject({ cost: 0 })
    const own = writeCost(index, { ...other, updatedColumns: new Map([['status', 1000]]) })
    expect(own.cost).toBeGreaterThan(1000)
    expect(own.note).toContain('stop being HOT')
  })

  it('charges every index for updates that are not HOT', () => {
    const updates = { ...none, updated: 1000, hotShare: 0.4, updatedColumns: new Map([['note', 1000]]) }
    expect(writeCost(index, updates).cost).toBeGreaterThan(600)
  })

  it('is small for BRIN and for a partial index', () => {
    const writes = { ...none, inserted: 1000 }
    expect(writeCost({ ...index, accessMethod: 'brin' }, writes).cost).toBeLessThan(50)
    expect(writeCost({ ...index, partialShare: 0.01 }, writes).cost).toBeLessThan(20)
  })
})
