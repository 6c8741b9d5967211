import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTrace } from '../read/read-trace.ts'
import { sumUp } from './sum-up.ts'

const name = { id: 'i', name: 'a trace', at: 0, file: 'f', fileBytes: 0 }

async function summaryOf(lines: readonly object[], mostKeys?: number) {
  const reading = readTrace(lines.map((line) => JSON.stringify(line)))
  return await sumUp(reading, name, mostKeys === undefined ? {} : { mostKeys })
}

test('counts reads, writes, deletions, commands, keys and hot keys', async () => {
  const access = fc.record({
    time: fc.constant(1),
    op: fc.constantFrom('get', 'set', 'del', 'expire'),
    key: fc.nat(40).map((number) => `user:${number}`),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(access, { minLength: 1, maxLength: 200 }), async (accesses) => {
      const summary = await summaryOf(accesses)
      const of = (op: string) => accesses.filter((one) => one.op === op).length
      expect(summary.reads).toBe(of('get'))
      expect(summary.writes).toBe(of('set') + of('expire'))
      expect(summary.deletes).toBe(of('del'))
      expect(summary.head.accesses).toBe(accesses.length)
      const byKey = Map.groupBy(accesses, ({ key }) => key)
      expect(summary.head.keys).toBe(byKey.size)
      expect(summary.hotKeys.map(({ reads, writes }) => reads + writes)).toEqual(
        [...byKey.values()].map(({ length }) => length).toSorted((one, other) => other - one),
      )
      for (const { key, reads } of summary.hotKeys) {
        expect(reads).toBe(byKey.get(key)?.filter(({ op }) => op === 'get').length)
      }
      expect(summary.namespaces).toMatchObject([{ pattern: 'user:*', keys: byKey.size }])
    }),
    { numRuns: 50 },
  )
})

test('tells the hit rate where the trace does, and the time it took', async () => {
  const summary = await summaryOf([
    { time: 10, op: 'get', key: 'cart:1', hit: true },
    { time: 11.5, op: 'get', key: 'cart:2', hit: false },
    { time: 12, op: 'get', key: 'user:1', hit: true },
    { time: 14, op: 'set', key: 'user:1', size: 10 },
  ])
  expect(summary).toMatchObject({ hits: 2, misses: 1, head: { durationMs: 4000, mode: 'monitor' } })
  expect(summary.namespaces).toMatchObject([
    { pattern: 'cart:*', hitRate: 0.5, sharePercent: 50 },
    { pattern: 'user:*', hitRate: 1 },
  ])
  expect(summary.series.map(({ reads, writes, hits }) => [reads, writes, hits])).toEqual([
    [1, 0, 1],
    [1, 0, 0],
    [1, 0, 1],
    [0, 0, null],
    [0, 1, null],
  ])
})

test('a long trace has longer spans', async () => {
  const lines = Array.from({ length: 5000 }, (_, second) => ({ time: second, op: 'get', key: 'k' }))
  const { series } = await summaryOf(lines)
  expect(series.length).toBeLessThanOrEqual(600)
  expect(series.reduce((sum, { reads }) => sum + reads, 0)).toBe(5000)
})

test('names without numbers are folded where there are many', async () => {
  const words = Array.from(
    { length: 300 },
    (_, at) => `w${String.fromCodePoint(97 + (at % 26))}${'x'.repeat(at / 26)}`,
  )
  const { namespaces } = await summaryOf(words.map((word) => ({ key: `tag:${word}:list` })))
  expect(namespaces).toMatchObject([{ pattern: 'tag:*:list', keys: 300, reads: 300 }])
})

test('more keys than are counted: the totals are exact, the others told as estimates', async () => {
  const lines = Array.from({ length: 30_000 }, (_, at) => ({ key: at % 3 === 0 ? 'hot:1' : `cold:${at}` }))
  const summary = await summaryOf(lines, 4000)
  expect(summary.reads).toBe(30_000)
  expect(summary.head.keys).toBeGreaterThan(18_000)
  expect(summary.head.keys).toBeLessThan(22_000)
  expect(summary.hotKeys[0]).toMatchObject({ key: 'hot:1', reads: 10_000 })
  expect(summary.namespaces.map(({ pattern, reads }) => [pattern, reads])).toEqual([
    ['cold:*', 20_000],
    ['hot:*', 10_000],
  ])
  expect(summary.limitations).toMatchObject([
    {},
    { message: expect.stringContaining('too many keys') as string },
  ])
})
