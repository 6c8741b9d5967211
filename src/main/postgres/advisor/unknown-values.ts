import type { Bytes } from '#shared/units.ts'
import type { QueryBlock } from '../statement/shape/shape.ts'
import type { Costed } from './proposals.ts'
import type { CostAnswer, SearchResult } from './search/problem.ts'
import type { AdvisedQuery } from './workload.ts'

/**
 * An index that is entered by every equality reads some of the rows that one of the range alone reads,
 * and no others. The planner does not always see that: it takes the order of the rows from the first
 * column of an index, so that by dates in the order of insertion the range alone looks cheaper. Where
 * the values are not known, the one with the equalities in front is taken as long as it keeps this
 * share of the saving by the planner's own figures.
 */
const KEPT_SAVING = 0.3

type Ask = (query: number, members: readonly number[]) => Promise<CostAnswer>

/** Exchanges what was chosen for a range alone; the costs of the answer were asked for. */
export async function enterByEqualities(
  found: SearchResult,
  costed: readonly Costed[],
  queries: readonly AdvisedQuery[],
  budgetBytes: Bytes,
  ask: Ask,
): Promise<SearchResult> {
  let result = found
  for (const [query, { parameters, shape }] of queries.entries()) {
    if (parameters || shape.parameters.length === 0) continue
    for (const chosen of result.queries[query]?.uses ?? []) {
      const better = shape.blocks.flatMap((block) => enteredByAll(block, chosen, costed))[0]
      if (better === undefined || result.chosen.includes(better)) continue
      result = (await exchanged(result, chosen, better, { costed, queries, budgetBytes, ask })) ?? result
    }
  }
  return result
}

/** The place of the candidate that has the equalities of the block in front of the chosen one's range. */
function enteredByAll(block: QueryBlock, chosen: number, costed: readonly Costed[]): number[] {
  const index = costed[chosen]
  const [first] = index?.candidate.key ?? []
  if (!index || index.candidate.accessMethod !== 'btree' || first?.kind !== 'column') return []
  for (const conjunct of block.conjuncts) {
    if ((conjunct.kind !== 'range' && conjunct.kind !== 'between') || conjunct.operand.kind !== 'column')
      continue
    const { column } = conjunct.operand
    const table = block.sources[column.source]?.name?.table
    if (column.block !== block.id || table?.oid !== index.table.oid || column.name !== first.column) continue
    const equal = equalTo(block, column.source)
    if (equal.size === 0 || equal.has(column.name)) continue
    const places = [...costed.keys()].filter((place) => {
      const { candidate, sizeBytes } = costed[place] ?? {}
      if (!candidate || costed[place]?.table !== index.table || !Number.isFinite(sizeBytes)) return false
      if (candidate.accessMethod !== 'btree' || candidate.predicate !== null || candidate.include.length > 0)
        return false
      const names = candidate.key.map((part) => (part.kind === 'column' ? part.column : ''))
      return (
        names.length === equal.size + 1 &&
        names.at(-1) === column.name &&
        names.slice(0, -1).every((name) => equal.has(name))
      )
    })
    if (places.length > 0) return places
  }
  return []
}

/** Columns of one source that are compared by = with a parameter. */
function equalTo(block: QueryBlock, source: number): Set<string> {
  return new Set(
    block.conjuncts.flatMap((conjunct) => {
      if (conjunct.kind !== 'equality' || conjunct.value.kind !== 'parameter') return []
      if (conjunct.operand.kind !== 'column') return []
      const { column } = conjunct.operand
      return column.block === block.id && column.source === source ? [column.name] : []
    }),
  )
}

async function exchanged(
  result: SearchResult,
  out: number,
  into: number,
  {
    costed,
    queries,
    budgetBytes,
    ask,
  }: {
    costed: readonly Costed[]
    queries: readonly AdvisedQuery[]
    budgetBytes: Bytes
    ask: Ask
  },
): Promise<SearchResult | undefined> {
  const chosen = [...result.chosen.filter((place) => place !== out), into].toSorted((a, b) => a - b)
  const size = chosen.reduce((sum, place) => sum + (costed[place]?.sizeBytes ?? 0), 0)
  if (size > budgetBytes) return undefined
  let [saved, kept, calls] = [0, 0, result.calls]
  const after = [...result.queries]
  for (const [query, old] of result.queries.entries()) {
    const candidate = result.candidates[into]
    if (!old.uses.includes(out) && candidate?.queries?.includes(query) === false) continue
    const { cost, uses = [] } = await ask(query, chosen)
    calls++
    after[query] = { before: old.before, after: cost, uses }
    if (!old.uses.includes(out)) continue
    const weight = queries[query]?.weight ?? 0
    saved += weight * (old.before - old.after)
    kept += weight * (old.before - cost)
  }
  if (kept < KEPT_SAVING * saved || !after.some(({ uses }) => uses.includes(into))) return undefined
  return {
    ...result,
    chosen,
    calls,
    queries: after,
    cost: after.reduce((sum, { after: cost }, query) => sum + (queries[query]?.weight ?? 0) * cost, 0),
    keepCost: chosen.reduce((sum, place) => sum + (result.candidates[place]?.keepCost ?? 0), 0),
    rejected: [
      ...result.rejected.filter(({ candidate }) => candidate !== into),
      { candidate: out, reason: { kind: 'replaced', by: [into], gain: saved } },
    ],
  }
}
