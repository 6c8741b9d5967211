import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evictionPolicySchema } from '#shared/contract/redis/simulation.ts'
import { seededRandom } from '#shared/stats/random.ts'
import { replay } from './replay.ts'
import { EMPTY_SERVER } from './server-memory.ts'
import { emptyWorkload, READ, type Workload } from './workload.ts'

/** Reads of keys of which the first are read much oftener. */
function reads(keys: number, count: number, seed: number, ttlMs = 0): Workload {
  const random = seededRandom(seed)
  const workload = emptyWorkload(keys, count)
  workload.nameBytes.fill(10)
  for (let i = 0; i < count; i++) {
    workload.at[i] = i * 5
    workload.kind[i] = READ
    workload.key[i] = Math.floor(random() ** 3 * keys)
    workload.bytes[i] = 200
    workload.ttlMs[i] = ttlMs
  }
  return workload
}

const cases = fc.record({
  keys: fc.integer({ min: 1, max: 500 }),
  count: fc.integer({ min: 1, max: 2000 }),
  seed: fc.integer(),
  ttlMs: fc.constantFrom(0, 500, 5000),
  memory: fc.integer({ min: -10_000, max: 200_000 }),
  policy: fc.constantFrom(...evictionPolicySchema.options),
})

test('counts add up, and the same seed gives the same', () => {
  fc.assert(
    fc.property(cases, ({ keys, count, seed, ttlMs, memory, policy }) => {
      const workload = reads(keys, count, seed, ttlMs)
      const settings = { policy, maxMemory: EMPTY_SERVER + memory, seed }
      const first = replay(workload, settings)
      expect(replay(workload, settings)).toEqual(first)
      expect(first.reads).toBe(count)
      expect(first.hits).toBeGreaterThanOrEqual(0)
      // Every hit was written before, and every write but what is left was evicted or expired.
      const written = first.reads - first.hits - first.refused
      expect(first.evictions + first.expirations).toBeLessThanOrEqual(written)
      if (policy === 'noeviction') expect(first.evictions).toBe(0)
      if (ttlMs === 0) expect(first.expirations).toBe(0)
    }),
    { numRuns: 100 },
  )
})

test.each(evictionPolicySchema.options)('with memory for everything %s misses each key once', (policy) => {
  const workload = reads(300, 5000, 4)
  const { hits, evictions } = replay(workload, { policy, maxMemory: 2 ** 30, seed: 1 })
  expect(hits).toBe(5000 - new Set(workload.key).size)
  expect(evictions).toBe(0)
})

test.each(['allkeys-lru', 'allkeys-lfu', 'allkeys-random'] as const)(
  'more memory does not make %s much worse',
  (policy) => {
    const workload = reads(2000, 20_000, 5)
    const rates = [50, 100, 200, 400, 700].map(
      (kilobytes) =>
        replay(workload, { policy, maxMemory: EMPTY_SERVER + kilobytes * 1024, seed: 1 }).hits / 20_000,
    )
    for (const [at, rate] of rates.entries()) expect(rate).toBeGreaterThan((rates[at - 1] ?? 0) - 0.01)
    expect(rates.at(-1)).toBeGreaterThan((rates[0] ?? 1) + 0.1)
  },
)

test('a TTL for every key takes the place of those of the trace', () => {
  const workload = reads(1, 100, 1, 0)
  const settings = { policy: 'allkeys-lru', maxMemory: 2 ** 30, seed: 1 } as const
  expect(replay(workload, settings).hits).toBe(99)
  // A read each 5 ms: with 20 ms four reads hit between two that miss.
  expect(replay(workload, { ...settings, ttlMs: 20 }).hits).toBe(80)
})
