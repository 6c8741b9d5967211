import type { AdviseInput, WorkloadQuery } from '#shared/contract/advisor.ts'
import { findTable } from '../schema/find.ts'
import type { Index, Schema, Table } from '../schema/schema.ts'
import { candidatesFor, servingIndex } from './candidates/index.ts'
import type { Candidate } from './candidate.ts'
import { type KeepCost, type TableWrites, writeCost } from './costs/writes.ts'
import { storedTables } from './table-writes.ts'
import { canChange, tableKey, type TableUse } from './relevance.ts'

/** What the user asks for, the workload resolved. */
export type AdviseRequest = Omit<AdviseInput, 'targetId'>
export type { WorkloadQuery }

/** Wider keys gain little and cost more to keep; Postgres itself takes 32. */
export const DEFAULT_WIDTH = 3

/** A candidate that may be chosen, with what is known of it without asking the server. */
export interface Eligible {
  candidate: Candidate
  table: Table
  /** The tables that hold its rows: itself, or its partitions. */
  stored: Table[]
}

export interface SortedCandidates {
  eligible: Eligible[]
  served: { candidate: Candidate; by: Index }[]
  refused: { candidate: Candidate; reason: string }[]
}

/** More partitions than this are not imagined one by one. */
const MOST_PARTITIONS = 200

/** Candidates, and those that are there already. */
export function sortCandidates(
  queries: readonly { id: string; shape: Parameters<typeof candidatesFor>[0][number]['shape'] }[],
  schema: Schema,
  maxWidth: number,
): SortedCandidates {
  const sorted: SortedCandidates = { eligible: [], served: [], refused: [] }
  const shapes = queries.map(({ id, shape }) => ({ queryId: id, shape }))
  for (const candidate of candidatesFor(shapes, schema, { maxWidth })) {
    const table = findTable(schema, candidate.table, candidate.schema)
    if (!table) continue
    const by = servingIndex(candidate, table)
    const stored = storedTables(table, schema)
    if (by) sorted.served.push({ candidate, by })
    else if (stored.length === 0 || stored.length > MOST_PARTITIONS) {
      sorted.refused.push({ candidate, reason: `It would have ${stored.length} partitions to index.` })
    } else sorted.eligible.push({ candidate, table, stored })
  }
  return sorted
}

/** The places of the queries whose plans a candidate can change. */
export function queriesOfCandidate(
  candidate: Candidate,
  queries: readonly { id: string; use: TableUse }[],
): number[] {
  return queries.flatMap(({ id, use }, query) => (canChange(candidate, id, use) ? [query] : []))
}

/** What keeping a candidate costs in writes. */
export function keepCostOf(
  { candidate, table }: Pick<Eligible, 'candidate' | 'table'>,
  sizeBytes: number,
  writes: ReadonlyMap<string, TableWrites>,
): KeepCost {
  const columns = [
    ...candidate.key.flatMap((part) => (part.kind === 'column' ? [part.column] : [])),
    ...candidate.include,
  ]
  const text = [
    ...candidate.key.map((part) => (part.kind === 'expression' ? part.expression : '')),
    candidate.predicate ?? '',
  ].join(' ')
  // Of expressions only the text is known; a name that stands in it is taken to be the column's.
  const named = table.columns.filter(({ name }) => !columns.includes(name) && text.includes(name))
  const rows = table.rows ?? 0
  const width =
    16 + columns.reduce((sum, name) => sum + (table.columns.find((one) => one.name === name)?.width ?? 8), 0)
  const whole = rows * width
  return writeCost(
    {
      table: table.name,
      accessMethod: candidate.accessMethod,
      columns: [...columns, ...named.map(({ name }) => name)],
      rows,
      // A partial index has an entry for a part of the rows; its size tells which.
      partialShare: candidate.predicate === null || whole <= 0 ? 1 : Math.min(1, sizeBytes / whole),
    },
    writes.get(tableKey(candidate)),
  )
}
