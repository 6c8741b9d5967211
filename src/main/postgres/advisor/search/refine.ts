import { wantedOf } from './explore.ts'
import type { Oracle } from './oracle.ts'
import { solve } from './solve.ts'
import { tableOf } from './table.ts'

/** A set with what was asked of it, not estimated. */
export interface Verified {
  members: number[]
  /** Weighted, with what keeping it costs. */
  total: number
}

/** Of the total: a smaller gain is not worth the questions. */
const WORTH_ASKING = 1e-5
/** How many of the table's best sets are asked about each time. */
const ASKED_SETS = 3
/** So few candidates that all of them may exist at once: of more the planner takes long. */
const FEW_ENOUGH = 100

/**
 * From a verified set to a better one: the table of what is known is solved and its best sets are
 * asked about; then for each member the question is what everything that would fit in its place could
 * do at most, which answers a whole neighbourhood at once, and what plans used there joins the table.
 * Ends when neither finds anything.
 */
export async function refine(
  oracle: Oracle,
  best: Verified,
  found: (set: Verified) => void,
): Promise<Verified> {
  let current = best
  const take = (set: Verified): void => {
    current = set
    found(set)
  }
  for (;;) {
    await solveAndAsk(oracle, current, take)
    if (await askNeighbourhood(oracle, current, wantedOf(oracle))) continue
    const all = [...oracle.candidates.keys()]
    if (all.length > FEW_ENOUGH || !(await askNeighbourhood(oracle, current, all))) return current
  }
}

/** Asks about the best sets of the table until the best one is known to be as good as it looks. */
export async function solveAndAsk(
  oracle: Oracle,
  best: Verified,
  found: (set: Verified) => void,
): Promise<Verified> {
  let current = best
  for (let round = 0; round < 8; round++) {
    const before = oracle.calls
    let improved = false
    for (const members of solve(tableOf(oracle), [current.members]).sets.slice(0, ASKED_SETS)) {
      if (oracle.size(members) > oracle.problem.budgetBytes) continue
      const total = await oracle.totalBelow(members, current.total)
      if (total >= current.total * (1 - 1e-12)) continue
      current = { members, total }
      found(current)
      improved = true
    }
    if (!improved || oracle.calls === before) break
  }
  return current
}

/** True where something new was learnt that may make a better set. */
async function askNeighbourhood(
  oracle: Oracle,
  { members, total }: Verified,
  from: readonly number[],
): Promise<boolean> {
  const { budgetBytes } = oracle.problem
  const free = budgetBytes - oracle.size(members)
  const before = oracle.calls
  let promising = false
  for (const out of [undefined, ...members]) {
    const rest = members.filter((member) => member !== out)
    const room = free + (out === undefined ? 0 : (oracle.candidates[out]?.sizeBytes ?? 0))
    const fitting = from.filter(
      (candidate) =>
        candidate !== out &&
        (oracle.candidates[candidate]?.sizeBytes ?? 0) <= room &&
        !rest.includes(candidate),
    )
    if (fitting.length === 0) continue
    const all = [...rest, ...fitting].toSorted((a, b) => a - b)
    if (await couldBeat(oracle, all, rest, total * (1 - WORTH_ASKING))) promising = true
  }
  return promising && oracle.calls > before
}

/** Whether the queries with everything in `all`, and only what is kept of `rest` paid for, cost less than `limit`. */
async function couldBeat(
  oracle: Oracle,
  all: readonly number[],
  rest: readonly number[],
  limit: number,
): Promise<boolean> {
  let least = oracle.keepCost(rest)
  const open: { query: number; bound: number; spread: number }[] = []
  for (const query of oracle.knowledge.keys()) {
    const known = oracle.peek(query, all)
    const bound = known?.cost ?? oracle.atLeast(query, all)
    least += oracle.weight(query) * bound
    if (!known) {
      const spread = oracle.weight(query) * ((oracle.baseCosts[query] ?? 0) - bound)
      open.push({ query, bound, spread })
    }
  }
  open.sort((a, b) => b.spread - a.spread || a.query - b.query)
  for (const { query, bound } of open) {
    if (least >= limit) return false
    least += oracle.weight(query) * ((await oracle.askUses(query, all)).cost - bound)
  }
  return least < limit
}

/**
 * Adds, drops and exchanges one or two candidates with real questions, for cost functions of which
 * nothing can be concluded. Ends at a set that no such step betters.
 */
export async function climb(
  oracle: Oracle,
  best: Verified,
  from: readonly number[],
  found: (set: Verified) => void,
): Promise<Verified> {
  let current = best
  const { budgetBytes } = oracle.problem
  const tried = new Set<string>()
  for (let improved = true; improved;) {
    improved = false
    for (const members of neighbours(current.members, from)) {
      const key = members.join()
      if (tried.has(key) || oracle.size(members) > budgetBytes) continue
      tried.add(key)
      const total = await oracle.totalBelow(members, current.total)
      if (total >= current.total * (1 - 1e-9)) continue
      current = { members, total }
      found(current)
      improved = true
      break
    }
  }
  return current
}

function* neighbours(members: readonly number[], from: readonly number[]): Generator<number[]> {
  const others = from.filter((candidate) => !members.includes(candidate))
  for (const out of members) yield members.filter((member) => member !== out)
  for (const into of others) yield sorted([...members, into])
  for (const out of members) {
    const rest = members.filter((member) => member !== out)
    for (const into of others) yield sorted([...rest, into])
  }
  for (const [at, first] of others.entries()) {
    for (const second of others.slice(at + 1)) yield sorted([...members, first, second])
  }
  for (const [at, first] of members.entries()) {
    for (const second of members.slice(at + 1)) {
      const rest = members.filter((member) => member !== first && member !== second)
      for (const into of others) yield sorted([...rest, into])
    }
  }
}

function sorted(members: number[]): number[] {
  return members.toSorted((a, b) => a - b)
}
