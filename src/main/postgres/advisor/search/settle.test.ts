import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GivenCosts, givenCosts, optimumOf, problemOf } from './cost-table.test-support.ts'
import type { SearchProblem } from './problem.ts'
import { searchIndexes } from './search.ts'

/** The least total by trying in and out for each candidate, cut off where even all the rest cannot help. */
function leastTotal(given: GivenCosts): number {
  const out = new Set<number>()
  const isIn = new Set<number>()
  let least = Infinity
  const costs = (canUse: (member: number) => boolean): number =>
    given.weights.reduce((sum, weight, query) => {
      const reached = (given.atoms[query] ?? []).filter(({ members }) => members.every(canUse))
      return sum + weight * Math.min(given.base[query] ?? 0, ...reached.map(({ cost }) => cost))
    }, 0)
  const branch = (next: number, room: number, kept: number): void => {
    const fits = (member: number): boolean => !out.has(member) && (given.sizes[member] ?? 0) <= room
    const canUse = (member: number): boolean => isIn.has(member) || (member >= next && fits(member))
    if (kept + costs(canUse) >= least) return
    if (next === given.sizes.length) {
      least = kept + costs((member) => isIn.has(member))
      return
    }
    if (fits(next)) {
      isIn.add(next)
      branch(next + 1, room - (given.sizes[next] ?? 0), kept + (given.keepCosts[next] ?? 0))
      isIn.delete(next)
    }
    out.add(next)
    branch(next + 1, room, kept)
    out.delete(next)
  }
  branch(0, given.budget, 0)
  return least
}

/** A planner that takes the first plan it can, not the cheapest. */
function byRank(given: GivenCosts): SearchProblem {
  const costOf = (query: number, members: readonly number[]): number =>
    given.atoms[query]?.find((atom) => atom.members.every((member) => members.includes(member)))?.cost ??
    given.base[query] ??
    0
  return {
    ...problemOf(given, { uses: false, maxCalls: 600 }),
    cost: (query, members) => ({ cost: costOf(query, members) }),
  }
}

describe('the search by prices', () => {
  it('finds the optimum of tables small enough to try all', async () => {
    await fc.assert(
      fc.asyncProperty(givenCosts({ candidates: 12, queries: 6, atoms: 8 }), async (given) => {
        const { cost, keepCost } = await searchIndexes(problemOf(given, { uses: true }))
        expect(cost + keepCost).toBeCloseTo(optimumOf(given), 6)
      }),
      { numRuns: 80, seed: 11 },
    )
  })

  it.each([true, false])('finds the optimum among 30 candidates, plans told: %s', async (uses) => {
    await fc.assert(
      fc.asyncProperty(
        givenCosts({ candidates: 30, queries: 5, atoms: 5 }).filter(({ sizes }) => sizes.length >= 20),
        async (given) => {
          const tight = { ...given, budget: Math.floor(given.budget / 6) }
          const { cost, keepCost } = await searchIndexes(problemOf(tight, { uses }))
          expect(cost + keepCost).toBeCloseTo(leastTotal(tight), 6)
        },
      ),
      { numRuns: 15, seed: 13 },
    )
  })

  it('reports what its set costs, where neither order nor plans can be relied on', async () => {
    await fc.assert(
      fc.asyncProperty(givenCosts({ candidates: 14, queries: 5, atoms: 8 }), async (given) => {
        const problem = byRank(given)
        const { chosen, cost, queries } = await searchIndexes(problem)
        const real = await Promise.all(
          given.weights.map(async (_, query) => await problem.cost(query, chosen)),
        )
        expect(queries.map(({ after }) => after)).toEqual(real.map((answer) => answer.cost))
        const total = real.reduce((sum, answer, query) => sum + (given.weights[query] ?? 0) * answer.cost, 0)
        expect(cost).toBeCloseTo(total, 6)
      }),
      { numRuns: 40, seed: 17 },
    )
  })
})
