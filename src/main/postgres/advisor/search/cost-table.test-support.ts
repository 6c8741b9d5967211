import * as fc from 'fast-check'
import type { Atom } from './knowledge.ts'
import type { CostAnswer, SearchProblem } from './problem.ts'

/** A problem as a table of given costs, small enough to try every set. */
export interface GivenCosts {
  sizes: number[]
  keepCosts: number[]
  weights: number[]
  base: number[]
  /** Of each query: sets of candidates and what it costs with them. */
  atoms: Atom[][]
  budget: number
}

export function problemOf(given: GivenCosts, options: { uses: boolean; maxCalls?: number }): SearchProblem {
  return {
    queries: given.weights.map((weight) => ({ weight })),
    candidates: given.sizes.map((sizeBytes, candidate) => ({
      sizeBytes,
      keepCost: given.keepCosts[candidate] ?? 0,
    })),
    budgetBytes: given.budget,
    limits: { maxCalls: options.maxCalls ?? 4000 },
    cost: (query, members) => answerOf(given, query, members, options.uses),
  }
}

function answerOf(given: GivenCosts, query: number, members: readonly number[], uses: boolean): CostAnswer {
  let best: Atom = { members: [], cost: given.base[query] ?? 0 }
  for (const atom of given.atoms[query] ?? []) {
    if (atom.cost < best.cost && atom.members.every((member) => members.includes(member))) best = atom
  }
  return uses ? { cost: best.cost, uses: best.members } : { cost: best.cost }
}

/** The least total of any set that fits, by trying all. */
export function optimumOf(given: GivenCosts): number {
  const masks = given.atoms.map((atoms) =>
    atoms.map(({ members, cost }) => ({ cost, mask: members.reduce((mask, m) => mask | (1 << m), 0) })),
  )
  let least = Infinity
  for (let set = 0; set < 2 ** given.sizes.length; set++) {
    let size = 0
    let total = 0
    for (const [candidate, bytes] of given.sizes.entries()) {
      if ((set & (1 << candidate)) === 0) continue
      size += bytes
      total += given.keepCosts[candidate] ?? 0
    }
    if (size > given.budget) continue
    for (const [query, weight] of given.weights.entries()) {
      let cost = given.base[query] ?? 0
      for (const atom of masks[query] ?? [])
        if ((set & atom.mask) === atom.mask) cost = Math.min(cost, atom.cost)
      total += weight * cost
    }
    least = Math.min(least, total)
  }
  return least
}

/** Random tables: single indexes, pairs that only help together, everything from no budget to all. */
export function givenCosts(most: {
  candidates: number
  queries: number
  atoms: number
}): fc.Arbitrary<GivenCosts> {
  return fc
    .record({
      candidates: fc.integer({ min: 1, max: most.candidates }),
      queries: fc.integer({ min: 1, max: most.queries }),
    })
    .chain(({ candidates, queries }) => {
      const atom = fc.record({
        members: fc
          .uniqueArray(fc.integer({ min: 0, max: candidates - 1 }), { minLength: 1, maxLength: 3 })
          .map((members) => members.toSorted((a, b) => a - b)),
        cost: fc.double({ min: 0.001, max: 1, noNaN: true }),
      })
      return fc
        .record({
          sizes: list(fc.integer({ min: 1, max: 1000 }), candidates),
          keepCosts: list(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })), candidates),
          weights: list(fc.integer({ min: 1, max: 10 }), queries),
          base: list(fc.integer({ min: 10, max: 1000 }), queries),
          shares: list(fc.array(atom, { maxLength: most.atoms }), queries),
          part: fc.double({ min: 0, max: 1.1, noNaN: true }),
        })
        .map(({ shares, part, ...rest }) => ({
          ...rest,
          atoms: shares.map((atoms, query) =>
            atoms.map(({ members, cost }) => ({ members, cost: cost * (rest.base[query] ?? 0) })),
          ),
          budget: Math.floor(part * rest.sizes.reduce((sum, size) => sum + size, 0)),
        }))
    })
}

function list<T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: length, maxLength: length })
}
