import { expect, it } from 'vitest'
import { curvesOfPolicies } from './curve-set.ts'

it('has a curve for each policy and TTL, from the smallest memory on', () => {
  const result = { reads: 10, evictions: 0, expirations: 0 } as const
  const { curves } = curvesOfPolicies({
    results: [
      { ...result, policy: 'allkeys-lru', memoryBytes: 200, hitRate: 0.6 },
      { ...result, policy: 'allkeys-lru', memoryBytes: 100, hitRate: 0.5 },
      { ...result, policy: 'allkeys-lfu', memoryBytes: 100, ttlSeconds: 60, hitRate: 0.7 },
    ],
    best: [{ policy: 'allkeys-lfu', memoryBytes: 100, hitRate: 0.7 }],
  })
  expect(curves).toEqual([
    {
      name: 'allkeys-lru',
      strong: false,
      points: [
        { x: 100, y: 0.5 },
        { x: 200, y: 0.6 },
      ],
    },
    { name: 'allkeys-lfu, TTL 1\u00a0min', strong: true, points: [{ x: 100, y: 0.7 }] },
  ])
})
