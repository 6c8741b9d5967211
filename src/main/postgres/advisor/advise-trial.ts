import type { IndexProposal } from '#shared/contract/advisor.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Session } from '../session/session.ts'
import type { FoundAdvice } from './advise-hypopg.ts'
import type { Now } from './advise.ts'
import { type TrialAnswer, type TrialIndex, tryIndexes } from './costs/trial.ts'
import { createIndexSql } from './definition.ts'
import { type AdviseRequest, type Eligible, keepCostOf, queriesOfCandidate } from './model.ts'
import type { Prepared } from './prepare.ts'
import { type Costed, proposalsOf, rejectedOf } from './proposals.ts'
import { tableKey } from './relevance.ts'
import { searchIndexes } from './search/search.ts'

/** Every trial makes writers of its table wait: few are made. */
const MOST_TRIALS = 12
/** A table whose index takes long to build is left alone: writers would wait for it. */
const LARGEST_TABLE_BYTES = 4 * 2 ** 30
/** As with HypoPG and no budget: a smaller share of the cost is not felt. */
const FELT_SHARE = 1e-3

interface Tried extends Costed {
  /** Of each query that it can change. */
  answers: Map<number, number>
  isIgnored: boolean
}

/** Advice from indexes that are built for a moment, one at a time, and then the chosen ones together. */
export async function adviceFromTrials(
  session: Session,
  input: AdviseRequest,
  prepared: Prepared,
  now: Now,
  signal: AbortSignal,
): Promise<FoundAdvice> {
  const { queries, schema, sorted } = prepared
  const refused = [...sorted.refused]
  await beginWriting(session, prepared)
  const base = queries.map(({ baseCost }) => baseCost)
  const baseline = queries.reduce((sum, { weight }, query) => sum + weight * (base[query] ?? 0), 0)
  let calls = queries.length
  now.phase = 'searching'
  const tried: Tried[] = []
  for (const one of promising(prepared, refused)) {
    throwIfCancelled(signal)
    const places = queriesOfCandidate(one.candidate, queries)
    try {
      const answer = await tryIndexes(
        session,
        [trialOf(one, tried.length)],
        places.flatMap((place) => queries[place]?.ask ?? []),
      )
      calls += places.length
      tried.push({
        ...one,
        sizeBytes: answer.sizeBytes,
        keep: keepCostOf(one, answer.sizeBytes, prepared.writes),
        answers: new Map(
          answer.costs.flatMap(({ cost, uses }, at) => (uses.length > 0 ? [[places[at] ?? 0, cost]] : [])),
        ),
        isIgnored: answer.ignored.length > 0,
      })
    } catch (error) {
      if (!(error instanceof Failure) || !('sqlState' in error.facts) || error.code === 'CANCELLED')
        throw error
      refused.push({ candidate: one.candidate, reason: `It could not be tried: ${error.message}` })
    }
    Object.assign(now, { whatIfCalls: calls, baselineCost: baseline })
  }
  const result = await searchIndexes({
    queries: queries.map(({ weight }) => ({ weight })),
    candidates: tried.map(({ sizeBytes, keep, candidate, answers }) => ({
      sizeBytes,
      keepCost: keep.cost + FELT_SHARE * baseline,
      queries: [...answers.keys()],
      group: tableKey(candidate),
    })),
    budgetBytes: input.budgetBytes ?? Number.MAX_SAFE_INTEGER,
    limits: { maxCalls: 100_000 },
    signal,
    cost: (query, members) => costOf(tried, base, query, members),
  })
  now.phase = 'checking'
  const together = await checkTogether(session, tried, result.chosen, prepared)
  calls += together === undefined ? 0 : queries.length
  const checked = {
    ...result,
    calls,
    queries: result.queries.map((one, query) => {
      const answer = together?.costs[query]
      if (!answer) return one
      return { ...one, after: answer.cost, uses: answer.uses.flatMap((at) => result.chosen[at] ?? []) }
    }),
  }
  const { indexes, queries: gains, names } = proposalsOf(checked, tried, queries, schema)
  const inconclusive = inconclusiveOf(tried, checked, prepared)
  return {
    method: 'trial',
    baselineCost: result.baselineCost,
    cost: gains.reduce((sum, { weight, costAfter }) => sum + weight * costAfter, 0),
    whatIfCalls: calls,
    indexes: [...indexes, ...inconclusive],
    queries: gains,
    rejected: rejectedOf(
      {
        ...checked,
        rejected: result.rejected.filter(({ candidate }) => tried[candidate]?.isIgnored !== true),
      },
      tried,
      names,
      { ...sorted, refused },
      result.baselineCost,
    ),
    notes: [
      `Without HypoPG the ${tried.length} most promising of ${sorted.eligible.length} candidates were tried, each by itself.`,
    ],
  }
}

/** Building needs a transaction that may write; going back to its start makes prepared statements stay. */
async function beginWriting(session: Session, { queries }: Prepared): Promise<void> {
  await session.restart('READ WRITE')
  await session.attempt('SET LOCAL jit = off')
  if (queries.some(({ parameterCount, parameters }) => parameterCount > 0 && !parameters)) {
    await session.run('SET LOCAL plan_cache_mode = force_generic_plan')
  }
}

/** For each query in turn, the costliest first, its next candidate; those on very large tables are refused. */
function promising(
  { queries, sorted }: Prepared,
  refused: { candidate: Eligible['candidate']; reason: string }[],
): Eligible[] {
  const small: Eligible[] = []
  for (const one of sorted.eligible) {
    const bytes = one.stored.reduce((sum, { pages }) => sum + pages * 8192, 0)
    if (bytes <= LARGEST_TABLE_BYTES) small.push(one)
    else
      refused.push({
        candidate: one.candidate,
        reason: 'Its table is too large for a trial: writers would wait too long.',
      })
  }
  const lists = queries
    .toSorted((a, b) => b.weight * b.baseCost - a.weight * a.baseCost)
    .map(({ id }) => small.filter(({ candidate }) => candidate.queryIds.includes(id)))
  const chosen = new Set<Eligible>()
  const longest = Math.max(0, ...lists.map((list) => list.length))
  for (let place = 0; place < longest; place++) {
    for (const list of lists) {
      const one = list[place]
      if (one && chosen.size < MOST_TRIALS) chosen.add(one)
    }
  }
  return [...chosen]
}

function trialOf({ candidate, stored }: Eligible, number: number): TrialIndex {
  return {
    builds: stored.map((table, part) => {
      const name = `pitwall_trial_${number}_${part}`
      const sql = createIndexSql(
        { ...candidate, schema: table.schema, table: table.name },
        { name, concurrently: false },
      )
      // Marked, so that it is not listed among the statements of the application.
      return { sql: sql.replace(/^CREATE/, 'CREATE /* pitwall */'), schema: table.schema, name }
    }),
  }
}

function costOf(
  tried: readonly Tried[],
  base: readonly number[],
  query: number,
  members: readonly number[],
): { cost: number; uses: number[] } {
  let best: { cost: number; uses: number[] } = { cost: base[query] ?? 0, uses: [] }
  for (const member of members) {
    const cost = tried[member]?.answers.get(query)
    if (cost !== undefined && cost < best.cost) best = { cost, uses: [member] }
  }
  return best
}

/** The chosen ones at once: some plans use two. Undefined where there is nothing more to learn. */
async function checkTogether(
  session: Session,
  tried: readonly Tried[],
  chosen: readonly number[],
  { queries }: Prepared,
): Promise<TrialAnswer | undefined> {
  if (chosen.length < 2) return undefined
  const indexes = chosen.flatMap((place) => {
    const one = tried[place]
    return one ? [trialOf(one, place)] : []
  })
  return await tryIndexes(
    session,
    indexes,
    queries.map(({ ask }) => ask),
  )
}

/** Those the planner did not look at: the first for each query of which nothing else is known. */
function inconclusiveOf(
  tried: readonly Tried[],
  result: { queries: readonly { uses: readonly number[] }[] },
  { schema, queries }: Prepared,
): IndexProposal[] {
  const open = new Set(result.queries.flatMap(({ uses }, query) => (uses.length === 0 ? [query] : [])))
  const chosen: number[] = []
  for (const [place, one] of tried.entries()) {
    if (!one.isIgnored) continue
    const mine = queriesOfCandidate(one.candidate, queries).filter((query) => open.has(query))
    if (mine.length === 0) continue
    chosen.push(place)
    for (const query of mine) open.delete(query)
  }
  const nothing = {
    chosen,
    candidates: [],
    baselineCost: 0,
    cost: 0,
    keepCost: 0,
    queries: [],
    calls: 0,
    ended: 'done' as const,
    rejected: [],
  }
  return proposalsOf(nothing, tried, queries, schema).indexes.map((index) => ({
    ...index,
    verdict: 'inconclusive',
    note: 'A trial built it, but the planner may not use it in the transaction that built it, because rows of the table were updated in place while an older transaction is open. Try again when that has ended, or install HypoPG.',
  }))
}
