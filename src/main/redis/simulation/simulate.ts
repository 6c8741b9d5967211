import type {
  EvictionPolicy,
  NamespaceTtl,
  Simulated,
  Simulation,
} from '#shared/contract/redis/simulation.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { count, counted } from '#main/wording.ts'
import { tellProgress } from '#main/progress.ts'
import { bestPolicies, type Estimate, LEAST_READS, noteOfTies } from './best-policies.ts'
import { usualSizes } from './footprint.ts'
import { proposalsOfSimulation, proposalsOfTtl } from './proposals.ts'
import { emptyServer } from './server-memory.ts'
import { openThreads, type Threads } from './threads.ts'
import { durationOf, readsOf, type Workload } from './workload.ts'
import type { Assumptions } from './read-workload.ts'
import type { ReadTrace } from './worker.ts'

/** A trace to go through. */
export interface SimulatedTrace {
  id: string
  /** In any of the formats that traces are read in. */
  file: string
  /** Spread what a program asks for evenly instead of at the times that the trace has. */
  accessesPerSecond?: number | undefined
  /** What values have whose size the trace does not tell, instead of a guess. */
  valueBytes?: Bytes | undefined
}

export interface SimulationInput {
  /** `maxmemory`; some sizes around what the trace holds, without them. */
  memoryBytes?: readonly Bytes[] | undefined
  policies: readonly EvictionPolicy[]
  /** TTLs that every key is given, in turn; without them as the trace has them. */
  ttlSeconds?: readonly number[] | undefined
  /** The major version of the server, which tells what it holds without keys; 7 unless told. */
  serverMajor?: number | undefined
}

export type SimulationEvent =
  | { type: 'progress'; done: number; total: number }
  | { type: 'simulation'; simulation: Simulation }

interface Combination {
  policy: EvictionPolicy
  memoryBytes: Bytes
  ttlSeconds: number | undefined
}

/** Reading a trace takes about as long as going through it so many times. */
const READING = 3
/** Chance plays a part in every policy: short traces are gone through with more seeds. */
const READS_PER_COMBINATION = 400_000
const MOST_SEEDS = 6
/** Two at least, to see how much chance there is. */
const LEAST_SEEDS = 2
/** Of a trace that is no longer it matters where in a second or a minute it began. */
const SHORT: Milliseconds = 180_000
const LEAST_SEEDS_OF_SHORT = 4
/** Unless it has so many reads: each takes half a microsecond for each seed. */
const MANY_READS = 400_000
/** From so many reads on chance hardly shows, and the other seeds are spared. */
const READS_WITHOUT_CHANCE = 2_000_000
/** The frequencies of LFU age once a minute. */
const MINUTE: Milliseconds = 60_000
const SECOND: Milliseconds = 1000
/** Multiples of it, taken modulo 1, are spread evenly however many they are. */
const GOLDEN_RATIO = 0.618_034

/**
 * The hit rates that a trace would have had on a server of Redis 7.0 for every combination of memory
 * size, policy and TTL, beginning with an empty cache. Ends with the simulation; progress counts accesses.
 *
 * @throws Failure NOT_FOUND or BAD_INPUT where the trace cannot be read or has no reads, UNSUPPORTED where
 * it is too large, CANCELLED
 */
export async function* simulate(
  trace: SimulatedTrace,
  input: SimulationInput,
  signal?: AbortSignal,
): AsyncGenerator<SimulationEvent> {
  const state = { done: 0, total: 1 }
  const simulation = yield* tellProgress(
    signal,
    () => ({ type: 'progress', ...state }) as const,
    async (ending) => await simulateAll(trace, input, state, ending),
  )
  yield { type: 'progress', done: state.total, total: state.total }
  yield { type: 'simulation', simulation }
}

async function simulateAll(
  trace: SimulatedTrace,
  input: SimulationInput,
  state: { done: number; total: number },
  signal: AbortSignal,
): Promise<Simulation> {
  const threads = openThreads(Number.POSITIVE_INFINITY, signal)
  try {
    const read = await threads.run({ type: 'read', ...assumptionsOf(trace) })
    const emptyBytes = emptyServer(input.serverMajor ?? 7)
    const combinations = combinationsOf(input, read, emptyBytes)
    const seeds = seedsFor(read.workload)
    const accesses = read.workload.at.length
    state.total = accesses * (READING + combinations.length * seeds)
    state.done = accesses * READING
    const estimates = await Promise.all(
      combinations.map(async (one) => await estimate(threads, read, one, { seeds, emptyBytes }, state)),
    )
    const { best, ties } = bestPolicies(estimates)
    return {
      traceId: trace.id,
      results: estimates.map(({ simulated }) => simulated),
      best,
      proposals: proposalsOfSimulation(estimates, best),
      notes: [...read.notes, ...notesOf(estimates), ...noteOfTies(ties)],
    }
  } finally {
    await threads.close()
  }
}

function assumptionsOf({
  file,
  accessesPerSecond,
  valueBytes,
}: SimulatedTrace): { file: string } & Assumptions {
  return { file, accessesPerSecond, valueBytes }
}

function combinationsOf(input: SimulationInput, { footprint }: ReadTrace, emptyBytes: Bytes): Combination[] {
  const sizes = input.memoryBytes ?? usualSizes(footprint, emptyBytes)
  const ttls = input.ttlSeconds?.length ? input.ttlSeconds : [undefined]
  return ttls.flatMap((ttlSeconds) =>
    sizes.flatMap((memoryBytes) => input.policies.map((policy) => ({ policy, memoryBytes, ttlSeconds }))),
  )
}

function seedsFor(workload: Workload): number {
  const reads = readsOf(workload)
  if (reads >= READS_WITHOUT_CHANCE) return 1
  const least = durationOf(workload) < SHORT && reads < MANY_READS ? LEAST_SEEDS_OF_SHORT : LEAST_SEEDS
  return Math.min(MOST_SEEDS, Math.max(least, Math.ceil(READS_PER_COMBINATION / reads)))
}

/** Other parts of a second, and of a minute, for each seed. */
function clockShiftOf(seed: number, seeds: number): Milliseconds {
  const minutePart = Math.floor(((seed * GOLDEN_RATIO) % 1) * (MINUTE / SECOND)) * SECOND
  return minutePart + Math.floor((seed * SECOND) / seeds)
}

async function estimate(
  threads: Threads,
  { workload }: ReadTrace,
  { policy, memoryBytes, ttlSeconds }: Combination,
  { seeds, emptyBytes }: { seeds: number; emptyBytes: Bytes },
  state: { done: number },
): Promise<Estimate> {
  const runs = await Promise.all(
    Array.from({ length: seeds }, async (_, seed) => {
      let told = 0
      const settings = {
        maxMemory: memoryBytes,
        policy,
        seed: seed + 1,
        emptyBytes,
        clockShiftMs: clockShiftOf(seed, seeds),
        ...(ttlSeconds === undefined ? {} : { ttlMs: ttlSeconds * 1000 }),
      }
      return await threads.run({ type: 'replay', workload, settings }, (accesses) => {
        state.done += accesses - told
        told = accesses
      })
    }),
  )
  const mean = (of: (run: (typeof runs)[number]) => number): number =>
    runs.reduce((sum, run) => sum + of(run), 0) / runs.length
  const rates = runs.map(({ hits, reads }) => hits / reads)
  const hitRate = mean(({ hits, reads }) => hits / reads)
  const simulated: Simulated = {
    policy,
    memoryBytes,
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    hitRate,
    reads: runs[0]?.reads ?? 0,
    evictions: Math.round(mean(({ evictions }) => evictions)),
    expirations: Math.round(mean(({ expirations }) => expirations)),
  }
  const deviation = Math.sqrt(
    rates.reduce((sum, rate) => sum + (rate - hitRate) ** 2, 0) / Math.max(1, rates.length - 1),
  )
  return {
    simulated,
    noise: deviation / Math.sqrt(rates.length),
    refused: Math.round(mean((run) => run.refused)),
  }
}

function notesOf(estimates: readonly Estimate[]): string[] {
  const notes: string[] = []
  const reads = estimates[0]?.simulated.reads ?? 0
  if (reads < LEAST_READS) {
    notes.push(
      `The trace has ${counted(reads, 'read')}, too few to recommend anything by: ${count(LEAST_READS)} are the least.`,
    )
  }
  const refusing = estimates.filter(({ refused }) => refused > 0)
  if (refusing.length > 0) {
    const policies = [...new Set(refusing.map(({ simulated }) => simulated.policy))]
    notes.push(
      `With ${policies.join(', ')} writes were refused for want of memory (OOM), because there was nothing that may be evicted: it is not recommended where that happened.`,
    )
  }
  return notes
}

/**
 * The shortest TTL of each namespace of a trace with the wanted hit rate (0 to 1), as if there were
 * memory for everything; the namespaces with the most reads first.
 *
 * @throws Failure as {@link simulate}
 */
export async function bestTtls(
  trace: SimulatedTrace,
  wantedHitRate: number,
  signal?: AbortSignal,
): Promise<NamespaceTtl[]> {
  const threads = openThreads(1, signal)
  try {
    const found = await threads.run({ type: 'ttls', ...assumptionsOf(trace), wantedHitRate })
    return found.map(({ except, ...told }) => ({
      ...told,
      proposals: proposalsOfTtl({ ...told, except }),
    }))
  } finally {
    await threads.close()
  }
}
