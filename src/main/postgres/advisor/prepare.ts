import type { WorkloadQuery } from '#shared/contract/advisor.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Schema } from '../schema/schema.ts'
import type { Session } from '../session/session.ts'
import type { QueryShape } from './candidate.ts'
import type { StatementShape } from '../statement/shape/shape.ts'
import { type AskPlan, preparePlanning } from './costs/plannable.ts'
import type { TableWrites } from './costs/writes.ts'
import type { Now } from './advise.ts'
import { type AdviseRequest, DEFAULT_WIDTH, type SortedCandidates, sortCandidates } from './model.ts'
import { type TableUse, tableUseOf } from './relevance.ts'
import { writesOfTables } from './table-writes.ts'
import { type AdvisedQuery, readWorkload, type SkippedQuery } from './workload.ts'

/** A query of the workload that the server can plan. */
export interface PlannedQuery extends AdvisedQuery {
  ask: AskPlan
  use: TableUse
  baseCost: number
}

/** Everything that is known before the first index is tried. */
export interface Prepared {
  schema: Schema
  queries: PlannedQuery[]
  /** Of the queries that can be planned. */
  shapes: QueryShape<StatementShape>[]
  skipped: SkippedQuery[]
  sorted: SortedCandidates
  writes: Map<string, TableWrites>
  notes: string[]
}

/** Reads the workload, plans each statement once, and makes the candidates. */
export async function prepareAdvice(
  session: Session,
  input: AdviseRequest,
  workload: readonly WorkloadQuery[],
  schema: Schema,
  now: Now,
  signal: AbortSignal,
): Promise<Prepared> {
  const { queries: read, skipped } = await readWorkload(workload, schema, signal)
  const queries: PlannedQuery[] = []
  const written: { query: AdvisedQuery; use: TableUse; rows: number }[] = []
  for (const [number, query] of read.entries()) {
    throwIfCancelled(signal)
    try {
      const { ask, first } = await preparePlanning(session, query, number)
      const use = tableUseOf(query.shape, schema)
      queries.push({ ...query, ask, use, baseCost: first.cost })
      written.push({ query, use, rows: first.rows })
    } catch (error) {
      if (!(error instanceof Failure) || !('sqlState' in error.facts) || error.code === 'CANCELLED')
        throw error
      skipped.push({ id: query.id, sql: query.sql, reason: error.message })
    }
  }
  if (queries.length === 0) {
    throw new Failure('BAD_INPUT', 'None of the statements of the workload can be planned.', {
      hint: skipped[0]
        ? `The first: ${skipped[0].reason}`
        : 'Give SELECT, INSERT, UPDATE or DELETE statements.',
    })
  }
  now.phase = 'candidates'
  const sorted = sortCandidates(queries, schema, input.maxWidth ?? DEFAULT_WIDTH)
  now.candidates = sorted.eligible.length
  const isWhole = input.workload.source === 'statements'
  const writes = writesOfTables(written, schema, isWhole)
  return {
    schema,
    queries,
    shapes: queries.map(({ id, shape }) => ({ queryId: id, shape })),
    skipped,
    sorted,
    writes,
    notes: [...genericNotes(queries), ...countedNotes(writes)],
  }
}

function genericNotes(queries: readonly PlannedQuery[]): string[] {
  const generic = queries.filter(({ parameterCount, parameters }) => parameterCount > 0 && !parameters)
  if (generic.length === 0) return []
  return [
    `${counted(generic.length, queries.length)} planned for an average value where parameters have none; limits and ranges with typical ones. Partial indexes are not seen there.`,
  ]
}

function counted(some: number, all: number): string {
  if (some === all) return all === 1 ? 'The statement is' : 'All statements are'
  return some === 1 ? `1 of ${all} statements is` : `${some} of ${all} statements are`
}

function countedNotes(writes: ReadonlyMap<string, TableWrites>): string[] {
  const counted = [...writes.values()].some(
    ({ source, inserted, updated, deleted }) => source === 'counted' && inserted + updated + deleted >= 0.5,
  )
  return counted
    ? [
        'How often tables are written is not told by this workload: it is taken from the counters of the server, as writes for each read of the table.',
      ]
    : []
}
