import type { Bytes, Milliseconds } from '#shared/units.ts'

/** What is done with a key. */
export const READ = 0
/** A write that is not the filling of a read that missed. */
export const WRITE = 1
export const DELETE = 2
/** The time to live is set or, with 0, taken away. */
export const EXPIRE = 3

/**
 * A trace as the simulation goes through it: accesses in columns, keys as numbers from 0 on. The columns
 * may lie in shared memory, so that several threads read one copy.
 */
export interface Workload {
  /** Length of each key's name. */
  keyNames: Uint32Array
  /** Ascending, milliseconds; the simulation begins at the first. */
  at: Float64Array
  /** {@link READ}, {@link WRITE}, {@link DELETE} or {@link EXPIRE}. */
  kind: Uint8Array
  key: Int32Array
  /** Of a write the value's size; of a read what it is filled with when it misses. */
  bytes: Float64Array
  /** Of a write, of a read that misses, of an EXPIRE: the time to live, milliseconds; 0: none. */
  ttlMs: Float64Array
}

/** Room for a workload in memory that threads can share. */
export function emptyWorkload(keys: number, accesses: number): Workload {
  const column = (bytes: Bytes): SharedArrayBuffer => new SharedArrayBuffer(accesses * bytes)
  return {
    keyNames: new Uint32Array(new SharedArrayBuffer(keys * 4)),
    at: new Float64Array(column(8)),
    kind: new Uint8Array(column(1)),
    key: new Int32Array(column(4)),
    bytes: new Float64Array(column(8)),
    ttlMs: new Float64Array(column(8)),
  }
}

export function durationOf({ at }: Workload): Milliseconds {
  return (at.at(-1) ?? 0) - (at[0] ?? 0)
}
