import { expect, test } from 'vitest'
import type { IndexDrop } from '#shared/contract/advisor.ts'
import type { Table, WriteCounters } from '../../schema/schema.ts'
import { schemaOf, table, withForeignKey, withIndex } from '../../schema/schema.test-support.ts'
import { settleDrops } from './index.ts'

const counters: WriteCounters = {
  inserted: 0,
  updated: 0,
  deleted: 0,
  hotUpdated: 0,
  live: 0,
  dead: 0,
  modifiedSinceAnalyze: 0,
  sequentialScans: 0,
  sequentialRows: 0,
  indexScans: 0,
  lastVacuum: undefined,
  lastAutovacuum: undefined,
  lastAnalyze: undefined,
  lastAutoanalyze: undefined,
}

/** A table that was read whole so often since scans are counted. */
function scanned(sequentialScans: number): Table {
  return table('t', ['x int4', 'y int4', 'z int4'], { writes: { ...counters, sequentialScans } })
}

const unused = (name: string): IndexDrop => ({
  sql: `DROP INDEX CONCURRENTLY public.${name}`,
  name,
  schema: 'public',
  table: 't',
  definition: '',
  sizeBytes: 8192,
  reason: 'unused',
  detail: 'No query used it.',
  coveredBy: null,
  warnings: ['Scans are counted for less than a day only.'],
})

test('a twin or the beginning of another is called so, whether anybody uses either or not', () => {
  const owner = scanned(0)
  withIndex(owner, 'a', ['x'])
  withIndex(owner, 'b', ['x'])
  withIndex(owner, 'c', ['y'])
  withIndex(owner, 'd', ['y', 'z'])
  const { drops, tooEarly } = settleDrops(['a', 'b', 'c', 'd'].map(unused), schemaOf([owner]))
  expect(drops.map(({ name, reason, coveredBy }) => [name, reason, coveredBy])).toEqual([
    ['b', 'duplicate', 'a'],
    ['c', 'redundant', 'd'],
  ])
  // Whether anybody uses the other one shows when it is alone.
  expect(tooEarly).toEqual([])
})

test('unused is said once the table has been at work while scans were counted', () => {
  const { drops } = settleDrops([unused('a')], schemaOf([withIndex(scanned(14), 'a', ['x'])]))
  expect(drops.map(({ name }) => name)).toEqual(['a'])
})

test('the last index under a foreign key is kept, and those of a table that is not at work wait', () => {
  const owner = scanned(0)
  withIndex(owner, 'a', ['x'])
  withIndex(owner, 'b', ['y'])
  const referenced = table('u', ['id int4'])
  withForeignKey(owner, ['x'], referenced)
  const settled = settleDrops([unused('a'), unused('b')], schemaOf([owner, referenced]))
  expect(settled.drops).toEqual([])
  expect(settled.tooEarly.map(({ name }) => name)).toEqual(['b'])
})
