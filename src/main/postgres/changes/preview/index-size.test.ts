import fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimateIndexSize, type IndexColumn, type IndexShape } from './index-size.ts'

const int4: IndexColumn = {
  widthBytes: 4,
  alignment: 4,
  distinct: null,
  nullShare: 0,
  deduplicates: true,
  elements: 1,
}
const shape = (more: Partial<IndexShape>): IndexShape => ({
  method: 'btree',
  rows: 1_000_000,
  keys: [int4],
  included: [],
  fillfactor: 90,
  unique: false,
  blockBytes: 8192,
  versionNumber: 180_000,
  tablePages: 10_000,
  ...more,
})
const megabytes = (more: Partial<IndexShape>): number => estimateIndexSize(shape(more)).bytes / 1024 ** 2

test('a million different integers take 21.4 MB, as every server shows', () => {
  expect(megabytes({})).toBeGreaterThan(21)
  expect(megabytes({})).toBeLessThan(22)
})

test('values that repeat are kept once since Postgres 13, not in a unique index nor with INCLUDE', () => {
  const keys = [{ ...int4, distinct: 100 }]
  // Measured: 6.7 MB for a hundred values.
  expect(megabytes({ keys })).toBeGreaterThan(6)
  expect(megabytes({ keys })).toBeLessThan(7.5)
  expect(megabytes({ keys, versionNumber: 120_000 })).toBeGreaterThan(21)
  expect(megabytes({ keys, unique: true })).toBeGreaterThan(21)
  expect(megabytes({ keys, included: [int4] })).toBeGreaterThan(21)
})

test('an empty table needs a page', () => {
  expect(estimateIndexSize(shape({ rows: 0 }))).toEqual({ bytes: 8192, sortBytes: 0 })
})

test('grows with the rows and with the width, and is a whole number of pages', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('btree', 'hash', 'gin', 'gist'),
      fc.integer({ min: 0, max: 10_000_000 }),
      fc.integer({ min: 1, max: 500 }),
      (method, rows, width) => {
        const keys = [{ ...int4, widthBytes: width, alignment: 1 as const }]
        const { bytes } = estimateIndexSize(shape({ method, rows, keys }))
        expect(bytes).toBeGreaterThan(0)
        expect(estimateIndexSize(shape({ method, rows: rows * 2, keys })).bytes).toBeGreaterThanOrEqual(bytes)
        const wider = [{ ...int4, widthBytes: width + 8, alignment: 1 as const }]
        expect(estimateIndexSize(shape({ method, rows, keys: wider })).bytes).toBeGreaterThanOrEqual(bytes)
      },
    ),
  )
})
