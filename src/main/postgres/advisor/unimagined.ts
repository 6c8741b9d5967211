import type { IndexProposal } from '#shared/contract/advisor.ts'
import type { Bytes } from '#shared/units.ts'
import { estimateIndexSize, type IndexColumn } from '../changes/preview/index-size.ts'
import { findColumn } from '../schema/find.ts'
import type { Schema, Table } from '../schema/schema.ts'
import type { TableWrites } from './costs/writes.ts'
import { keepCostOf, queriesOfCandidate } from './model.ts'
import type { PlannedQuery } from './prepare.ts'
import { type Costed, nameOf, proposalOf } from './proposals.ts'
import type { SearchResult } from './search/problem.ts'

/** A smaller table is read whole sooner than an inverted index is gone through. */
const FEWEST_PAGES = 200
/** Bytes of a value for each key in it, where nothing more is known: words and short JSON members. */
const BYTES_PER_KEY = 20

/**
 * Indexes of access methods that HypoPG cannot imagine (GIN, GiST…), for statements that still cost as
 * much as reading the whole table: nothing else serves their operators. The planner could not be asked,
 * so they are inconclusive and save nothing in the figures; applied, they are measured and can be undone.
 */
export function unimaginedProposals(
  costed: readonly Costed[],
  result: SearchResult,
  queries: readonly PlannedQuery[],
  schema: Schema,
  writes: ReadonlyMap<string, TableWrites>,
  /** What is left of the storage budget. */
  room: Bytes,
): { place: number; proposal: IndexProposal }[] {
  const served = new Set<number>()
  let left = room
  return costed.flatMap((one, place) => {
    const { candidate, table } = one
    if (Number.isFinite(one.sizeBytes) || candidate.accessMethod === 'btree' || isThere(one)) return []
    const helped = queriesOfCandidate(candidate, queries).filter(
      (query) => !served.has(query) && readsWhole(result.queries[query]?.after ?? 0, table),
    )
    if (table.pages < FEWEST_PAGES || helped.length === 0) return []
    const sizeBytes = sizeOf(one, schema)
    if (sizeBytes > left) return []
    left -= sizeBytes
    for (const query of helped) served.add(query)
    const keep = keepCostOf(one, sizeBytes, writes)
    const name = nameOf(candidate, schema)
    const proposal = proposalOf({ ...one, sizeBytes, keep }, place, name, result, queries)
    return [
      {
        place,
        proposal: {
          ...proposal,
          verdict: 'inconclusive' as const,
          note: `HypoPG cannot imagine indexes of kind ${candidate.accessMethod}, so the planner could not be asked. It is what serves this operator, and ${table.name} is read whole without it: try it, it is measured and can be undone. Its size is an estimate from the statistics.`,
          gains: helped.map((query) => ({
            queryId: queries[query]?.id ?? '',
            costBefore: result.queries[query]?.before ?? 0,
            costAfter: result.queries[query]?.after ?? 0,
          })),
        },
      },
    ]
  })
}

/** An index of this kind on the same column or expression, whatever its operator class. */
function isThere({ candidate, table }: Costed): boolean {
  const [first] = candidate.key
  const text = first?.kind === 'column' ? first.column : first?.expression
  return table.indexes.some(
    ({ accessMethod, isValid, keys: [key] }) =>
      isValid && accessMethod === candidate.accessMethod && (key?.column === text || key?.text === text),
  )
}

/** seq_page_cost is 1: a plan that costs less than the pages does not read them all. */
function readsWhole(cost: number, { pages }: Table): boolean {
  return cost >= pages
}

function sizeOf({ candidate, stored }: Costed, { blockSize, versionNumber }: Schema): Bytes {
  const columns = (table: Table): IndexColumn[] =>
    candidate.key.map((part) => {
      const column = part.kind === 'column' ? findColumn(table, part.column) : undefined
      const width = column?.width ?? 32
      return {
        widthBytes: width,
        alignment: 1,
        distinct: column?.statistics?.distinct ?? null,
        nullShare: column?.statistics?.nullShare ?? 0,
        deduplicates: true,
        elements: Math.max(1, Math.round(width / BYTES_PER_KEY)),
      }
    })
  return stored.reduce(
    (sum, table) =>
      sum +
      estimateIndexSize({
        method: candidate.accessMethod,
        rows: table.rows ?? 0,
        keys: columns(table),
        included: [],
        fillfactor: 90,
        unique: false,
        blockBytes: blockSize,
        versionNumber,
        tablePages: table.pages,
      }).bytes,
    0,
  )
}
