import type { Bytes, Milliseconds } from '#shared/units.ts'

/** What is done with a key. */
export const READ = 0
/** A write that is not the filling of a read that missed. */
export const WRITE = 1
/** The same where the key is not there (`SET NX`), and where it is (`SET XX`). */
export const WRITE_IF_ABSENT = 2
export const WRITE_IF_PRESENT = 3
export const DELETE = 4
/** The time to live is set or, with {@link NO_TTL}, taken away. */
export const EXPIRE = 5

export const NO_TTL = 0
/** A write that leaves the time to live as it is, such as APPEND. */
export const KEEP_TTL = -1

/**
 * A trace as the simulation goes through it: accesses in columns, keys as numbers from 0 on. The columns
 * lie in shared memory, so that several threads read one copy.
 */
export interface Workload {
  /** Length of each key's name. */
  nameBytes: Uint32Array
  /** Ascending, milliseconds; the simulation begins at the first. */
  at: Float64Array
  /** {@link READ}, {@link WRITE}… */
  kind: Uint8Array
  key: Int32Array
  /** Of a write the value's size; of a read what it is filled with when it misses. */
  bytes: Float64Array
  /** Of a write, of the fill of a read, of an EXPIRE: the time to live in milliseconds, or {@link NO_TTL}. */
  ttlMs: Float64Array
}

/** Room for a workload in memory that threads can share. */
export function emptyWorkload(keys: number, accesses: number): Workload {
  const column = (bytes: Bytes): SharedArrayBuffer => new SharedArrayBuffer(accesses * bytes)
  return {
    nameBytes: new Uint32Array(new SharedArrayBuffer(keys * 4)),
    at: new Float64Array(column(8)),
    kind: new Uint8Array(column(1)),
    key: new Int32Array(column(4)),
    bytes: new Float64Array(column(8)),
    ttlMs: new Float64Array(column(8)),
  }
}

export function readsOf({ kind }: Workload): number {
  let reads = 0
  for (const one of kind) if (one === READ) reads++
  return reads
}

export function durationOf({ at }: Workload): Milliseconds {
  return (at.at(-1) ?? 0) - (at[0] ?? 0)
}
