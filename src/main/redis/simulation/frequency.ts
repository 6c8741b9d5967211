/**
 * How often a key is used, as the server keeps it for the LFU policies: in 24 bits the minute at which
 * the count was last aged and a count up to 255 that rises ever more rarely (Morris, "Counting large
 * numbers of events in small registers", Communications of the ACM 21, 1978). Packed here as there:
 * minute × 256 + count.
 */

/** `LFU_INIT_VAL`: a new key is not the first to go. */
const FIRST_COUNT = 5
/** `lfu-log-factor`, as it is unless set. */
const LOG_FACTOR = 10
const HIGHEST_COUNT = 255
/** Minutes are kept in 16 bits. */
const MINUTES = 65_536

export function newFrequency(nowMs: number): number {
  return minuteOf(nowMs) * 256 + FIRST_COUNT
}

/** The count now: one less for each minute since it was last aged (`lfu-decay-time` 1). */
export function countOf(frequency: number, nowMs: number): number {
  const minute = frequency >>> 8
  const now = minuteOf(nowMs)
  const elapsed = now >= minute ? now - minute : MINUTES - 1 - minute + now
  return Math.max(0, (frequency & 255) - elapsed)
}

/** After one use more. */
export function usedOnceMore(frequency: number, nowMs: number, random: () => number): number {
  return minuteOf(nowMs) * 256 + raised(countOf(frequency, nowMs), random)
}

/** The count after one use more: from 5 on it rises with the odds 1 : (count − 5) × 10. */
export function raised(count: number, random: () => number): number {
  if (count >= HIGHEST_COUNT) return HIGHEST_COUNT
  const above = Math.max(0, count - FIRST_COUNT)
  return random() < 1 / (above * LOG_FACTOR + 1) ? count + 1 : count
}

function minuteOf(ms: number): number {
  return Math.floor(ms / 60_000) % MINUTES
}
