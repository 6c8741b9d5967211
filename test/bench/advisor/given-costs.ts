import type { SearchProblem } from '../../../src/main/postgres/advisor/search/problem.ts'
import { searchIndexes } from '../../../src/main/postgres/advisor/search/search.ts'
import { randomNumbers } from '../../../src/main/postgres/advisor/search/solve.ts'
import type { BenchRow } from '../table.ts'

/** Few enough that every set can be tried. */
const CANDIDATES = 16
const QUERIES = 12
const TABLES = 10

/** A table of costs: what a query costs with a set, given as bits. */
interface Costs {
  sizes: number[]
  cost: (query: number, set: number) => number
}

const kinds: { name: string; make: (random: () => number) => Costs }[] = [
  { name: 'plans of one to three indexes', make: plans },
  { name: 'indexes that each make a part cheaper', make: parts },
]

/** Tables of costs without a server: how far the search is from the best of all sets. */
export async function benchGivenCosts(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const { name, make } of kinds) {
    for (const uses of name.startsWith('plans') ? [true, false] : [false]) {
      const gaps: number[] = []
      let calls = 0
      for (let seed = 1; seed <= TABLES; seed++) {
        const random = randomNumbers(seed)
        const costs = make(random)
        const budget = costs.sizes.reduce((sum, size) => sum + size, 0) * (0.1 + 0.6 * random())
        const result = await searchIndexes(problemOf(costs, budget, uses))
        calls += result.calls
        gaps.push(result.cost / optimum(costs, budget) - 1)
      }
      const exact = gaps.filter((gap) => gap < 1e-9).length
      rows.push({
        name: `Given costs: ${name}, ${uses ? 'plans told' : 'costs alone'}`,
        value: `exact in ${exact} of ${gaps.length}, at worst ${(100 * Math.max(...gaps)).toFixed(2)} % above, ${Math.round(calls / TABLES)} calls`,
      })
    }
  }
  return rows
}

function problemOf({ sizes, cost }: Costs, budgetBytes: number, uses: boolean): SearchProblem {
  return {
    queries: Array.from({ length: QUERIES }, () => ({ weight: 1 })),
    candidates: sizes.map((sizeBytes) => ({ sizeBytes, keepCost: 0 })),
    budgetBytes,
    limits: { maxCalls: 4000 },
    cost: (query, members) => {
      const set = members.reduce((bits, member) => bits | (1 << member), 0)
      const answer = cost(query, set)
      if (!uses) return { cost: answer }
      // What can go without the cost changing was not used.
      let used = set
      for (const member of members) if (cost(query, used & ~(1 << member)) === answer) used &= ~(1 << member)
      return { cost: answer, uses: members.filter((member) => used & (1 << member)) }
    },
  }
}

function optimum({ sizes, cost }: Costs, budget: number): number {
  let least = Infinity
  for (let set = 0; set < 2 ** CANDIDATES; set++) {
    let size = 0
    for (const [member, bytes] of sizes.entries()) if (set & (1 << member)) size += bytes
    if (size > budget) continue
    let total = 0
    for (let query = 0; query < QUERIES && total < least; query++) total += cost(query, set)
    least = Math.min(least, total)
  }
  return least
}

function list<T>(length: number, make: (at: number) => T): T[] {
  return Array.from({ length }, (_, at) => make(at))
}

function plans(random: () => number): Costs {
  const sizes = list(CANDIDATES, () => 10 + Math.floor(random() ** 2 * 990))
  const base = list(QUERIES, () => 100 + random() * 900)
  const atoms = base.map((cost) =>
    list(12, () => {
      let mask = 0
      for (let member = 0; member <= random() * 3; member++) mask |= 1 << Math.floor(random() * CANDIDATES)
      return { mask, cost: cost * (0.02 + 0.96 * random()) }
    }),
  )
  return {
    sizes,
    cost: (query, set) => {
      let least = base[query] ?? 0
      for (const { mask, cost } of atoms[query] ?? []) if ((set & mask) === mask && cost < least) least = cost
      return least
    },
  }
}

function parts(random: () => number): Costs {
  const sizes = list(CANDIDATES, () => 10 + Math.floor(random() ** 2 * 990))
  const base = list(QUERIES, () => 100 + random() * 900)
  const factors = base.map(() => list(CANDIDATES, () => (random() < 0.3 ? 0.3 + 0.65 * random() : 1)))
  return {
    sizes,
    cost: (query, set) => {
      let cost = base[query] ?? 0
      for (let member = 0; member < CANDIDATES; member++) {
        if (set & (1 << member)) cost *= factors[query]?.[member] ?? 1
      }
      return cost
    },
  }
}
