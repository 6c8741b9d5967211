import { expect, test } from 'vitest'
import { serverLike } from '../server/server.test-support.ts'
import { judgeAutovacuum, type TableRow } from './autovacuum.ts'
import { judgeBloat } from './bloat/judge.ts'
import type { TableBloatRow } from './bloat/queries.ts'
import { judgePartitioning } from './partitioning.ts'
import { judgeSequences } from './sequences.ts'
import { judgeSizes } from './sizes.ts'
import { judgeStatistics } from './statistics.ts'
import { judgeTraffic } from './traffic.ts'
import { judgeWraparound } from './wraparound.ts'

const MIB = 1_048_576
const DAY = 86_400_000
const evidence = (): string => 'SELECT 1'

const row = (change: Partial<TableRow>): TableRow => ({
  schema: 'public',
  table: 't',
  live: 1_000_000,
  dead: 0,
  threshold: 200_050,
  enabled: true,
  vacuumedMs: DAY,
  analyzedMs: DAY,
  bytes: 100 * MIB,
  ...change,
})
const workers = { enabled: true, counting: true, workers: 3, busy: 0 }

test('autovacuum: far over the threshold, not just over it', () => {
  const judged = judgeAutovacuum(
    [row({ dead: 300_000 }), row({ table: 'u', dead: 500_000 })],
    workers,
    serverLike(),
    evidence,
  )
  expect(judged.findings.map(({ id }) => id)).toEqual(['dead-rows:public.u'])
  expect(judged.findings[0]?.proposals[0]?.sql).toBe('VACUUM (ANALYZE) public.u')
})

test('autovacuum: off on a table of some size, off for the server, all workers busy', () => {
  const off = judgeAutovacuum(
    [row({ enabled: false }), row({ table: 'tiny', enabled: false, live: 12 })],
    workers,
    serverLike(),
    evidence,
  )
  expect(off.findings.map(({ id }) => id)).toEqual(['autovacuum-off:public.t'])
  const global = judgeAutovacuum([], { ...workers, enabled: false }, serverLike(), evidence)
  expect(global.findings[0]).toMatchObject({
    severity: 'high',
    proposals: [{ sql: "ALTER SYSTEM SET autovacuum = 'on'" }],
  })
  const late = ['a', 'b', 'c', 'd'].map((table) => row({ table, dead: 900_000 }))
  const busy = judgeAutovacuum(late, { ...workers, busy: 3 }, serverLike(), evidence)
  expect(busy.findings.map(({ kind }) => kind)).toContain('autovacuum-workers')
})

const bloated = (change: Partial<TableBloatRow>): TableBloatRow => ({
  schema: 'public',
  table: 't',
  bytes: 100 * MIB,
  live: 100_000,
  dead: 0,
  fillfactor: 100,
  rowBytes: 100,
  neededBytes: 10 * MIB,
  ...change,
})

test('bloat: dead rows are vacuumed, free room is told, a guess that was wrong is dropped', () => {
  const dead = judgeBloat([bloated({ dead: 900_000 })], [], new Map(), evidence)
  expect(dead.findings[0]).toMatchObject({
    severity: 'medium',
    proposals: [{ sql: 'VACUUM (ANALYZE) public.t' }],
  })
  const free = judgeBloat([bloated({})], [], new Map(), evidence)
  expect(free.findings[0]).toMatchObject({ severity: 'low', proposals: [] })
  const suspect = bloated({ dead: 900_000 })
  const measured = new Map([[suspect, { deadBytes: MIB, freeBytes: MIB, sql: 'SELECT 2' }]])
  expect(judgeBloat([suspect], [], measured, evidence).findings).toEqual([])
})

test('bloat: half empty, small or not known is no finding', () => {
  const rows = [
    bloated({ neededBytes: 60 * MIB }),
    bloated({ bytes: 7 * MIB, neededBytes: 0, dead: 900_000 }),
    bloated({ neededBytes: null }),
    // Freed by VACUUM, and less than is worth a word.
    bloated({ bytes: 50 * MIB }),
  ]
  expect(judgeBloat(rows, [], new Map(), evidence).findings).toEqual([])
})

test('stale statistics: many rows and a large share of them; worse where the planner counts wrong', () => {
  const table = {
    schema: 'public',
    table: 't',
    live: 400_000,
    changed: 392_000,
    known: 8000,
    analyzedMs: DAY,
  }
  const judged = judgeStatistics(
    [
      table,
      { ...table, table: 'updated', known: 400_000 },
      { ...table, table: 'large', live: 10_000_000, known: 10_000_000 },
      { ...table, table: 'small', live: 900, changed: 9000 },
    ],
    [{ schema: 'public', table: 'parts', live: 5_000_000 }],
  )
  expect(judged.findings.map(({ id, severity }) => [id, severity])).toEqual([
    ['stale-statistics:public.t', 'high'],
    ['stale-statistics:public.updated', 'medium'],
    ['unanalyzed-whole:public.parts', 'low'],
  ])
})

test('transaction ids: beyond what autovacuum should allow, then half of the way', () => {
  const age = {
    database: 'shop',
    xids: 240_000_000,
    multixacts: 0,
    freezeMax: 200_000_000,
    multixactFreezeMax: 400_000_000,
  }
  expect(judgeWraparound([age], [], 'shop').findings).toEqual([])
  const table = { schema: 'public', table: 'old', xids: 1_200_000_000, multixacts: 0, bytes: 1 }
  const judged = judgeWraparound(
    [
      { ...age, xids: 1_200_000_000 },
      { ...age, database: 'other', xids: 260_000_000 },
    ],
    [table],
    'shop',
  )
  expect(judged.findings.map(({ severity }) => severity)).toEqual(['high', 'medium'])
  expect(judged.findings[0]?.proposals.map(({ sql }) => sql)).toEqual(['VACUUM (FREEZE) public.old'])
  // Another database is not reached from here.
  expect(judged.findings[1]?.proposals).toEqual([])
})

test('sequences: measured against the column, with the months left where growth is known', () => {
  const sequence = {
    schema: 'public',
    sequence: 's',
    column: 't.id',
    type: 'integer',
    last: 1_900_000_000,
    most: 2_147_483_647,
    step: 1,
  }
  const earlier = { at: 0, valueOf: () => 1_890_000_000 }
  const judged = judgeSequences([sequence, { ...sequence, sequence: 'fresh', last: null }], earlier, 30 * DAY)
  expect(judged.findings).toHaveLength(1)
  expect(judged.findings[0]?.severity).toBe('medium')
  expect(judged.findings[0]?.detail).toContain('25 months')
})

test('growth is told from the second check-up on, and blamed on nobody', () => {
  const database = { bytes: 2 * 1024 * MIB, tables: 3, indexes: 4 }
  expect(judgeSizes(database, [], serverLike(), undefined, DAY).summary).toContain('second check-up')
  const earlier = { at: 0, valueOf: () => 1024 * MIB }
  expect(judgeSizes(database, [], serverLike(), earlier, 15 * DAY).summary).toContain('2 GiB a month')
})

test('a replica is worth it for reads alone, and not instead of an index', () => {
  const table = { schema: 'public', table: 't', readByScan: 0, readByIndex: 9_500_000, written: 500_000 }
  expect(judgeTraffic([table], serverLike()).summary).toMatch(/95 %.*Worth it/)
  expect(judgeTraffic([{ ...table, written: 9_500_000 }], serverLike()).summary).toContain('not the cure')
  expect(judgeTraffic([{ ...table, readByScan: 50_000_000 }], serverLike()).summary).toContain('indexes')
  expect(judgeTraffic([], serverLike()).summary).toContain('Too little')
})

test('partitions only for very large tables whose old rows go', () => {
  const table = {
    schema: 'public',
    table: 't',
    column: 'at',
    bytes: 30 * 1024 * MIB,
    rows: 1e8,
    inserted: 1e8,
    deleted: 5e7,
    correlation: 0.99,
  }
  expect(judgePartitioning([table]).findings).toHaveLength(1)
  for (const change of [{ bytes: 1024 * MIB }, { deleted: 0 }, { correlation: 0.3 }]) {
    expect(judgePartitioning([{ ...table, ...change }]).findings).toEqual([])
  }
})
