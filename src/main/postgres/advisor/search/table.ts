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
  /** For each candidate, the queries that have atoms with it, and their places, ascending. */
  atomsOf: readonly (readonly { query: number; places: number[] }[])[]
  /** Candidates that some atom has. */
  wanted: readonly number[]
}

export function tableOf(oracle: Oracle): CostTable {
  const atomsOf: { query: number; places: number[] }[][] = oracle.candidates.map(() => [])
  const queries = oracle.knowledge.map(({ atoms }, query) => ({
    weight: oracle.weight(query),
    // One that costs as much as none is of no use.
    atoms: atoms.filter(({ members, cost }) => members.length === 0 || cost < (oracle.baseCosts[query] ?? 0)),
  }))
  for (const [query, { atoms }] of queries.entries()) {
    for (const [place, { members }] of atoms.entries()) {
      for (const member of members) {
        const lists = atomsOf[member]
        const last = lists?.at(-1)
        if (last?.query === query) last.places.push(place)
        else lists?.push({ query, places: [place] })
      }
    }
  }
  return {
    candidates: oracle.candidates,
    budgetBytes: oracle.problem.budgetBytes,
    queries,
    atomsOf,
    wanted: [...atomsOf.keys()].filter((candidate) => (atomsOf[candidate] ?? []).length > 0),
  }
}

/** A set of candidates over a table, with its cost kept up to date. */
export class TableSet {
  readonly table: CostTable
  readonly has: Uint8Array
  /** Of each query, the place of its cheapest atom within the set; the number of atoms where none is. */
  readonly #best: Int32Array
  readonly #undo: number[] = []
  /** Changes tried and taken back: how much work was done. */
  evaluations = 0
  size = 0
  /** Weighted cost of the queries, and of keeping the members. */
  total = 0

  constructor(table: CostTable, members: readonly number[] = []) {
    this.table = table
    this.has = new Uint8Array(table.candidates.length)
    this.#best = new Int32Array(table.queries.length)
    for (const member of members) this.#flip(member, 1)
    for (const query of table.queries.keys()) {
      this.#best[query] = this.#firstFrom(query, 0)
      this.total += this.#weighted(query)
    }
    this.forget()
  }

  members(): number[] {
    const members: number[] = []
    for (const candidate of this.table.wanted) if (this.has[candidate] === 1) members.push(candidate)
    return members
  }

  /** The cheaper atoms that a query could have. */
  cheaper(query: number): readonly Atom[] {
    return this.table.queries[query]?.atoms.slice(0, this.#best[query]) ?? []
  }

  missing(atom: Atom): number[] {
    return atom.members.filter((member) => this.has[member] === 0)
  }

  /** Puts members in and takes members out. */
  change(into: readonly number[], out: readonly number[]): void {
    for (const member of out) this.#flip(member, 0)
    if (out.length > 0) {
      for (const query of this.table.queries.keys()) {
        const atom = this.#atom(query)
        if (atom && out.some((member) => atom.members.includes(member))) {
          this.#setBest(query, this.#firstFrom(query, (this.#best[query] ?? 0) + 1))
        }
      }
    }
    for (const member of into) this.#flip(member, 1)
    for (const member of into) {
      for (const { query, places } of this.table.atomsOf[member] ?? []) {
        for (const place of places) {
          if (place >= (this.#best[query] ?? 0)) break
          if (this.#isWithin(query, place)) {
            this.#setBest(query, place)
            break
          }
        }
      }
    }
  }

  /** How much less (or more: below 0) the total would be. */
  gain(into: readonly number[], out: readonly number[]): number {
    const mark = this.mark()
    this.change(into, out)
    const after = this.total
    this.backTo(mark)
    return mark.total - after
  }

  /** The set as it is now, for {@link backTo}: everything done since can be undone, the last first. */
  mark(): Mark {
    return { steps: this.#undo.length, size: this.size, total: this.total }
  }

  backTo({ steps, size, total }: Mark): void {
    for (let at = this.#undo.length - 2; at >= steps; at -= 2) {
      const what = this.#undo[at] ?? 0
      const before = this.#undo[at + 1] ?? 0
      // Candidates are written as they are, queries below zero.
      if (what >= 0) this.has[what] = before
      else this.#best[-1 - what] = before
    }
    this.#undo.length = steps
    // As they were: adding and taking away again would leave rounding.
    this.size = size
    this.total = total
    this.evaluations++
  }

  /** What was done so far stays. */
  forget(): void {
    this.#undo.length = 0
  }

  #flip(member: number, value: 0 | 1): void {
    if (this.has[member] === value) return
    const candidate = this.table.candidates[member]
    if (!candidate) return
    this.#undo.push(member, 1 - value)
    this.has[member] = value
    this.size += value === 1 ? candidate.sizeBytes : -candidate.sizeBytes
    this.total += value === 1 ? candidate.keepCost : -candidate.keepCost
  }

  #setBest(query: number, place: number): void {
    const before = this.#weighted(query)
    this.#undo.push(-1 - query, this.#best[query] ?? 0)
    this.#best[query] = place
    this.total += this.#weighted(query) - before
  }

  #atom(query: number): Atom | undefined {
    return this.table.queries[query]?.atoms[this.#best[query] ?? 0]
  }

  #weighted(query: number): number {
    return (this.table.queries[query]?.weight ?? 0) * (this.#atom(query)?.cost ?? Infinity)
  }

  #isWithin(query: number, place: number): boolean {
    const { has } = this
    for (const member of this.table.queries[query]?.atoms[place]?.members ?? []) {
      if (has[member] === 0) return false
    }
    return true
  }

  #firstFrom(query: number, from: number): number {
    const count = this.table.queries[query]?.atoms.length ?? 0
    for (let place = from; place < count; place++) if (this.#isWithin(query, place)) return place
    return count
  }
}

interface Mark {
  steps: number
  size: number
  total: number
}
