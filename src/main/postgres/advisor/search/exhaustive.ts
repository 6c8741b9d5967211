import type { Oracle } from './oracle.ts'
import type { Verified } from './refine.ts'

/** Above this many sets even counting them takes too long. */
const MOST_CANDIDATES = 16

/**
 * Every set that fits, where there are so few that asking about all stays within the limit of calls:
 * then the answer is the optimum, whatever the cost function is like. Undefined where there are more.
 */
export function setsToTryAll(oracle: Oracle): number[][] | undefined {
  const count = oracle.candidates.length
  if (count > MOST_CANDIDATES) return undefined
  const sets: number[][] = []
  let questions = 0
  for (const relevant of oracle.relevant) questions += 2 ** relevant.length
  if (questions > oracle.problem.limits.maxCalls) return undefined
  for (let bits = 0; bits < 2 ** count; bits++) {
    const members: number[] = []
    for (let member = 0; member < count; member++) if (bits & (1 << member)) members.push(member)
    if (oracle.size(members) <= oracle.problem.budgetBytes) sets.push(members)
  }
  return sets
}

export async function tryAll(
  oracle: Oracle,
  sets: readonly number[][],
  best: Verified,
  found: (set: Verified) => void,
): Promise<void> {
  let current = best
  for (const members of sets) {
    const total = await oracle.total(members)
    if (total > current.total * (1 - 1e-12)) continue
    current = { members: [...members], total }
    found(current)
  }
}
