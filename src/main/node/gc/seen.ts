import type { NodeSample } from '#shared/contract/node/live.ts'
import { median } from '#shared/stats/quantile.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'

/** A second in which the process used less of a processor says nothing of its work. */
const BUSY_CORES = 0.03
/** V8's semi-spaces are of powers of two by default: 16 MiB up to Node 22 on 64 bits, up to 64 since. */
const SEMI_SPACES: readonly number[] = [16, 32, 64, 128]
/** Of the old space's limit by default: 2 or 4 GiB, or a part of a smaller machine's memory. */
const OLD_SPACE_STEP = 256

export const MIB: Bytes = 1024 * 1024

/** What samples of a process come to. Rates and shares are of the seconds under load alone. */
export interface Seen {
  ms: Milliseconds
  busyMs: Milliseconds
  /** A mean, of the process, 1 for one core. */
  cores: number
  /** Pause time ÷ time, 0 to 1. */
  share: number
  longestMs: Milliseconds
  scavengesPerSecond: number
  markSweepsPerMinute: number
  /** What stayed after the old space was collected; an upper bound where it was not. */
  liveBytes: Bytes
  /** The old space was collected while it was looked at, so {@link liveBytes} is no upper bound alone. */
  isLiveKnown: boolean
  limitBytes: Bytes
  /** MiB; null where the limit does not tell. */
  semiSpace: number | null
  residentBytes: Bytes
  machineBytes: Bytes
  freeBytes: Bytes
}

/** Undefined for no samples. */
export function seenIn(samples: readonly NodeSample[]): Seen | undefined {
  const last = samples.at(-1)
  if (last === undefined) return undefined
  const busy = samples.filter(({ cpu }) => cpu.processCores >= BUSY_CORES)
  const ms = sum(samples, ({ sinceMs }) => sinceMs)
  const busyMs = sum(busy, ({ sinceMs }) => sinceMs)
  const perMs = (of: (sample: NodeSample) => number): number => (busyMs > 0 ? sum(busy, of) / busyMs : 0)
  const collected = samples.filter(({ gc }) => gc.markSweeps > 0)
  return {
    ms,
    busyMs,
    cores: perMs(({ cpu, sinceMs }) => cpu.processCores * sinceMs),
    share: Math.min(
      1,
      perMs(({ gc }) => gc.pauseMs),
    ),
    longestMs: Math.max(0, ...busy.map(({ gc }) => gc.longestMs)),
    scavengesPerSecond: perMs(({ gc }) => gc.scavenges) * 1_000,
    markSweepsPerMinute: perMs(({ gc }) => gc.markSweeps) * 60_000,
    liveBytes: liveIn(samples, collected),
    isLiveKnown: collected.length > 0,
    limitBytes: last.heap.limitBytes,
    semiSpace: semiSpaceOf(last.heap.limitBytes),
    residentBytes: Math.max(...samples.map(({ residentBytes }) => residentBytes)),
    machineBytes: last.machine.memoryBytes,
    freeBytes: last.machine.freeMemoryBytes,
  }
}

/**
 * A sample comes at any place between two collections, so the lowest after some of them is closest to
 * what stays; of many the lower part's middle, for one that was low at the start says nothing of now.
 */
function liveIn(samples: readonly NodeSample[], collected: readonly NodeSample[]): Bytes {
  const of = collected.length > 0 ? collected : samples
  const used = of.map(({ heap }) => heap.usedBytes).sort((a, b) => a - b)
  return median(used.slice(0, Math.ceil(used.length / 2)))
}

/**
 * V8's limit is that of the old space and three semi-spaces. With the old space's default or a size in
 * steps of 256 MiB, the rest of the division tells the semi-space: 4144 MiB is 4096 + 3 × 16, 4288 MiB
 * is 4096 + 3 × 64.
 *
 * @returns MiB, or null where it cannot be told
 */
export function semiSpaceOf(limitBytes: Bytes): number | null {
  const limit = Math.round(limitBytes / MIB)
  return SEMI_SPACES.find((size) => limit > 3 * size && (limit - 3 * size) % OLD_SPACE_STEP === 0) ?? null
}

function sum(samples: readonly NodeSample[], of: (sample: NodeSample) => number): number {
  return samples.reduce((total, sample) => total + of(sample), 0)
}
