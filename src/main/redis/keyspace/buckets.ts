import type { Histogram } from '#shared/contract/redis/keyspace.ts'

/** Where the columns of a histogram end, exclusive; the last column, without an end, is not listed. */
export type Bounds = readonly number[]

const [minute, hour, day] = [60, 3600, 86_400]
const [kb, mb] = [1024, 1_048_576]

/** Seconds left to live. */
export const ttlBounds: Bounds = [
  10,
  minute,
  5 * minute,
  15 * minute,
  hour,
  6 * hour,
  day,
  7 * day,
  30 * day,
  90 * day,
  365 * day,
]

/** Seconds not used. */
export const idleBounds: Bounds = [minute, 10 * minute, hour, 6 * hour, day, 7 * day, 30 * day, 90 * day]

/** The server's logarithmic counter, 0 to 255; new keys begin with 5. */
export const frequencyBounds: Bounds = [1, 5, 6, 10, 20, 50, 100, 200]

/** Bytes of a key, with its name and what the server keeps about it. */
export const sizeBounds: Bounds = [
  64,
  128,
  256,
  512,
  kb,
  4 * kb,
  16 * kb,
  64 * kb,
  256 * kb,
  mb,
  4 * mb,
  16 * mb,
  64 * mb,
]

export function columnOf(bounds: Bounds, value: number): number {
  let column = 0
  while (column < bounds.length && value >= (bounds[column] ?? 0)) column += 1
  return column
}

/** @param counts keys and bytes of each column, one after the other, from `from` on */
export function histogramOf(bounds: Bounds, counts: Float64Array, from: number): Histogram {
  return [...bounds, null].map((until, column) => ({
    until,
    keys: counts[from + column * 2] ?? 0,
    bytes: counts[from + column * 2 + 1] ?? 0,
  }))
}
