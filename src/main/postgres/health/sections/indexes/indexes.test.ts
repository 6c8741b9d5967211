import { expect, test } from 'vitest'
import type { IndexDrop } from '#shared/contract/advisor.ts'
import type { Index, Schema, Table } from '../../../schema/schema.ts'
import { judgeIndexes } from './judge.ts'
import { settleDrops } from '../../../advisor/drops/index.ts'

const index = (oid: number, name: string, columns: string[], change: Partial<Index> = {}): Index => ({
  oid,
  name,
  definition: `CREATE INDEX ${name} ON t (${columns.join(', ')})`,
  accessMethod: 'btree',
  isUnique: false,
  isPrimary: false,
  isExclusion: false,
  constraint: undefined,
  isReplicaIdentity: false,
  isClustered: false,
  isValid: true,
  isReady: true,
  nullsNotDistinct: false,
  parent: undefined,
  keys: columns.map((column) => ({
    column,
    text: column,
    descending: false,
    nullsFirst: false,
    operatorClass: undefined,
    collation: undefined,
  })),
  include: [],
  predicate: undefined,
  sizeBytes: 8192,
  rows: 1,
  scans: 0,
  lastScan: undefined,
  supportsForeignKeys: [],
  ...change,
})

const schemaOf = (indexes: Index[], scans: number): Schema => {
  const table: Table = {
    oid: 1,
    schema: 'public',
    name: 't',
    kind: 'table',
    rows: 10_000,
    pages: 100,
    allVisibleShare: 1,
    parent: undefined,
    partitionKey: [],
    options: {},
    isUnlogged: false,
    columns: [],
    indexes,
    isLocked: false,
    foreignKeys: [],
    writes: {
      inserted: 0,
      updated: 0,
      deleted: 0,
      hotUpdated: 0,
      live: 0,
      dead: 0,
      modifiedSinceAnalyze: 0,
      sequentialScans: scans,
      sequentialRows: 0,
      indexScans: 0,
      lastVacuum: undefined,
      lastAutovacuum: undefined,
      lastAnalyze: undefined,
      lastAutoanalyze: undefined,
    },
  }
  return {
    serverVersion: '18.4',
    versionNumber: 180_004,
    database: 'shop',
    searchPath: ['public'],
    collatesBytewise: true,
    blockSize: 8192,
    extensions: [],
    isStandby: false,
    replicas: 0,
    statisticsSince: 1_000_000,
    readAt: 2_000_000,
    tables: [table],
    functions: {},
    missing: [],
  }
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
  const schema = schemaOf(
    [index(1, 'a', ['x']), index(2, 'b', ['x']), index(3, 'c', ['y']), index(4, 'd', ['y', 'z'])],
    0,
  )
  const { drops, tooEarly } = settleDrops(['a', 'b', 'c', 'd'].map(unused), schema)
  expect(drops.map(({ name, reason, coveredBy }) => [name, reason, coveredBy])).toEqual([
    ['b', 'duplicate', 'a'],
    ['c', 'redundant', 'd'],
  ])
  // Whether anybody uses the other one shows when it is alone.
  expect(tooEarly).toEqual([])
})

test('unused is said once the table has been at work while scans were counted', () => {
  const schema = schemaOf([index(1, 'a', ['x'])], 14)
  expect(settleDrops([unused('a')], schema).drops.map(({ name }) => name)).toEqual(['a'])
})

test('the last index under a foreign key is kept, and those of a table that is not at work wait', () => {
  const schema = schemaOf([index(1, 'a', ['x']), index(2, 'b', ['y'])], 0)
  schema.tables[0]?.foreignKeys.push({
    oid: 9,
    name: 'fk',
    columns: ['x'],
    references: 2,
    referencedSchema: 'public',
    referencedTable: 'u',
    referencedColumns: ['id'],
    isValidated: true,
    onDelete: 'no action',
    onUpdate: 'no action',
  })
  const settled = settleDrops([unused('a'), unused('b')], schema)
  expect(settled.drops).toEqual([])
  expect(settled.tooEarly.map(({ name }) => name)).toEqual(['b'])
})

const facts = { drops: [], tooEarly: [], missing: [], building: new Set<number>(), rows: [] }

test('an index that is being built is not broken; what REINDEX left behind is dropped', () => {
  const schema = schemaOf(
    [index(1, 'half', ['x'], { isValid: false }), index(2, 'i_ccnew1', ['x'], { isValid: false })],
    0,
  )
  const judged = judgeIndexes({ ...facts, schema, building: new Set([1]) })
  expect(judged.findings.map(({ id, proposals }) => [id, proposals.length])).toEqual([
    ['invalid-index:public.i_ccnew1', 1],
  ])
  expect(judgeIndexes({ ...facts, schema }).findings[0]?.proposals.map(({ sql }) => sql)).toEqual([
    'DROP INDEX CONCURRENTLY public.half',
    'REINDEX INDEX CONCURRENTLY public.half',
  ])
})
