import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { type GivenCosts, givenCosts, optimumOf, problemOf } from './cost-table.test-support.ts'
import type { SearchProblem, SearchResult } from './problem.ts'
import { searchIndexes } from './search.ts'

const total = ({ cost, keepCost }: SearchResult): number => cost + keepCost

const maskOf = (members: readonly number[]): number => members.reduce((mask, m) => mask | (1 << m), 0)
const bits = (set: number): number => set.toString(2).replaceAll('0', '').length

const wide = (candidates: number): SearchProblem => ({
  queries: Array.from({ length: 20 }, (_, query) => ({ weight: 1 + (query % 3) })),
  candidates: Array.from({ length: candidates }, (_, candidate) => ({
    sizeBytes: 1 + ((candidate * 7919) % 101),
    keepCost: 0,
    queries: [candidate % 20, (candidate * 7) % 20],
    group: String(candidate % 6),
  })),
  budgetBytes: 300,
  limits: { maxCalls: 2000 },
  cost: (query, members) => {
    const mine = members.filter((member) => member % 20 === query || (member * 7) % 20 === query)
    const best = mine.toSorted((a, b) => ((a * 31) % 97) - ((b * 31) % 97))[0]
    return best === undefined ? { cost: 1000, uses: [] } : { cost: 10 + ((best * 31) % 97) * 5, uses: [best] }
  },
})

describe('against the exact optimum', () => {
  it.each([true, false])('is within 1 %% on random tables, plans told: %s', async (uses) => {
    await fc.assert(
      fc.asyncProperty(givenCosts({ candidates: 14, queries: 8, atoms: 8 }), async (given) => {
        const result = await searchIndexes(problemOf(given, { uses }))
        expect(total(result)).toBeLessThanOrEqual(optimumOf(given) * 1.01 + 1e-9)
      }),
      { numRuns: 60, seed: 7 },
    )
  })

  it('is the optimum of any function where all sets can be asked about', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 64, maxLength: 64 }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.integer({ min: 0, max: 6 }),
        async (costs, budgetBytes) => {
          const result = await searchIndexes({
            queries: costs.map(() => ({ weight: 1 })),
            candidates: Array.from({ length: 6 }, () => ({ sizeBytes: 1, keepCost: 0 })),
            budgetBytes,
            limits: { maxCalls: 4000 },
            cost: (query, members) => ({ cost: costs[query]?.[maskOf(members)] ?? 0 }),
          })
          const sums = Array.from({ length: 64 }, (_, set) =>
            bits(set) > budgetBytes ? Infinity : costs.reduce((sum, cost) => sum + (cost[set] ?? 0), 0),
          )
          expect(total(result)).toBe(Math.min(...sums))
        },
      ),
      { numRuns: 40, seed: 7 },
    )
  })
})

/** One query, base cost 1000. */
function one(given: Pick<GivenCosts, 'sizes' | 'atoms' | 'budget'>): GivenCosts {
  const queries = given.atoms.length
  return {
    keepCosts: given.sizes.map(() => 0),
    weights: Array.from({ length: queries }, () => 1),
    base: Array.from({ length: queries }, () => 1000),
    ...given,
  }
}

describe('traps', () => {
  it('takes two that help only together', async () => {
    const given = one({
      sizes: [...Array.from({ length: 18 }, () => 10), 50, 50],
      atoms: [
        [
          { members: [18, 19], cost: 10 },
          { members: [0], cost: 900 },
        ],
      ],
      budget: 100,
    })
    for (const uses of [true, false]) {
      expect((await searchIndexes(problemOf(given, { uses }))).chosen).toEqual([18, 19])
    }
  })

  it('is not lured by the best benefit per byte', async () => {
    const given = one({
      sizes: [10, 100, ...Array.from({ length: 20 }, () => 500)],
      atoms: [[{ members: [0], cost: 850 }], [{ members: [1], cost: 10 }]],
      budget: 100,
    })
    expect((await searchIndexes(problemOf(given, { uses: true }))).chosen).toEqual([1])
  })

  it('chooses nothing without a budget, and says so', async () => {
    const given = one({ sizes: [10], atoms: [[{ members: [0], cost: 1 }]], budget: 0 })
    const result = await searchIndexes(problemOf(given, { uses: true }))
    expect(result).toMatchObject({ chosen: [], cost: 1000, baselineCost: 1000 })
    expect(result.rejected).toEqual([{ candidate: 0, reason: { kind: 'over-budget' } }])
  })

  it('refuses what costs more to keep than it gains', async () => {
    const given = one({ sizes: [10, 10], atoms: [[{ members: [0], cost: 900 }]], budget: 100 })
    given.keepCosts = [200, 0]
    const result = await searchIndexes(problemOf(given, { uses: true, maxCalls: 4 }))
    expect(result.chosen).toEqual([])
  })
})

describe('limits', () => {
  it('keeps to the calls with thousands of candidates, and gives the same answer again', async () => {
    const first = await searchIndexes(wide(3000))
    expect(first.calls).toBeLessThanOrEqual(2000)
    expect(first.cost).toBeLessThan(first.baselineCost / 3)
    expect(await searchIndexes(wide(3000))).toEqual(first)
  })

  it('answers with the best it has seen when the calls run out', async () => {
    for (const maxCalls of [0, 5, 19, 25]) {
      const result = await searchIndexes({ ...wide(300), limits: { maxCalls } })
      expect(result.calls).toBeLessThanOrEqual(maxCalls)
      expect(result.cost).toBeLessThanOrEqual(result.baselineCost)
      if (maxCalls > 0) expect(result.ended).toBe('calls')
    }
  })

  it('says when the clock cut it', async () => {
    let time = 0
    const now = (): number => time++
    const result = await searchIndexes({ ...wide(300), limits: { maxCalls: 4000, maxMs: 60, now } })
    expect(result.ended).toBe('time')
  })

  it('stops when it is told to', async () => {
    const stopping = new AbortController()
    const problem = { ...wide(300), signal: stopping.signal, onProgress: () => stopping.abort() }
    await expect(searchIndexes(problem)).rejects.toThrow(Failure)
  })

  it('never tells of a better set than it has, and only of better ones', async () => {
    const seen: number[] = []
    const result = await searchIndexes({ ...wide(300), onProgress: ({ cost }) => seen.push(cost) })
    expect(seen).toEqual(seen.toSorted((a, b) => b - a))
    expect(seen.at(-1)).toBeCloseTo(total(result), 6)
  })
})
