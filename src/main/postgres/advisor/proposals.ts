import type { Advice, IndexProposal } from '#shared/contract/advisor.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import type { Schema } from '../schema/schema.ts'
import type { Candidate } from './candidate.ts'
import type { KeepCost } from './costs/writes.ts'
import { chooseIndexName, createIndexSql, keyPartSql } from './definition.ts'
import type { Eligible, SortedCandidates } from './model.ts'
import type { RejectReason, SearchResult } from './search/problem.ts'
import type { AdvisedQuery } from './workload.ts'

/** Reasons of more are not read by anybody. */
const MOST_REJECTED = 200

/** Sorting and writing index entries, one process, entries of a few columns: about a million a second and a half. */
const BUILD_ROWS_PER_MS = 700
/** Reading the table for it, from a disk of this century. */
const BUILD_BYTES_PER_MS = 300_000

export interface Costed extends Eligible {
  sizeBytes: Bytes
  keep: KeepCost
}

/** What a search found, in the words of the contract. */
export function proposalsOf(
  result: SearchResult,
  costed: readonly Costed[],
  queries: readonly AdvisedQuery[],
  schema: Schema,
): { indexes: IndexProposal[]; queries: Advice['queries']; names: Map<number, string> } {
  const taken = new Map<string, Set<string>>()
  const names = new Map<number, string>()
  for (const place of result.chosen) {
    const candidate = costed[place]?.candidate
    if (candidate) names.set(place, chooseIndexName(candidate, takenNames(taken, candidate.schema, schema)))
  }
  const indexes = result.chosen.flatMap((place) => {
    const index = costed[place]
    const name = names.get(place)
    return index && name !== undefined ? [proposalOf(index, place, name, result, queries)] : []
  })
  return {
    indexes: indexes.toSorted((a, b) => b.benefit - a.benefit),
    queries: result.queries.map(({ before, after, uses }, query) => ({
      id: queries[query]?.id ?? '',
      sql: queries[query]?.sql ?? '',
      weight: queries[query]?.weight ?? 0,
      costBefore: before,
      costAfter: after,
      uses: uses.flatMap((place) => names.get(place) ?? []),
    })),
    names,
  }
}

/** The name of one more index, beside those that exist. */
export function nameOf(candidate: Candidate, schema: Schema): string {
  return chooseIndexName(candidate, takenNames(new Map(), candidate.schema, schema))
}

function takenNames(taken: Map<string, Set<string>>, inSchema: string, schema: Schema): Set<string> {
  const known = taken.get(inSchema)
  if (known) return known
  const tables = schema.tables.filter((table) => table.schema === inSchema)
  const names = new Set(tables.flatMap(({ name, indexes }) => [name, ...indexes.map((index) => index.name)]))
  taken.set(inSchema, names)
  return names
}

/** One index in the words of the contract. */
export function proposalOf(
  { candidate, table, stored, sizeBytes, keep }: Costed,
  place: number,
  name: string,
  result: SearchResult,
  queries: readonly AdvisedQuery[],
): IndexProposal {
  const isPartitioned = table.kind === 'partitioned table'
  const changed = result.queries.flatMap(({ before, after, uses }, query) =>
    uses.includes(place) ? [{ query, before, after, shared: uses.length }] : [],
  )
  let benefit = 0
  // What several indexes do together is shared out evenly: none does it alone.
  for (const { query, before, after, shared } of changed) {
    benefit += ((queries[query]?.weight ?? 0) * (before - after)) / shared
  }
  const bytes = stored.reduce((sum, { pages }) => sum + pages * 8192, 0)
  const rows = stored.reduce((sum, one) => sum + (one.rows ?? 0), 0)
  const notes = [
    ...(isPartitioned
      ? [
          'The table is partitioned, so the index cannot be built concurrently: writers wait while it is built.',
        ]
      : []),
    ...(changed.some(({ shared }) => shared > 1)
      ? ['Some plans use it together with other proposals; what they gain is shared out between them.']
      : []),
  ]
  return {
    sql: createIndexSql(candidate, { name, concurrently: !isPartitioned }),
    name,
    schema: candidate.schema,
    table: candidate.table,
    columns: candidate.key.map(keyPartSql),
    include: [...candidate.include],
    predicate: candidate.predicate,
    accessMethod: candidate.accessMethod,
    sizeBytes,
    buildMs: rows > 0 ? buildTime(rows, bytes) : null,
    benefit,
    writeCost: keep.cost,
    writeNote: keep.note,
    gains: changed.map(({ query, before, after }) => ({
      queryId: queries[query]?.id ?? '',
      costBefore: before,
      costAfter: after,
    })),
    verdict: 'proposed',
    ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
  }
}

function buildTime(rows: number, bytes: Bytes): Milliseconds {
  return Math.ceil(rows / BUILD_ROWS_PER_MS + bytes / BUILD_BYTES_PER_MS)
}

function sqlOf(candidate: Candidate): string {
  return createIndexSql(candidate, { concurrently: false })
}

/** Every candidate that is not proposed, with the reason; the most promising first. */
export function rejectedOf(
  result: SearchResult,
  costed: readonly Costed[],
  names: ReadonlyMap<number, string>,
  sorted: Pick<SortedCandidates, 'served' | 'refused'>,
  baselineCost: number,
): Advice['rejected'] {
  const share = (gain: number): string =>
    baselineCost > 0 ? `${((100 * gain) / baselineCost).toFixed(2)} % of the workload's cost` : 'nothing'
  const named = (by: readonly number[]): string =>
    by
      .map((place) => names.get(place) ?? '')
      .filter((name) => name !== '')
      .join(', ')
  const words = (reason: RejectReason, { keep }: Costed): string => {
    switch (reason.kind) {
      case 'unused':
        return 'No plan wants it, even where it exists.'
      case 'over-budget':
        return 'It alone is larger than the storage budget.'
      case 'little-gain':
        return `Too little gain: it would save ${share(reason.gain)}.`
      case 'keep-cost':
        return keep.cost > 0
          ? `Keeping it costs more than it gains: it would save ${share(reason.gain)}, and writing to it costs ${share(keep.cost)}. ${keep.note}`
          : `Too little gain: it would save ${share(reason.gain)}.`
      case 'replaced':
        return `${named(reason.by)} ${reason.by.length === 1 ? 'does' : 'do'} its work; by itself it would save ${share(reason.gain)}.`
      case 'budget':
        return `It would still save ${share(reason.gain)}, but the budget is better spent on the proposals.`
    }
  }
  return [
    ...sorted.served.map(({ candidate, by }) => ({
      sql: sqlOf(candidate),
      reason: `The index ${by.name} is there already and begins with the same key.`,
    })),
    ...result.rejected.flatMap(({ candidate, reason }) => {
      const index = costed[candidate]
      return index ? [{ sql: sqlOf(index.candidate), reason: words(reason, index) }] : []
    }),
    ...sorted.refused.map(({ candidate, reason }) => ({ sql: sqlOf(candidate), reason })),
  ].slice(0, MOST_REJECTED)
}
