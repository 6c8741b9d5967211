import type { Advice } from '#shared/contract/advisor.ts'
import type { Bytes } from '#shared/units.ts'
import type { Session } from '../session/session.ts'
import type { Now } from './advise.ts'
import { servingIndex } from './candidates/index.ts'
import { HypotheticalIndexes } from './costs/hypopg.ts'
import { createIndexSql } from './definition.ts'
import { type AdviseRequest, DEFAULT_WIDTH, type Eligible, keepCostOf, queriesOfCandidate } from './model.ts'
import { mergedCandidates } from './merge.ts'
import type { PlannedQuery, Prepared } from './prepare.ts'
import { type Costed, proposalsOf, rejectedOf } from './proposals.ts'
import { isSimple, narrowerOf } from './narrower.ts'
import { tableKey } from './relevance.ts'
import type { CostAnswer, SearchCandidate, SearchLimits, SearchResult } from './search/problem.ts'
import { searchIndexes } from './search/search.ts'
import { unimaginedProposals } from './unimagined.ts'
import { enterByEqualities } from './unknown-values.ts'

/**
 * An index has to save this share of the workload's cost to be worth proposing without a budget: what
 * is less nobody feels, and every index is something to look after.
 */
const FELT_SHARE = 5e-3
/** With a budget the storage is meant to be spent; only what is lost in rounding is left out. */
const FELT_SHARE_OF_BUDGET = 1e-6
/** Without a budget: what an index of the size of all indexed tables together would have to save. */
const SIZE_SHARE = 5e-2
/** What repeats the key of an existing index, to include more, has to save so much beyond that. */
const REPEAT_SHARE = 5e-2
/** The same where a budget says how much storage there is to spend. */
const REPEAT_SHARE_OF_BUDGET = 1e-2
/** Without a budget, proposals may be as large as the data; of little data, as this. */
const SMALLEST_BUDGET: Bytes = 64 * 2 ** 20

/** Questions for each query; at most so many for 19 of them, and as many for each of more. */
const CALLS_PER_QUERY = 150
const FEWEST_CALLS = 1500
/** Without a wish of the user's: a safety stop, a second or two more than what the calls take. */
const SECONDS = 4.5
const SECONDS_PER_QUERY = 0.2

export type FoundAdvice = Omit<Advice, 'elapsedMs' | 'budgetBytes' | 'drops' | 'skipped' | 'limitations'>

/** Searches with indexes that HypoPG imagines. `hypopg` is its schema, quoted. */
export async function adviceFromHypopg(
  session: Session,
  hypopg: string,
  input: AdviseRequest,
  prepared: Prepared,
  now: Now,
  signal: AbortSignal,
): Promise<FoundAdvice> {
  const imagined = new HypotheticalIndexes(session, hypopg)
  const { queries, sorted, schema } = prepared
  const costed: Costed[] = []
  const refused = [...sorted.refused]
  try {
    const take = async (eligible: readonly Eligible[]): Promise<SearchCandidate[]> => {
      const sizes = await imagined.add(eligible.map(imaginedOf))
      const before = costed.length
      const list = [...costed, ...eligible].map(({ candidate }) => candidate)
      return eligible.map((one, at) => {
        const answer = sizes[at]
        const sizeBytes: Bytes = answer && 'sizeBytes' in answer ? answer.sizeBytes : Infinity
        if (answer && 'refused' in answer) refused.push({ candidate: one.candidate, reason: answer.refused })
        const keep = keepCostOf(one, sizeBytes, prepared.writes)
        costed.push({ ...one, sizeBytes, keep })
        return {
          sizeBytes,
          keepCost: keep.cost + charge(one, sizeBytes, input, prepared),
          queries: Number.isFinite(sizeBytes) ? queriesOfCandidate(one.candidate, queries) : [],
          group: tableKey(one.candidate),
          isSimple: isSimple(one.candidate),
          isPlain: one.candidate.include.length === 0 && one.candidate.predicate === null,
          widens: narrowerOf(one.candidate, before + at, list),
        }
      })
    }
    const candidates = await take(sorted.eligible)
    const asked = queries.map(({ ask, use }) => ({
      ask,
      groups: use.isOpen ? undefined : new Set(use.columns.keys()),
    }))
    now.phase = 'searching'
    const budgetBytes = input.budgetBytes ?? Math.max(SMALLEST_BUDGET, dataBytes(sorted.eligible))
    const cost = async (query: number, members: readonly number[]): Promise<CostAnswer> => {
      const one = asked[query]
      if (!one) throw new RangeError(`There is no query ${query}.`)
      return await imagined.cost(one, members)
    }
    const found = await searchIndexes({
      queries: queries.map(({ weight, baseCost }) => ({ weight, baseCost })),
      candidates,
      budgetBytes,
      limits: limitsOf(input, queries),
      signal,
      cost,
      onProgress: ({ calls, baselineCost, cost }) => {
        Object.assign(now, { whatIfCalls: calls, baselineCost, cost })
      },
      derive: async (wanted) => {
        const made = mergedCandidates(
          wanted.flatMap((place) => costed[place]?.candidate ?? []),
          costed.map(({ candidate }) => candidate),
          input.maxWidth ?? DEFAULT_WIDTH,
        )
        const more = made.flatMap((candidate) => {
          const like = costed.find((one) => tableKey(one.candidate) === tableKey(candidate))
          return like ? [{ candidate, table: like.table, stored: like.stored }] : []
        })
        now.candidates += more.length
        return await take(more)
      },
    })
    now.phase = 'checking'
    const result = await enterByEqualities(found, costed, queries, budgetBytes, cost)
    const { indexes, queries: gains, names } = proposalsOf(result, costed, queries, schema)
    const unimagined = unimaginedProposals(
      costed,
      result,
      queries,
      schema,
      prepared.writes,
      (input.budgetBytes ?? Infinity) - indexes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    )
    const inconclusive = new Set(unimagined.map(({ place }) => costed[place]?.candidate))
    return {
      method: 'hypopg',
      baselineCost: result.baselineCost,
      cost: result.cost,
      whatIfCalls: result.calls,
      indexes: [...indexes, ...unimagined.map(({ proposal }) => proposal)],
      queries: gains,
      rejected: rejectedOf(
        {
          ...result,
          rejected: result.rejected.filter(({ candidate }) => Number.isFinite(costed[candidate]?.sizeBytes)),
        },
        costed,
        names,
        { ...sorted, refused: refused.filter(({ candidate }) => !inconclusive.has(candidate)) },
        result.baselineCost,
      ),
      notes: [...endNotes(result), ...storageNotes(result, input)],
    }
  } finally {
    // The connection ends with the session, but a pooler may keep the server process.
    if (!signal.aborted) await imagined.reset().catch(() => {})
  }
}

function imaginedOf({ candidate, stored }: Eligible): { sql: string[]; group: string } {
  return {
    sql: stored.map(({ schema, name }) =>
      createIndexSql({ ...candidate, schema, table: name }, { concurrently: false }),
    ),
    group: tableKey(candidate),
  }
}

/** What an index has to outweigh beside its writes. */
function charge(
  { candidate, table }: Eligible,
  sizeBytes: Bytes,
  input: AdviseRequest,
  { queries, sorted }: Prepared,
): number {
  const baseline = queries.reduce((sum, { weight, baseCost }) => sum + weight * baseCost, 0)
  const repeats = candidate.include.length > 0 && servingIndex({ ...candidate, include: [] }, table)
  if (input.budgetBytes !== undefined) {
    return baseline * (FELT_SHARE_OF_BUDGET + (repeats ? REPEAT_SHARE_OF_BUDGET : 0))
  }
  const repeating = repeats ? baseline * REPEAT_SHARE : 0
  const bytes = dataBytes(sorted.eligible)
  return repeating + baseline * (FELT_SHARE + (bytes > 0 ? SIZE_SHARE * (sizeBytes / bytes) : 0))
}

/** Of all tables that candidates are on. */
function dataBytes(eligible: readonly Eligible[]): Bytes {
  const tables = new Map(
    eligible.flatMap(({ stored }) => stored.map(({ oid, pages }) => [oid, pages * 8192])),
  )
  return [...tables.values()].reduce((sum, size) => sum + size, 0)
}

function limitsOf({ seconds }: AdviseRequest, queries: readonly PlannedQuery[]): SearchLimits {
  const count = queries.length
  return {
    maxCalls: Math.max(FEWEST_CALLS, CALLS_PER_QUERY * count),
    maxMs: 1000 * (seconds ?? Math.max(SECONDS, SECONDS_PER_QUERY * count)),
    now: () => performance.now(),
  }
}

function storageNotes({ rejected }: SearchResult, { budgetBytes }: AdviseRequest): string[] {
  const isCut = rejected.some(({ reason }) => reason.kind === 'budget' || reason.kind === 'over-budget')
  return budgetBytes === undefined && isCut
    ? ['No storage budget was given, so the proposals together are kept below the size of the data.']
    : []
}

function endNotes({ ended }: SearchResult): string[] {
  if (ended === 'time') {
    return [
      'The time was up before the search had ended; the best set found by then is proposed, and another run may find another.',
    ]
  }
  return ended === 'calls'
    ? ['The search used up its questions to the planner; the best set found by then is proposed.']
    : []
}
