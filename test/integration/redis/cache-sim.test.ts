import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bestTtls, simulate, type SimulationEvent } from '#main/redis/simulation/index.ts'
import type { EvictionPolicy, Simulation } from '#shared/contract/redis/simulation.ts'
import { serve } from '../../bench/cache-sim/on-server.ts'
import { makeTrace } from '../../bench/cache-sim/traces.ts'
import { redisProgram } from '../../support/redis.ts'

const MB = 2 ** 20
const made = makeTrace({
  name: 'Zipf 1.0 with scans',
  keys: 6000,
  reads: 15_000,
  seed: 4711,
  skew: 1,
  valueBytes: { from: 100, to: 1000 },
  scan: { every: 4000, length: 800 },
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-cache-sim-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** The trace as a file, with the times at which a server was really asked. */
async function traceFile(at: Float64Array): Promise<string> {
  const file = join(folder, 'trace.csv')
  const lines = Array.from(made.reads, (key, i) => `${at[i]},get,${made.keys[key]},${made.bytes[key]}`)
  await writeFile(file, ['time_ms,op,key,size', ...lines, ''].join('\n'))
  return file
}

async function resultOf(events: AsyncIterable<SimulationEvent>): Promise<Simulation> {
  let done = 0
  for await (const event of events) {
    if (event.type === 'simulation') return event.simulation
    expect(event.done).toBeGreaterThanOrEqual(done)
    expect(event.done).toBeLessThanOrEqual(event.total)
    done = event.done
  }
  throw new Error('no result')
}

describe.skipIf(redisProgram === undefined)('beside a real server', () => {
  test.each<{ policy: EvictionPolicy; maxMemory: number; ttlSeconds?: number }>([
    { policy: 'allkeys-lru', maxMemory: 2 * MB },
    { policy: 'allkeys-lfu', maxMemory: 2 * MB },
    { policy: 'volatile-ttl', maxMemory: 3 * MB, ttlSeconds: 1 },
  ])('hits as often with $policy', async (settings) => {
    const served = await serve(made, settings)
    const file = await traceFile(served.at)
    const { results } = await resultOf(
      simulate(
        { id: 'one', file },
        {
          memoryBytes: [settings.maxMemory],
          policies: [settings.policy],
          ...(settings.ttlSeconds === undefined ? {} : { ttlSeconds: [settings.ttlSeconds] }),
        },
      ),
    )
    const [result] = results
    expect(result).toMatchObject({ policy: settings.policy, memoryBytes: settings.maxMemory, reads: 15_000 })
    expect(result?.evictions).toBeGreaterThan(0)
    expect(Math.abs((result?.hitRate ?? 0) - served.hitRate) * 100).toBeLessThan(2)
  })
})

test('without sizes it takes some that fit the trace, and proposes what to set', async () => {
  const file = await traceFile(Float64Array.from(made.reads, (_, i) => i))
  const simulation = await resultOf(
    simulate({ id: 'one', file }, { policies: ['allkeys-random', 'allkeys-lfu'] }),
  )
  const sizes = [...new Set(simulation.results.map(({ memoryBytes }) => memoryBytes))]
  expect(sizes).toEqual(sizes.toSorted((x, y) => x - y))
  expect(sizes.length).toBeGreaterThanOrEqual(5)
  expect(simulation.best[0]).toMatchObject({ policy: 'allkeys-lfu', memoryBytes: sizes[0] })
  expect(simulation.proposals.map(({ sql }) => sql)).toEqual([
    'CONFIG SET maxmemory-policy allkeys-lfu',
    expect.stringMatching(/^CONFIG SET maxmemory \d+$/),
  ])
  // With room for everything only the first read of each key misses.
  const keys = new Set(made.reads).size
  expect(simulation.results.at(-1)?.hitRate).toBeCloseTo(1 - keys / made.reads.length, 2)
})

test('a trace of names alone is told once that its times are assumed', async () => {
  const file = join(folder, 'names.txt')
  await writeFile(file, 'a\nb\na\n')
  const policies = ['allkeys-lru'] as const
  const assumed = await resultOf(simulate({ id: 'one', file }, { policies }))
  expect(assumed.notes.filter((note) => /no times|apart|a second/.test(note))).toEqual([
    expect.stringContaining('10,000 accesses a second are assumed'),
  ])
  const told = await resultOf(simulate({ id: 'one', file, accessesPerSecond: 50 }, { policies }))
  expect(told.notes.filter((note) => /no times|apart|a second/.test(note))).toEqual([])
})

test('the rate counts what a program asks for, not what it writes because a read missed', async () => {
  const file = join(folder, 'pairs.jsonl')
  const lines = Array.from({ length: 2000 }, (_, i) => [
    JSON.stringify({ time: i / 10, op: 'get', key: `k:${i % 100}` }),
    JSON.stringify({ time: i / 10, op: 'set', key: `k:${i % 100}`, size: 10, ttl: 1 }),
  ])
  await writeFile(file, lines.flat().join('\n'))
  const policies = ['allkeys-lru'] as const
  // A hundred keys in turn, each for a second: at 101 reads a second all but the first hit once.
  const at = async (accessesPerSecond: number): Promise<number> => {
    const { results } = await resultOf(
      simulate({ id: 'one', file, accessesPerSecond }, { policies, memoryBytes: [8 * MB] }),
    )
    return results[0]?.hitRate ?? 0
  }
  expect(await at(101)).toBeGreaterThan(0.45)
  expect(await at(99)).toBe(0)
  const own = await resultOf(simulate({ id: 'one', file }, { policies }))
  expect(own.notes).toContainEqual(
    expect.stringMatching(/own times are used: 2,000 accesses in .*10 a second/),
  )
})

test('the best TTLs come with the change that sets them', async () => {
  const file = await traceFile(Float64Array.from(made.reads, (_, i) => i * 10))
  const [pages] = await bestTtls({ id: 'one', file }, 0.4)
  expect(pages?.pattern).toBe('page:*:html')
  expect(pages?.hitRate).toBeGreaterThanOrEqual(0.4)
  expect(pages?.ttlSeconds).toBeGreaterThan(0)
  expect(pages?.proposals.map(({ sql }) => sql)).toEqual([
    `EACH page:*:html EXPIRE ${pages?.ttlSeconds} JITTER 10`,
  ])
})

test('a trace of writes alone, and one that is not there, are refused', async () => {
  const file = join(folder, 'writes.csv')
  await writeFile(file, 'time_ms,op,key,size\n1,set,a,10\n2,set,b,10\n')
  await expect(resultOf(simulate({ id: 'one', file }, { policies: ['allkeys-lru'] }))).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
  await expect(bestTtls({ id: 'one', file: join(folder, 'none') }, 0.5)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('stops when it is cancelled', async () => {
  const file = await traceFile(Float64Array.from(made.reads, (_, i) => i))
  const cancel = new AbortController()
  const events = simulate(
    { id: 'one', file },
    { policies: ['allkeys-lru', 'allkeys-lfu', 'allkeys-random', 'volatile-ttl'] },
    cancel.signal,
  )
  await events.next()
  cancel.abort()
  await expect(resultOf(events)).rejects.toMatchObject({ code: 'CANCELLED' })
})
