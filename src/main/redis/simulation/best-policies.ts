import type { Simulated, Simulation } from '#shared/contract/redis/simulation.ts'

/** The result of a combination, with what chance does to it. */
export interface Estimate {
  simulated: Simulated
  /** Standard error of the hit rate, from runs with several seeds. */
  noise: number
  /** Values that found no room. */
  refused: number
}

/** Below this, 0 to 1, two runs of a real server differ too, from one start to the next. */
const SAME_RATE = 0.001
/** Standard errors of a difference that are not taken for chance. */
const STANDARD_ERRORS = 2

export interface Tie {
  memoryBytes: number
  policies: string[]
}

/** Fewer reads are nothing to recommend by. */
export const LEAST_READS = 1000

/** Estimates that a recommendation may be made of: long enough, and without writes that were refused. */
export function recommendable(estimates: readonly Estimate[]): Estimate[] {
  return estimates.filter(({ simulated, refused }) => refused === 0 && simulated.reads >= LEAST_READS)
}

/**
 * For each memory size (and TTL) the policy that is better than every other by more than chance. One under
 * which writes are refused is never the best, however often what is left hits.
 */
export function bestPolicies(estimates: readonly Estimate[]): { best: Simulation['best']; ties: Tie[] } {
  const groups = Map.groupBy(
    estimates,
    ({ simulated: { memoryBytes, ttlSeconds } }) => `${memoryBytes} ${ttlSeconds ?? ''}`,
  )
  const best: Simulation['best'] = []
  const ties: Tie[] = []
  for (const group of groups.values()) {
    if (group.length < 2) continue
    const sorted = recommendable(group).toSorted((x, y) => y.simulated.hitRate - x.simulated.hitRate)
    const [first] = sorted
    if (!first) continue
    const { memoryBytes, policy, hitRate, ttlSeconds } = first.simulated
    const asGood = sorted.filter((one) => hitRate - one.simulated.hitRate <= chance(first, one))
    if (asGood.length > 1)
      ties.push({ memoryBytes, policies: asGood.map(({ simulated }) => simulated.policy) })
    else best.push({ memoryBytes, policy, hitRate, ...(ttlSeconds === undefined ? {} : { ttlSeconds }) })
  }
  return { best, ties }
}

/** In a sentence, where no policy is the best. */
export function noteOfTies(ties: readonly Tie[]): string[] {
  if (ties.length === 0) return []
  const policies = [...new Set(ties.flatMap((tie) => tie.policies))]
  return [
    `No best policy is named for ${ties.length} of the sizes: ${policies.join(', ')} come within chance of one another there.`,
  ]
}

function chance(one: Estimate, other: Estimate): number {
  return Math.max(SAME_RATE, STANDARD_ERRORS * Math.hypot(one.noise, other.noise))
}
