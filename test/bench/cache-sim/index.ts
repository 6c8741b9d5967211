import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EvictionPolicy, Simulation } from '#shared/contract/redis/simulation.ts'
import { simulate } from '#main/redis/simulation/index.ts'
import type { BenchResult, BenchRow } from '../table.ts'
import { serve } from './on-server.ts'
import { type MadeTrace, makeTrace, type TraceKind } from './traces.ts'

/** A trace with what it is tried with. */
interface Trial extends TraceKind {
  /** `maxmemory` in bytes. */
  sizes: readonly number[]
  policies: readonly EvictionPolicy[]
  ttlSeconds?: number
}

const READS_PER_SECOND = 8000
const allKeys: readonly EvictionPolicy[] = ['allkeys-lru', 'allkeys-lfu', 'allkeys-random']
const MB = 2 ** 20

/** Seeds that nothing was tuned on. */
const trials: readonly Trial[] = [
  {
    name: 'Zipf 0.9',
    keys: 20_000,
    reads: 40_000,
    seed: 811,
    skew: 0.9,
    valueBytes: 300,
    sizes: [1.5 * MB, 2 * MB, 3 * MB, 5 * MB],
    policies: allKeys,
  },
  {
    name: 'Zipf 1.1 with scans, TTL 2 s',
    keys: 15_000,
    reads: 40_000,
    seed: 812,
    skew: 1.1,
    valueBytes: 500,
    scan: { every: 7000, length: 2500 },
    sizes: [1.5 * MB, 2 * MB, 3 * MB, 5 * MB],
    policies: [...allKeys, 'volatile-ttl'],
    ttlSeconds: 2,
  },
  {
    name: 'Values of 20 B to 20 kB, other keys popular half-way',
    keys: 6000,
    reads: 40_000,
    seed: 813,
    skew: 0.7,
    valueBytes: { from: 20, to: 20_000 },
    shifts: 1,
    sizes: [2 * MB, 4 * MB, 8 * MB, 12 * MB],
    policies: allKeys,
  },
]

/**
 * How near the simulation comes to a real server: each trace is read from a fresh redis-server for every
 * size and policy at the trace's own pace, what is missed is written, and the hit rates are compared.
 * The figures are differences in percentage points, of which 1 in the mean and 2 at most are allowed.
 */
export async function benchCacheSim(): Promise<BenchResult> {
  const rows: BenchRow[] = []
  const all: number[] = []
  for (const trial of trials) {
    const { errors, right, named, seconds } = await compare(trial)
    all.push(...errors)
    rows.push({
      name: trial.name,
      value: `${inWords(errors)}; best policy right ${right} of ${named}; simulated in ${seconds.toFixed(1)} s`,
    })
  }
  rows.push({ name: 'All', value: inWords(all) })
  return { rows }
}

async function compare(
  trial: Trial,
): Promise<{ errors: number[]; right: number; named: number; seconds: number }> {
  const trace = makeTrace(trial)
  const due = Float64Array.from(trace.reads, (_, i) => (i * 1000) / READS_PER_SECOND)
  const start = performance.now()
  const simulation = await simulated(trial, trace, due)
  const seconds = (performance.now() - start) / 1000
  const real = new Map<string, number>()
  const errors: number[] = []
  for (const { policy, memoryBytes, hitRate } of simulation.results) {
    const served = await serve(trace, { policy, maxMemory: memoryBytes, ttlSeconds: trial.ttlSeconds, due })
    real.set(`${policy} ${memoryBytes}`, served.hitRate)
    errors.push((hitRate - served.hitRate) * 100)
  }
  const right = simulation.best.filter(({ policy, memoryBytes }) => {
    const rates = trial.policies.map((one) => real.get(`${one} ${memoryBytes}`) ?? 0)
    return real.get(`${policy} ${memoryBytes}`) === Math.max(...rates)
  })
  return { errors, right: right.length, named: simulation.best.length, seconds }
}

async function simulated(trial: Trial, trace: MadeTrace, due: Float64Array): Promise<Simulation> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-bench-'))
  try {
    const file = join(folder, 'trace.csv')
    const lines = Array.from(
      trace.reads,
      (key, i) => `${due[i] ?? 0},get,${trace.keys[key]},${trace.bytes[key]}`,
    )
    await writeFile(file, ['time_ms,op,key,size', ...lines, ''].join('\n'))
    const { sizes, policies, ttlSeconds } = trial
    const input = {
      memoryBytes: sizes,
      policies,
      ...(ttlSeconds === undefined ? {} : { ttlSeconds: [ttlSeconds] }),
    }
    for await (const event of simulate({ id: trial.name, file }, input)) {
      if (event.type === 'simulation') return event.simulation
    }
    throw new Error('The simulation ended without a result.')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function inWords(errors: readonly number[]): string {
  const sizes = errors.map(Math.abs)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  return `off by ${mean.toFixed(2)} points in the mean of ${sizes.length}, ${Math.max(...sizes).toFixed(2)} at most`
}
