import type { Proposal } from '#shared/contract/finding.ts'
import type { Simulation } from '#shared/contract/redis/simulation.ts'
import { printRedisChange } from '#shared/redis/change-text.ts'
import { list } from '#main/wording.ts'
import { type Estimate, recommendable } from './best-policies.ts'
import type { TtlOfNamespace } from './namespace-ttls.ts'

/** Hit rate, 0 to 1, that is given up for less memory. */
const WORTH_NO_MORE_MEMORY = 0.01
/** Keys that were written together do not expire together. */
const JITTER_PERCENT = 10

/**
 * The policy that is the best at most sizes, and the smallest memory with which the best policy there
 * comes within a point of the highest hit rate.
 */
export function proposalsOfSimulation(estimates: readonly Estimate[], best: Simulation['best']): Proposal[] {
  const wins = Map.groupBy(best, ({ policy }) => policy)
  const [winner] = [...wins].toSorted(([, x], [, y]) => y.length - x.length)
  const proposals: Proposal[] = []
  if (winner) {
    const [policy] = winner
    proposals.push({
      title: `Evict by ${policy}`,
      sql: printRedisChange({ kind: 'config-set', settings: [{ name: 'maxmemory-policy', value: policy }] }),
    })
  }
  const results = recommendable(estimates).map(({ simulated }) => simulated)
  const highest = Math.max(...results.map(({ hitRate }) => hitRate))
  const [enough] = results
    .filter(({ hitRate }) => hitRate >= highest - WORTH_NO_MORE_MEMORY)
    .toSorted((x, y) => x.memoryBytes - y.memoryBytes || y.hitRate - x.hitRate)
  // With one size there is nothing to choose.
  if (enough && new Set(results.map(({ memoryBytes }) => memoryBytes)).size > 1) {
    proposals.push({
      title: `Give it ${mebibytes(enough.memoryBytes)}: ${(enough.hitRate * 100).toFixed(1)} % of the reads hit`,
      sql: printRedisChange({
        kind: 'config-set',
        settings: [{ name: 'maxmemory', value: String(Math.round(enough.memoryBytes)) }],
      }),
    })
  }
  return proposals
}

/** The TTL that was found, for the keys of the namespace that are there, where globs tell them apart. */
export function proposalsOfTtl({ pattern, except, ttlSeconds, hitRate }: TtlOfNamespace): Proposal[] {
  if (ttlSeconds === null || except === null) return []
  const but = except.length === 0 ? '' : ` but not ${list(except, except.length)}`
  return [
    {
      title: `Expire ${pattern}${but} after ${ttlSeconds} s: ${(hitRate * 100).toFixed(1)} % of the reads hit`,
      sql: printRedisChange({
        kind: 'each',
        match: pattern,
        except: [...except],
        action: { do: 'expire', seconds: ttlSeconds, jitterPercent: JITTER_PERCENT, only: 'all' },
      }),
    },
  ]
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toLocaleString('en-US', { maximumFractionDigits: 1 })} MiB`
}
