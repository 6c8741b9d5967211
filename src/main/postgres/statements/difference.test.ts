import { expect, test } from 'vitest'
import { addEntries, type Counters, type Entry, type Snapshot, subtract } from './counters.ts'
import { differenceOf } from './difference.ts'

const zero: Counters = {
  calls: 0,
  totalMs: 0,
  rows: 0,
  sharedHit: 0,
  sharedRead: 0,
  sharedDirtied: 0,
  sharedWritten: 0,
  tempRead: 0,
  tempWritten: 0,
  planMs: null,
  ioMs: null,
  walBytes: 0,
}

function entry(id: string, counters: Partial<Counters>, more: Partial<Entry> = {}): Entry {
  return {
    id,
    queryId: id,
    role: 'shop',
    counters: { ...zero, ...counters },
    spread: { minMs: 1, maxMs: 3, stddevMs: 1 },
    statsSince: null,
    ...more,
  }
}

function snapshot(entries: Entry[], more: Partial<Snapshot> = {}): Snapshot {
  return { serverVersion: '18.4', at: 0, resetAt: 1, reset: '1', evicted: 0, entries, ...more }
}

test('what ran in between, without what did not', () => {
  const before = snapshot([entry('a', { calls: 5, totalMs: 50 }), entry('b', { calls: 1, totalMs: 1 })])
  const after = snapshot([
    entry('a', { calls: 7, totalMs: 65, rows: 4 }),
    entry('b', { calls: 1, totalMs: 1 }),
    entry('new', { calls: 3, totalMs: 3 }),
  ])
  const { entries, ...told } = differenceOf(before, after)
  expect(entries.map(({ id, counters }) => [id, counters.calls, counters.totalMs, counters.rows])).toEqual([
    ['a', 2, 15, 4],
    ['new', 3, 3, 0],
  ])
  expect(told).toEqual({ wasReset: false, begunAnew: 0, gone: 0 })
})

test('after a reset, everything counts from there', () => {
  const before = snapshot([entry('a', { calls: 5 }), entry('b', { calls: 5 })])
  const after = snapshot([entry('a', { calls: 6 })], { reset: '2' })
  const { entries, ...told } = differenceOf(before, after)
  expect(entries).toMatchObject([{ id: 'a', counters: { calls: 6 } }])
  expect(told).toEqual({ wasReset: true, begunAnew: 0, gone: 0 })
})

test('an entry that began anew is told by smaller figures, or by its own date', () => {
  const before = snapshot([
    entry('smaller', { calls: 9, totalMs: 90 }),
    entry('dated', { calls: 1, totalMs: 1 }, { statsSince: '1' }),
    entry('gone', { calls: 4 }),
  ])
  const after = snapshot([
    entry('smaller', { calls: 10, totalMs: 2 }),
    entry('dated', { calls: 8, totalMs: 8 }, { statsSince: '2' }),
  ])
  const { entries, ...told } = differenceOf(before, after)
  expect(entries.map(({ counters }) => counters.calls)).toEqual([10, 8])
  expect(told).toEqual({ wasReset: false, begunAnew: 2, gone: 1 })
})

test('several entries shown as one that became smaller: nothing is made up', () => {
  const before = snapshot([entry('hidden', { calls: 100 }, { queryId: null })])
  const after = snapshot([entry('hidden', { calls: 60 }, { queryId: null })])
  expect(differenceOf(before, after)).toEqual({ entries: [], wasReset: false, begunAnew: 0, gone: 1 })
})

test('a figure that is measured only from now on', () => {
  const later = { ...zero, calls: 2, ioMs: 5, planMs: null }
  expect(subtract(later, { ...zero, calls: 1, planMs: 3 })).toMatchObject({ calls: 1, ioMs: 5, planMs: null })
})

test('rounding is no reset, and never a negative figure', () => {
  expect(subtract({ ...zero, totalMs: 0.3 }, { ...zero, totalMs: 0.1 + 0.2 })?.totalMs).toBe(0)
})

test('two entries as one: sums, and the spread of both together', () => {
  // 1, 3 and 10, 10, 10.
  const sum = addEntries(
    entry('a', { calls: 2, totalMs: 4 }, { spread: { minMs: 1, maxMs: 3, stddevMs: 1 }, statsSince: '5' }),
    entry('a', { calls: 3, totalMs: 30 }, { spread: { minMs: 10, maxMs: 10, stddevMs: 0 }, statsSince: '4' }),
  )
  const values = [1, 3, 10, 10, 10]
  const mean = values.reduce((total, value) => total + value, 0) / values.length
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length
  expect(sum.counters).toMatchObject({ calls: 5, totalMs: 34 })
  expect(sum.spread.stddevMs).toBeCloseTo(Math.sqrt(variance), 9)
  expect(sum).toMatchObject({ spread: { minMs: 1, maxMs: 10 }, statsSince: '4' })
})
