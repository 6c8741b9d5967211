import type { Table } from '../../schema/schema.ts'
import { type Candidate, candidateKey } from '../candidate.ts'
import type { Part } from './part.ts'

/**
 * How likely a candidate is to be wanted; where there are too many, those of the last rank go first.
 * 0: what the conditions and orders of one query ask for. 1: the same with all columns of the query.
 * 2: other orders of two columns. 3: of three. 4: made of several queries.
 */
export type Rank = 0 | 1 | 2 | 3 | 4

export interface Wanted {
  table: Table
  parts: readonly Part[]
  include?: readonly string[]
  predicate?: string
  accessMethod?: string
}

/** Candidates without doubles, each with all queries that it comes from. */
export class Pool {
  readonly #found = new Map<string, { candidate: Candidate; rank: Rank; place: number; table: Table }>()

  add(rank: Rank, queryIds: readonly string[], wanted: Wanted): void {
    const { table, parts, include = [], predicate = null, accessMethod = 'btree' } = wanted
    const keyColumns = new Set(parts.flatMap(({ column }) => column?.name ?? []))
    const candidate: Candidate = {
      schema: table.schema,
      table: table.name,
      accessMethod,
      key: parts.map(({ key }) => key),
      include: table.columns.flatMap(({ name }) =>
        include.includes(name) && !keyColumns.has(name) ? name : [],
      ),
      predicate,
      queryIds: [...queryIds],
    }
    const id = candidateKey(candidate)
    const known = this.#found.get(id)
    if (!known) {
      this.#found.set(id, { candidate, rank, place: this.#found.size, table })
      return
    }
    known.rank = rank < known.rank ? rank : known.rank
    for (const queryId of queryIds) {
      if (!known.candidate.queryIds.includes(queryId)) known.candidate.queryIds.push(queryId)
    }
  }

  entries(): { candidate: Candidate; rank: Rank; table: Table }[] {
    return [...this.#found.values()]
  }

  /** At most `most`, the likeliest; among equals those that more queries want. */
  best(most: number): { candidate: Candidate; rank: Rank; table: Table }[] {
    return [...this.#found.values()]
      .toSorted(
        (a, b) =>
          a.rank - b.rank || b.candidate.queryIds.length - a.candidate.queryIds.length || a.place - b.place,
      )
      .slice(0, most)
  }
}
