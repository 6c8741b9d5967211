import type { Milliseconds } from '#shared/units.ts'
import { type ServerSettings, SimulatedServer } from './simulated-server.ts'
import { DELETE, EXPIRE, READ, WRITE_IF_ABSENT, WRITE_IF_PRESENT, type Workload } from './workload.ts'

export interface ReplaySettings extends ServerSettings {
  /** The TTL that every key is given; absent: as the workload has them. */
  ttlMs?: Milliseconds | undefined
  /**
   * How much later the server's clock is than the trace's. Ages change at whole seconds and frequencies at
   * whole minutes, and in which part of them an access falls is chance.
   */
  clockShiftMs?: Milliseconds | undefined
}

export interface Replayed {
  reads: number
  hits: number
  evictions: number
  expirations: number
  /** Values that were refused because there was no room. */
  refused: number
}

/** How many accesses go by between two calls of `onProgress`. */
const PROGRESS_EVERY = 50_000

/**
 * Goes through a workload with a cache that starts empty, as a program uses it: what a read does not find
 * is written. `onProgress` is told how many accesses are done and may throw to end it.
 */
export function replay(
  workload: Workload,
  settings: ReplaySettings,
  onProgress?: (accesses: number) => void,
): Replayed {
  const { at, kind, key, bytes, ttlMs } = workload
  const shift = settings.clockShiftMs ?? 0
  const server = new SimulatedServer(workload.nameBytes, settings, (at[0] ?? 0) + shift)
  const fixedTtl = settings.ttlMs
  let reads = 0
  let hits = 0
  let refused = 0
  for (let i = 0; i < at.length; i++) {
    if (i % PROGRESS_EVERY === 0) onProgress?.(i)
    const subject = key[i] ?? 0
    const what = kind[i] ?? READ
    const ttl = fixedTtl ?? ttlMs[i] ?? 0
    server.advance((at[i] ?? 0) + shift)
    if (what === READ) {
      reads++
      if (server.read(subject)) hits++
      else if (!server.write(subject, bytes[i] ?? 0, ttl)) refused++
    } else if (what === DELETE) server.delete(subject)
    else if (what === EXPIRE) {
      if (fixedTtl === undefined) server.expire(subject, ttl)
    } else if (happens(what, server.holds(subject)) && !server.write(subject, bytes[i] ?? 0, ttl)) refused++
  }
  onProgress?.(at.length)
  return { reads, hits, refused, evictions: server.evictions, expirations: server.expirations }
}

function happens(write: number, isThere: boolean): boolean {
  if (write === WRITE_IF_ABSENT) return !isThere
  return write !== WRITE_IF_PRESENT || isThere
}
