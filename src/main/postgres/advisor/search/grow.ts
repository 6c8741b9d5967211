import type { Oracle } from './oracle.ts'
import type { Verified } from './refine.ts'

/** Above so many candidates of one query the planner takes long when all of them exist. */
const FEW_AT_ONCE = 30
/** What makes a set smaller counts as a page. */
const LEAST_BYTES = 8192

interface Move {
  into: number
  /** What `into` stands in for. */
  out: number | undefined
  bytes: number
  /** Queries whose cost it can change. */
  queries: readonly number[]
  /** Weighted gain, keeping included: at most. */
  most: number
}

/**
 * From a verified set upwards: the candidate of `pool` that gains most for its bytes is added, or one of
 * `pool` or `wider` takes the place of a member that it does the work of, until nothing fits or gains. Every step is a verified
 * set, and each question is about few candidates, so that there is something to propose early on.
 *
 * @param felt of the total: what gains less is not added
 */
export async function grow(
  oracle: Oracle,
  start: Verified,
  { pool, wider }: { pool: readonly number[]; wider: readonly number[] },
  found: (set: Verified) => void,
  felt = 1e-6,
): Promise<Verified> {
  let current = start
  for (;;) {
    await askTogether(oracle, current.members, pool)
    for (const member of current.members) {
      const instead = wider.filter((one) => oracle.candidates[one]?.widens?.includes(member) === true)
      const queries = oracle.candidates[member]?.queries
      if (instead.length > 0) await askTogether(oracle, current.members, instead, queries)
    }
    const next = await bestStep(oracle, current, { pool, wider, felt })
    if (!next) return current
    current = next
    found(current)
  }
}

/** What all of them do together bounds what each of them can do. */
async function askTogether(
  oracle: Oracle,
  members: readonly number[],
  pool: readonly number[],
  queries: readonly number[] = [...oracle.knowledge.keys()],
): Promise<void> {
  const { budgetBytes } = oracle.problem
  const has = oracle.membership([...members, ...pool.filter((one) => oracle.size([one]) <= budgetBytes)])
  for (const query of queries) {
    const all = (oracle.relevant[query] ?? []).filter((candidate) => has[candidate] === 1)
    if (all.length <= FEW_AT_ONCE) await oracle.ask(query, all)
  }
}

async function bestStep(
  oracle: Oracle,
  current: Verified,
  { pool, wider, felt }: { pool: readonly number[]; wider: readonly number[]; felt: number },
): Promise<Verified | undefined> {
  const costs: number[] = []
  for (const query of oracle.knowledge.keys()) costs.push((await oracle.ask(query, current.members)).cost)
  const least = felt * current.total
  const moves = movesFrom(oracle, current.members, pool, wider)
  for (const move of moves) move.most = mostOf(oracle, current.members, costs, move)
  const open = moves
    .filter(({ most }) => most > least)
    .toSorted((a, b) => b.most / b.bytes - a.most / a.bytes || a.into - b.into)
  let best: { set: Verified; score: number } | undefined
  for (const move of open) {
    const score = best?.score ?? 0
    if (move.most / move.bytes <= score) break
    const gain = await gainOf(oracle, current.members, costs, move, Math.max(least, score * move.bytes))
    if (gain === undefined) continue
    const members = membersAfter(current.members, move)
    best = { set: { members, total: current.total - gain }, score: gain / move.bytes }
  }
  if (!best) return undefined
  // The sum of what changed is the total but for rounding; what is compared later is the sum of all.
  return { members: best.set.members, total: await oracle.total(best.set.members) }
}

function movesFrom(
  oracle: Oracle,
  members: readonly number[],
  pool: readonly number[],
  wider: readonly number[],
): Move[] {
  const room = oracle.problem.budgetBytes - oracle.size(members)
  const has = oracle.membership(members)
  const all = [...oracle.knowledge.keys()]
  const canBeAdded = oracle.membership(pool)
  return [...new Set([...pool, ...wider])].flatMap((into): Move[] => {
    if (has[into] === 1) return []
    const { sizeBytes = Infinity, queries = all, widens = [] } = oracle.candidates[into] ?? {}
    const replaced = widens.filter((member) => has[member] === 1)
    return [...(canBeAdded[into] === 1 ? [undefined] : []), ...replaced].flatMap((out) => {
      const bytes = sizeBytes - (out === undefined ? 0 : oracle.size([out]))
      if (bytes > room) return []
      const both =
        out === undefined ? queries : [...new Set([...queries, ...(oracle.candidates[out]?.queries ?? all)])]
      return [{ into, out, bytes: Math.max(bytes, LEAST_BYTES), queries: both, most: 0 }]
    })
  })
}

function membersAfter(members: readonly number[], { into, out }: Move): number[] {
  return [...members.filter((member) => member !== out), into].toSorted((a, b) => a - b)
}

function kept(oracle: Oracle, { into, out }: Move): number {
  return oracle.keepCost([into]) - (out === undefined ? 0 : oracle.keepCost([out]))
}

function mostOf(oracle: Oracle, members: readonly number[], costs: readonly number[], move: Move): number {
  const after = membersAfter(members, move)
  let most = -kept(oracle, move)
  for (const query of move.queries) {
    const least = oracle.peek(query, after)?.cost ?? oracle.atLeast(query, after)
    most += oracle.weight(query) * ((costs[query] ?? 0) - least)
  }
  return most
}

/** Undefined as soon as it is known to be no more than `least`. */
async function gainOf(
  oracle: Oracle,
  members: readonly number[],
  costs: readonly number[],
  move: Move,
  least: number,
): Promise<number | undefined> {
  const after = membersAfter(members, move)
  const open = move.queries
    .map((query) => {
      const bound = oracle.peek(query, after)?.cost ?? oracle.atLeast(query, after)
      return { query, bound, spread: oracle.weight(query) * ((costs[query] ?? 0) - bound) }
    })
    .toSorted((a, b) => b.spread - a.spread)
  let gain = open.reduce((sum, { spread }) => sum + spread, -kept(oracle, move))
  for (const { query, bound } of open) {
    if (gain <= least) return undefined
    gain -= oracle.weight(query) * ((await oracle.ask(query, after)).cost - bound)
  }
  return gain > least ? gain : undefined
}
