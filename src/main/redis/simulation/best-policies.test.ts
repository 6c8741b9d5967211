import { expect, test } from 'vitest'
import type { EvictionPolicy } from '#shared/contract/redis/simulation.ts'
import { bestPolicies, type Estimate } from './best-policies.ts'
import { proposalsOfSimulation } from './proposals.ts'

function estimate(policy: EvictionPolicy, hitRate: number, refused = 0, reads = 5000): Estimate {
  const simulated = { policy, memoryBytes: 2 ** 20, hitRate, reads, evictions: 1, expirations: 0 }
  return { simulated, noise: 0.0001, refused }
}

test('the best by more than chance', () => {
  const { best, ties } = bestPolicies([estimate('allkeys-lru', 0.5), estimate('allkeys-lfu', 0.6)])
  expect(best).toEqual([{ memoryBytes: 2 ** 20, policy: 'allkeys-lfu', hitRate: 0.6 }])
  expect(ties).toEqual([])
})

test('a policy that refused writes is neither the best nor proposed, though it hits oftenest', () => {
  const estimates = [
    estimate('volatile-ttl', 0.9, 3),
    estimate('allkeys-lru', 0.5),
    estimate('allkeys-lfu', 0.6),
    {
      ...estimate('noeviction', 0.95, 1),
      simulated: { ...estimate('noeviction', 0.95).simulated, memoryBytes: 5 },
    },
  ]
  const { best } = bestPolicies(estimates)
  expect(best.map(({ policy }) => policy)).toEqual(['allkeys-lfu'])
  expect(proposalsOfSimulation(estimates, best).map(({ sql }) => sql)).toEqual([
    'CONFIG SET maxmemory-policy allkeys-lfu',
  ])
})

test('nothing is proposed by a few reads', () => {
  const estimates = [estimate('allkeys-lru', 0.5, 0, 999), estimate('allkeys-lfu', 0.6, 0, 999)]
  const { best } = bestPolicies(estimates)
  expect(best).toEqual([])
  expect(proposalsOfSimulation(estimates, best)).toEqual([])
})
