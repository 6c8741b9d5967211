import type { Oracle } from './oracle.ts'
import type { Verified } from './refine.ts'

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
  for (;;) {
    const excess = oracle.size(members) - oracle.problem.budgetBytes
    const step = await bestStep(oracle, members, pool, excess)
    if (!step) return { members, total: await oracle.total(members) }
    members = step.members
  }
}

async function bestStep(
  oracle: Oracle,
  members: readonly number[],
  pool: readonly number[],
  excess: number,
): Promise<Step | undefined> {
  const now: { cost: number; uses: readonly number[] }[] = []
  for (const query of oracle.knowledge.keys()) now.push(await oracle.askUses(query, members))
  let best: (Step & { score: number }) | undefined
  for (const out of members) {
    const users = [...now.keys()].filter((query) => now[query]?.uses.includes(out))
    const without = members.filter((member) => member !== out)
    const sizeOut = oracle.size([out])
    const into = users.length === 0 || excess <= 0 ? [] : smaller(oracle, out, pool, without)
    for (const instead of [undefined, ...into]) {
      const after = instead === undefined ? without : [...without, instead].toSorted((a, b) => a - b)
      const saved = sizeOut - (instead === undefined ? 0 : oracle.size([instead]))
      let loss = oracle.keepCost(after) - oracle.keepCost(members)
      const most = best ? best.score * Math.min(saved, Math.max(excess, 1)) : Infinity
      for (const query of users) {
        loss += oracle.weight(query) * ((await oracle.ask(query, after)).cost - (now[query]?.cost ?? 0))
        if (loss > most) break
      }
      // What fits already only goes where nothing is lost.
      if (excess <= 0 && loss > 0) continue
      const score = loss / Math.min(saved, Math.max(excess, 1))
      if (!best || score < best.score) best = { members: after, loss, saved, score }
    }
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
