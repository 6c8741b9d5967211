import type { Atom } from './knowledge.ts'
import type { Oracle } from './oracle.ts'

/**
 * What is known, as a table that can be searched without asking anything: for each query the atoms,
 * cheapest first; a query costs what its first atom within the set costs.
 */
export interface CostTable {
  candidates: readonly { sizeBytes: number; keepCost: number }[]
  budgetBytes: number
  queries: readonly { weight: number; atoms: readonly Atom[] }[]
  /** For each candidate, the queries that have an atom with it. */
  queriesOf: readonly (readonly number[])[]
  /** Candidates that some atom has. */
  wanted: readonly number[]
}

export function tableOf(oracle: Oracle): CostTable {
  const queriesOf: number[][] = oracle.candidates.map(() => [])
  const queries = oracle.knowledge.map(({ atoms }, query) => ({
    weight: oracle.weight(query),
    // One that costs as much as none is of no use.
    atoms: atoms.filter(({ members, cost }) => members.length === 0 || cost < (oracle.baseCosts[query] ?? 0)),
  }))
  for (const [query, { atoms }] of queries.entries()) {
    const members = new Set(atoms.flatMap((atom) => atom.members))
    for (const member of members) queriesOf[member]?.push(query)
  }
  return {
    candidates: oracle.candidates,
    budgetBytes: oracle.problem.budgetBytes,
    queries,
    queriesOf,
    wanted: [...queriesOf.keys()].filter((candidate) => (queriesOf[candidate] ?? []).length > 0),
  }
}

/** A set of candidates over a table, with its cost kept up to date. */
export class TableSet {
  readonly table: CostTable
  readonly has: Uint8Array
  readonly costs: Float64Array
  size = 0
  /** Weighted cost of the queries, and of keeping the members. */
  total = 0

  constructor(table: CostTable, members: readonly number[] = []) {
    this.table = table
    this.has = new Uint8Array(table.candidates.length)
    this.costs = new Float64Array(table.queries.length)
    for (const member of members) this.#flip(member, 1)
    for (const query of table.queries.keys()) {
      this.costs[query] = this.#costOf(query)
      this.total += this.#weight(query) * (this.costs[query] ?? 0)
    }
  }

  members(): number[] {
    const members: number[] = []
    for (const candidate of this.table.wanted) if (this.has[candidate] === 1) members.push(candidate)
    return members
  }

  missing(atom: Atom): number[] {
    return atom.members.filter((member) => this.has[member] === 0)
  }

  /** Puts members in and takes members out; `change(out, in)` takes it back. */
  change(into: readonly number[], out: readonly number[]): void {
    for (const member of into) this.#flip(member, 1)
    for (const member of out) this.#flip(member, 0)
    const seen = new Set<number>()
    for (const member of [...into, ...out]) {
      for (const query of this.table.queriesOf[member] ?? []) {
        if (seen.has(query)) continue
        seen.add(query)
        const cost = this.#costOf(query)
        this.total += this.#weight(query) * (cost - (this.costs[query] ?? 0))
        this.costs[query] = cost
      }
    }
  }

  /** How much less (or more: below 0) the total would be. */
  gain(into: readonly number[], out: readonly number[]): number {
    const before = this.total
    this.change(into, out)
    const after = this.total
    this.change(out, into)
    // Taking back rounds; the figure of before is exact.
    this.total = before
    return before - after
  }

  #flip(member: number, value: 0 | 1): void {
    if (this.has[member] === value) return
    const candidate = this.table.candidates[member]
    if (!candidate) return
    this.has[member] = value
    this.size += value === 1 ? candidate.sizeBytes : -candidate.sizeBytes
    this.total += value === 1 ? candidate.keepCost : -candidate.keepCost
  }

  #weight(query: number): number {
    return this.table.queries[query]?.weight ?? 0
  }

  #costOf(query: number): number {
    const { has } = this
    atoms: for (const { members, cost } of this.table.queries[query]?.atoms ?? []) {
      for (const member of members) if (has[member] === 0) continue atoms
      return cost
    }
    return Infinity
  }
}
