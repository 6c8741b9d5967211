import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStorage, type Storage } from '#main/storage/index.ts'
import type { Snapshot } from '../counters.ts'
import { type Counted, createMoments, pointsOf } from './moments.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let folder: string
let storage: Storage

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-moments-'))
  storage = openStorage(folder)
  storage.database.exec(`
    INSERT INTO environments (id, name, guard, origin, position) VALUES ('e', 'e', 'open', 'user', 0);
    INSERT INTO targets (id, environment_id, name, address, secret_kind, position) VALUES ('pg', 'e', 'pg', '{}', 'none', 0)`)
})

afterEach(() => {
  storage.close()
  rmSync(folder, { recursive: true, force: true })
})

function counted(at: number, calls: number, more: Partial<Counted> = {}): Counted {
  return { at, reset: '1', statsSince: null, calls, totalMs: calls, rows: calls, blocks: 0, ...more }
}

function entry(id: string, times: number): Snapshot['entries'][number] {
  return {
    id,
    queryId: id,
    role: 'shop',
    counters: {
      calls: times,
      totalMs: times * 2,
      rows: times,
      sharedHit: times,
      sharedRead: 0,
      sharedDirtied: 0,
      sharedWritten: 0,
      tempRead: 0,
      tempWritten: 0,
      planMs: null,
      ioMs: null,
      walBytes: null,
    },
    spread: { minMs: 2, maxMs: 2, stddevMs: 0 },
    statsSince: null,
  }
}

/** One statement that has run so often, and a hundred that have not run again. */
function snapshot(at: number, calls: number): Snapshot {
  const still = Array.from({ length: 100 }, (_, number) => entry(`still ${number}`, 5))
  return {
    serverVersion: '18.4',
    at,
    resetAt: 0,
    reset: '0',
    evicted: 0,
    entries: [entry('busy', calls), ...still],
  }
}

function rowsIn(table: string): number {
  return Number(storage.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'])
}

test('differences between moments; a quiet time does not stretch what follows it', () => {
  const points = pointsOf([10, 20, 30, 40], [counted(10, 1), counted(20, 3), counted(40, 4)])
  expect(points).toMatchObject([
    { from: 10, until: 20, calls: 2 },
    { from: 30, until: 40, calls: 1 },
  ])
})

test('counters that began anew count whole, and nothing is negative', () => {
  const points = pointsOf(
    [10, 20, 30, 40],
    [
      counted(10, 100),
      counted(20, 4),
      counted(30, 9, { reset: '2' }),
      counted(40, 10, { reset: '2', totalMs: 1 }),
    ],
  )
  expect(points.map(({ calls, totalMs }) => [calls, totalMs])).toEqual([
    [4, 4],
    [9, 9],
    [10, 1],
  ])
})

test('a moment a minute at most; only what ran is stored', () => {
  const moments = createMoments(storage.database)
  moments.keep('pg', 'here', snapshot(0, 1))
  moments.keep('pg', 'here', snapshot(MINUTE / 2, 2))
  expect(rowsIn('statement_moments')).toBe(1)
  expect(rowsIn('statement_counters')).toBe(101)
  moments.keep('pg', 'here', snapshot(MINUTE, 3))
  moments.keep('pg', 'here', snapshot(MINUTE + 1, 4), 'always')
  expect(rowsIn('statement_moments')).toBe(3)
  expect(rowsIn('statement_counters')).toBe(103)
  expect(moments.history('pg', 'busy')).toMatchObject([
    { from: 0, until: MINUTE, calls: 2, totalMs: 4, meanMs: 2, rows: 2, blocks: 2 },
    { from: MINUTE, until: MINUTE + 1, calls: 1 },
  ])
  expect(moments.history('pg', 'still 1')).toEqual([])
  expect(moments.history('pg', 'unknown')).toEqual([])
})

test('another server under the same target begins a history of its own', () => {
  const moments = createMoments(storage.database)
  moments.keep('pg', 'here', snapshot(0, 100))
  moments.keep('pg', 'there', snapshot(1, 5))
  moments.keep('pg', 'there', snapshot(MINUTE + 1, 6))
  expect(moments.history('pg', 'busy').map(({ calls }) => calls)).toEqual([1])
})

test('500 moments and 30 days are kept', () => {
  const moments = createMoments(storage.database)
  for (let at = 0; at < 510; at++) moments.keep('pg', 'here', snapshot(at * MINUTE, at + 1))
  expect(rowsIn('statement_moments')).toBe(500)
  expect(moments.history('pg', 'busy')).toHaveLength(499)
  const { entries, ...rest } = snapshot(31 * DAY, 1000)
  moments.keep('pg', 'here', { ...rest, entries: entries.slice(0, 1) })
  expect(rowsIn('statement_moments')).toBe(1)
  // What the server knows no longer is forgotten with the last moment that had it.
  expect(rowsIn('statement_names')).toBe(1)
})
