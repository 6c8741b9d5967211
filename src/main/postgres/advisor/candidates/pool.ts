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

export interface Entry {
  candidate: Candidate
  rank: Rank
  table: Table
}

/** Candidates without doubles, each with all queries that it comes from. */
export class Pool {
  readonly #found = new Map<string, Entry & { place: number; queryIds: Set<string> }>()

  add(rank: Rank, queryIds: Iterable<string>, wanted: Wanted): void {
    const { table, parts, include = [], predicate = null, accessMethod = 'btree' } = wanted
    const candidate: Candidate = {
      schema: table.schema,
      table: table.name,
      accessMethod,
      key: parts.map(({ key }) => key),
      include: include.length === 0 ? [] : included(table, parts, include),
      predicate,
      queryIds: [],
    }
    const id = candidateKey(candidate)
    let entry = this.#found.get(id)
    if (!entry) {
      entry = { candidate, rank, table, place: this.#found.size, queryIds: new Set() }
      this.#found.set(id, entry)
    }
    if (rank < entry.rank) entry.rank = rank
    for (const queryId of queryIds) entry.queryIds.add(queryId)
  }

  /** The likeliest first; among equals those that more queries want. */
  ranked(): Entry[] {
    return [...this.#found.values()]
      .toSorted((a, b) => a.rank - b.rank || b.queryIds.size - a.queryIds.size || a.place - b.place)
      .map(({ candidate, rank, table, queryIds }) => ({
        candidate: { ...candidate, queryIds: [...queryIds] },
        rank,
        table,
      }))
  }
}

/** In the order of the table, without what the key has. */
function included(table: Table, parts: readonly Part[], include: readonly string[]): string[] {
  const inKey = new Set(parts.flatMap(({ column }) => column?.name ?? []))
  return table.columns.flatMap(({ name }) => (include.includes(name) && !inKey.has(name) ? name : []))
}
