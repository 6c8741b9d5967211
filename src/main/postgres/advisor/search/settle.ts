import { SAME_COST, type Oracle } from './oracle.ts'
import type { Verified } from './refine.ts'
import { Relaxation } from './relaxation.ts'
import { solve } from './solve.ts'
import { type CostTable, tableOf } from './table.ts'

const STEPS = 400
/** Plans that change the prices: with so many new ones the rest is looked for at new prices. */
const NEW_PLANS = 30
/** Sets looked at for the same prices; most are known already. */
const MOST_LOOKS = 20_000
const MOST_ROUNDS = 1000
/** Kept for asking about the best set in the end: questions per query, and at most this share of all. */
const RESERVE_PER_QUERY = 3
const RESERVE = 0.1
/** Of the exact search in each round, and in the end. */
const QUICK_WORK = 2_000_000
const MOST_WORK = 40_000_000

/** Sets of one query's candidates: all within `members` that have all of `forced`. */
interface Open {
  query: number
  members: readonly number[]
  forced: readonly number[]
  /** Weighted: what the query costs at least, and pays for what is forced. */
  least: number
}

/**
 * Looks for the plans that could still make a better set, and only for those. The relaxation of what is
 * known gives each query prices for candidates, and a bound; a plan that nobody asked about yet matters
 * only where its cost and the prices of what it uses come to less than the best known plan's and the
 * distance between the bound and the best set. A set with everything there bounds the cost of all plans
 * within it; what the plan uses is then either left away or forced. True where nothing is left to look
 * for and the table is solved: `best` is the optimum, if the cost function is monotone.
 */
export async function settle(
  oracle: Oracle,
  best: Verified,
  found: (set: Verified) => void,
): Promise<boolean> {
  let current = best
  const ask = async (isLast: boolean): Promise<{ current: Verified; isExact: boolean }> => {
    const how = isLast ? { mostWork: MOST_WORK } : { mostWork: QUICK_WORK, isQuick: true }
    const { sets, isExact } = solve(tableOf(oracle), [current.members], how)
    return { current: await verify(oracle, current, sets[0] ?? [], found), isExact }
  }
  let isSettled = false
  const left = oracle.problem.limits.maxCalls - oracle.calls
  const reserve = Math.min(RESERVE_PER_QUERY * oracle.knowledge.length, RESERVE * left)
  const done = await oracle.within(left - reserve, async () => {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      current = (await ask(false)).current
      const known = plansKnown(oracle)
      const isComplete = await look(oracle, current.total)
      if (plansKnown(oracle) > known) continue
      const before = current.total
      const last = await ask(true)
      current = last.current
      isSettled = isComplete && last.isExact && oracle.isMonotone
      if (current.total === before) return
    }
  })
  if (done) return isSettled
  // Of what was learnt until the questions ran out, the best.
  for (let before = Infinity; current.total < before;) {
    before = current.total
    current = (await ask(true)).current
  }
  return false
}

async function verify(
  oracle: Oracle,
  best: Verified,
  members: number[],
  found: (set: Verified) => void,
): Promise<Verified> {
  if (oracle.size(members) > oracle.problem.budgetBytes) return best
  const total = await oracle.totalBelow(members, best.total)
  if (total >= best.total * (1 - 1e-12)) return best
  const better = { members, total }
  found(better)
  return better
}

/** Asks where something may be, at the prices of the table as it is; false where it gave up. */
async function look(oracle: Oracle, total: number): Promise<boolean> {
  const table = tableOf(oracle)
  const { prices, least, slack } = pricesOf(oracle, table, total)
  const limit = (query: number): number => (least[query] ?? 0) + slack
  const open: Open[] = oracle.relevant.map((members, query) => ({ query, members, forced: [], least: 0 }))
  let fresh = 0
  for (let looks = 0; open.length > 0; looks++) {
    if (looks >= MOST_LOOKS || fresh >= NEW_PLANS) return false
    const next = takeLeast(open, least)
    const { query, forced } = next
    const weight = oracle.weight(query)
    const priceOf = (candidate: number): number => prices[query]?.[candidate] ?? 0
    const room = table.budgetBytes - oracle.size(forced)
    const isForced = oracle.membership(forced)
    const members = next.members.filter(
      (candidate) =>
        isForced[candidate] === 1 ||
        (next.least + priceOf(candidate) < limit(query) &&
          (oracle.candidates[candidate]?.sizeBytes ?? 0) <= room),
    )
    if (members.length === 0) continue
    const { cost, uses } = await oracle.askUses(query, members)
    if (cost >= (oracle.baseCosts[query] ?? 0) * (1 - SAME_COST)) continue
    const paid = sum(uses.map(priceOf))
    if (weight * cost + paid < (least[query] ?? 0) * (1 - SAME_COST)) fresh++
    let bound = weight * cost + sum(forced.map(priceOf))
    const more = [...forced]
    // The dearest first: what is forced beside the others then soon costs too much.
    const others = uses.filter((used) => isForced[used] !== 1)
    for (const used of others.toSorted((a, b) => priceOf(b) - priceOf(a) || a - b)) {
      if (bound >= limit(query)) break
      const rest = members.filter((member) => member !== used)
      open.push({ query, members: rest, forced: [...more], least: bound })
      more.push(used)
      bound += priceOf(used)
    }
  }
  return true
}

/** Removes and returns what could be furthest below the best known plan. */
function takeLeast(open: Open[], least: readonly number[]): Open {
  let best = 0
  let lowest = Infinity
  for (const [at, one] of open.entries()) {
    const below = one.least - (least[one.query] ?? 0)
    if (below >= lowest) continue
    lowest = below
    best = at
  }
  const last = open.pop()
  const found = open[best]
  if (!last || !found) return last ?? { query: 0, members: [], forced: [], least: Infinity }
  open[best] = last
  return found
}

/**
 * For each query the price of each candidate and what its best known plan costs with that; `slack` is
 * how far all that is below the best set.
 */
function pricesOf(
  oracle: Oracle,
  table: CostTable,
  total: number,
): { prices: Float64Array[]; least: number[]; slack: number } {
  const relaxed = new Relaxation(table)
  let best = -Infinity
  let kept = relaxed.prices.slice()
  const keep = (): void => {
    if (relaxed.bound <= best) return
    best = relaxed.bound
    kept = relaxed.prices.slice()
  }
  relaxed.raise(STEPS, () => total, keep)
  relaxed.prices.set(kept)
  relaxed.look()
  // What nobody pays a candidate's bytes for may be asked of each of the queries: the bound stays.
  const missing = oracle.candidates.map(({ sizeBytes, keepCost }) => keepCost + relaxed.bytePrice * sizeBytes)
  for (const [place, candidate] of relaxed.candidates.entries()) {
    missing[candidate] = Math.max(0, -(relaxed.reduced[place] ?? 0))
  }
  const sharers = oracle.candidates.map(() => 0)
  for (const members of oracle.relevant)
    for (const member of members) sharers[member] = (sharers[member] ?? 0) + 1
  const prices = oracle.relevant.map((members, query) => {
    const mine = new Float64Array(oracle.candidates.length)
    for (const member of members) mine[member] = (missing[member] ?? 0) / (sharers[member] ?? 1)
    for (const [candidate, price] of relaxed.pricesOf(query)) mine[candidate] = (mine[candidate] ?? 0) + price
    return mine
  })
  let raised = 0
  const least = table.queries.map(({ weight, atoms }, query) => {
    const paid = relaxed.pricesOf(query)
    // As the bound has it.
    const fitting = atoms.filter(({ members }) => oracle.size(members) <= table.budgetBytes)
    const cheapest = (price: (candidate: number) => number): number =>
      Math.min(...fitting.map(({ members, cost }) => weight * cost + sum(members.map(price))))
    const now = cheapest((candidate) => prices[query]?.[candidate] ?? 0)
    const before = cheapest((candidate) => paid.get(candidate) ?? 0)
    raised += Math.max(0, now - before)
    return now
  })
  return { prices, least, slack: Math.max(0, total - best - raised) }
}

function plansKnown(oracle: Oracle): number {
  return sum(oracle.knowledge.map(({ learnt }) => learnt))
}

function sum(list: readonly number[]): number {
  let total = 0
  for (const one of list) total += one
  return total
}
