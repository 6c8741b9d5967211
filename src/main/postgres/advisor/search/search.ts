import { setsToTryAll, tryAll } from './exhaustive.ts'
import { exploreBySize, exploreByTable, exploreShared, wantedOf } from './explore.ts'
import { grow } from './grow.ts'
import { Oracle, OutOfQuestions } from './oracle.ts'
import type { SearchProblem, SearchResult } from './problem.ts'
import { reasonsOf } from './reasons.ts'
import { relax } from './relax.ts'
import { climb, refine, solveAndAsk, type Verified } from './refine.ts'
import { settle } from './settle.ts'
import { randomNumbers, shaken } from './solve.ts'

/** Shares of the questions: what is left of one part goes to the next. */
const FOR_EXPLORING_BY_SIZE = 0.12
const FOR_EXPLORING_SHARED = 0.15
const FOR_GROWING = 0.4
const FOR_TABLES = 0.3
const FOR_DERIVED = 0.2
/** Of the total: what a first step gains at least. */
const COARSE = 3e-3
/** However few there are. */
const FEWEST_PER_QUERY = 3
/** Most climbs from near the best set; the calls mostly end them sooner. */
const RESTARTS = 30

/**
 * Finds a set of candidates within the budget that makes the weighted cost of the queries, with what
 * keeping the set costs, as small as it can. Anytime: when the calls or the time are used up, the best
 * set that was really asked about is the answer. The same problem gives the same answer unless the
 * clock cut it.
 *
 * Throws CANCELLED, and what the cost function throws.
 */
export async function searchIndexes(problem: SearchProblem): Promise<SearchResult> {
  const oracle = new Oracle(problem)
  let ended: SearchResult['ended'] = 'done'
  let best: Verified | undefined
  const found = (set: Verified): void => {
    if (best && set.total >= best.total) return
    best = set
    problem.onProgress?.({ calls: oracle.calls, baselineCost: baselineOf(oracle), cost: set.total })
  }
  try {
    for (const [query, { baseCost }] of problem.queries.entries()) {
      if (baseCost !== undefined) oracle.learnBase(query, baseCost)
      oracle.baseCosts.push((await oracle.ask(query, [])).cost)
    }
    const start = { members: [], total: baselineOf(oracle) }
    found(start)
    await searchFrom(oracle, start, found)
  } catch (error) {
    if (!(error instanceof OutOfQuestions)) throw error
    ended = error.reason
  }
  return resultOf(oracle, best?.members ?? [], ended)
}

async function searchFrom(oracle: Oracle, start: Verified, found: (set: Verified) => void): Promise<void> {
  const all = setsToTryAll(oracle)
  // Plans that say what they use tell of most sets without being asked; a table of costs tells nothing.
  if (all && !(await tellsUses(oracle))) return await tryAll(oracle, all, start, found)

  const { budgetBytes, limits, derive } = oracle.problem
  let best = start
  const take = (set: Verified): void => {
    if (set.total < best.total) best = set
    found(set)
  }
  const least = FEWEST_PER_QUERY * oracle.knowledge.length
  const left = (share: number): number => Math.max(least, share * (limits.maxCalls - oracle.calls))
  // Answers that are there at once cost nothing: ask until nothing better is possible.
  if (oracle.isInstant && !derive && (await settle(oracle, best, take))) return
  const simple = simpleOf(oracle)
  const wider = [...oracle.candidates.keys()].filter(
    (place) => (oracle.candidates[place]?.widens ?? []).length > 0,
  )
  if (simple.length > 0) {
    await oracle.within(left(FOR_GROWING), async () => {
      // What gains little would take the room that something large needs.
      await grow(oracle, best, { pool: simple, wider: [] }, take, COARSE)
      await grow(oracle, best, { pool: simple, wider: [] }, take)
    })
    await oracle.within(left(FOR_TABLES), async () => await exploreByTable(oracle, simple))
    best = await solveAndAsk(oracle, best, take)
    const pool = [...new Set([...wantedOf(oracle), ...simple])].toSorted((a, b) => a - b)
    await oracle.within(left(FOR_GROWING), async () => {
      const plain = pool.filter((place) => oracle.candidates[place]?.isPlain === true)
      for (const from of [plain, pool]) {
        const relaxed = await relax(oracle, await favourites(oracle, from), from)
        take(relaxed)
        await grow(oracle, relaxed, { pool, wider: [] }, take)
      }
    })
    best = await solveAndAsk(oracle, best, take)
    await oracle.within(left(FOR_GROWING), async () => {
      await grow(oracle, start, { pool, wider: pool }, take, COARSE)
      await grow(oracle, best, { pool, wider }, take)
    })
    best = await solveAndAsk(oracle, best, take)
  } else {
    await oracle.within(left(FOR_EXPLORING_BY_SIZE), async () => await exploreBySize(oracle, budgetBytes))
    // Something to show, and to fall back on, before more is asked.
    best = await solveAndAsk(oracle, best, take)
  }
  await oracle.within(left(FOR_EXPLORING_SHARED), async () => await exploreShared(oracle, wantedOf(oracle)))
  best = await refine(oracle, best, take)
  const derived = await derive?.(wantedOf(oracle))
  if (derived && derived.length > 0) {
    oracle.addCandidates(derived)
    await oracle.within(left(FOR_DERIVED), async () => {
      await exploreShared(oracle, [...wantedOf(oracle), ...derivedPlaces(oracle, derived.length)])
    })
    best = await refine(oracle, best, take)
  }
  if (!oracle.isMonotone || oracle.candidates.length <= FEW) {
    best = await climb(oracle, best, wantedOf(oracle), take)
  }
  // Without knowing what plans use, the table above is full of holes: begin again from near by.
  const random = randomNumbers(1)
  for (let round = 0; oracle.usesUnknown && round < RESTARTS && best.members.length > 0; round++) {
    const members = shaken(best.members, random)
    await climb(oracle, { members, total: await oracle.total(members) }, wantedOf(oracle), take)
  }
}

function simpleOf(oracle: Oracle): number[] {
  return [...oracle.candidates.keys()].filter((place) => oracle.candidates[place]?.isSimple === true)
}

function derivedPlaces(oracle: Oracle, count: number): number[] {
  return [...oracle.candidates.keys()].slice(-count)
}

/** What each query uses where all of these exist. */
async function favourites(oracle: Oracle, from: readonly number[]): Promise<number[]> {
  const members = new Set<number>()
  for (const query of oracle.knowledge.keys()) {
    for (const used of (await oracle.askUses(query, from)).uses) members.add(used)
  }
  return [...members].toSorted((a, b) => a - b)
}

async function tellsUses(oracle: Oracle): Promise<boolean> {
  const query = oracle.relevant.findIndex((members) => members.length > 0)
  if (query < 0) return true
  await oracle.ask(query, oracle.relevant[query] ?? [])
  return !oracle.usesUnknown
}

/** So few candidates that exchanging them with real questions is soon done. */
const FEW = 40

function baselineOf(oracle: Oracle): number {
  return oracle.baseCosts.reduce((sum, cost, query) => sum + oracle.weight(query) * cost, 0)
}

function resultOf(oracle: Oracle, members: readonly number[], ended: SearchResult['ended']): SearchResult {
  let chosen = [...members]
  let queries = queriesOf(oracle, chosen)
  // One that no plan uses only takes room. Asked or known: without it the plans stay as they are.
  const used = new Set(queries.flatMap(({ uses }) => uses))
  const needed = chosen.filter((member) => used.has(member))
  if (needed.length < chosen.length && isKnown(oracle, needed)) {
    chosen = needed
    queries = queriesOf(oracle, chosen)
  }
  return {
    chosen,
    candidates: oracle.candidates,
    baselineCost: baselineOf(oracle),
    cost: queries.reduce((sum, { after }, query) => sum + oracle.weight(query) * after, 0),
    keepCost: oracle.keepCost(chosen),
    queries,
    calls: oracle.calls,
    ended,
    rejected: reasonsOf(oracle, chosen),
  }
}

function isKnown(oracle: Oracle, members: readonly number[]): boolean {
  return oracle.baseCosts.every((_, query) => oracle.peekCertain(query, members) !== undefined)
}

function queriesOf(oracle: Oracle, chosen: readonly number[]): SearchResult['queries'] {
  return oracle.baseCosts.map((before, query) => {
    // Every query of a verified set was asked, or is known.
    const known = oracle.peekCertain(query, chosen) ?? { cost: before, uses: [] }
    return { before, after: known.cost, uses: known.uses }
  })
}
