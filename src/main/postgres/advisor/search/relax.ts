import type { Oracle } from './oracle.ts'
import type { Verified } from './refine.ts'

interface Change {
  key: string
  out: number
  after: number[]
  saved: number
  /** Of the loss per byte: it will hardly be less. */
  least: number
}

interface Step {
  members: number[]
  /** Weighted cost more than before, keeping included. */
  loss: number
  saved: number
}

/**
 * From what every query would like best downwards: what is missed least for its bytes goes, or makes
 * room for a smaller one of `pool` on the same table, until the rest fits. Only the queries whose plans
 * use what goes are asked.
 */
export async function relax(
  oracle: Oracle,
  start: readonly number[],
  pool: readonly number[],
): Promise<Verified> {
  let members = [...start]
  const scores = new Map<string, number>()
  for (;;) {
    const excess = oracle.size(members) - oracle.problem.budgetBytes
    const step = await bestStep(oracle, members, pool, excess, scores)
    if (!step) return { members, total: await oracle.total(members) }
    members = step.members
  }
}

/** What was missed last time of something is missed about as much the next time: at least this share of it. */
const STILL = 0.7

async function bestStep(
  oracle: Oracle,
  members: readonly number[],
  pool: readonly number[],
  excess: number,
  scores: Map<string, number>,
): Promise<Step | undefined> {
  const now: { cost: number; uses: readonly number[] }[] = []
  for (const query of oracle.knowledge.keys()) now.push(await oracle.askUses(query, members))
  const isUsed = oracle.membership(now.flatMap(({ uses }) => uses))
  const changes = members.flatMap((out): Change[] => {
    const without = members.filter((member) => member !== out)
    const into = isUsed[out] === 0 || excess <= 0 ? [] : smaller(oracle, out, pool, without)
    return [undefined, ...into].map((instead) => {
      const after = instead === undefined ? without : [...without, instead].toSorted((a, b) => a - b)
      const key = `${out}:${instead}`
      const least = isUsed[out] === 0 ? -Infinity : STILL * (scores.get(key) ?? 0)
      return { key, out, after, saved: oracle.size(members) - oracle.size(after), least }
    })
  })
  let best: (Step & { score: number }) | undefined
  for (const { key, out, after, saved, least } of changes.toSorted((a, b) => a.least - b.least)) {
    if (best && least >= best.score) break
    const bytes = Math.max(Math.min(saved, Math.max(excess, 1)), 1)
    let loss = oracle.keepCost(after) - oracle.keepCost(members)
    for (const [query, { cost, uses }] of now.entries()) {
      if (!uses.includes(out)) continue
      loss += oracle.weight(query) * ((await oracle.ask(query, after)).cost - cost)
      if (best && loss > best.score * bytes) break
    }
    const score = loss / bytes
    scores.set(key, score)
    // What fits already only goes where nothing is lost.
    if (excess <= 0 && loss > 0) continue
    if (!best || score < best.score) best = { members: after, loss, saved, score }
  }
  return best
}

/** Those that may stand in for it: smaller, on the same table, for a query that it was for. */
function smaller(oracle: Oracle, out: number, pool: readonly number[], without: readonly number[]): number[] {
  const { group, sizeBytes = 0, widens = [] } = oracle.candidates[out] ?? {}
  return pool.filter((one) => {
    const candidate = oracle.candidates[one]
    if (!candidate || one === out || candidate.group !== group || candidate.sizeBytes >= sizeBytes)
      return false
    return widens.includes(one) && !without.includes(one)
  })
}
