import type { Bytes, Milliseconds } from '#shared/units.ts'
import {
  DOUBTED_LOAD_FACTOR,
  LONG_LOAD_BUDGET,
  LONG_LOAD_FACTOR,
  LONG_LOAD_TIME,
  LONGEST_LONG_LOAD,
  ROUND_BUDGET,
} from './thresholds.ts'

/** Fewer requests than this in a round are no round. */
const FEWEST_PER_ROUND = 10

/** What a heap may still hold before its limit. */
export interface Headroom {
  usedBytes: Bytes
  limitBytes: Bytes
}

/**
 * How many requests a round may have so that what they leave behind fits: as many as were asked for,
 * unless the process would come near its limit before anything is known.
 */
export function requestsWithin(wanted: number, perRequest: Bytes, headroom: Headroom): number {
  if (perRequest <= 0) return wanted
  const fit = Math.floor(roomFor(ROUND_BUDGET, headroom) / perRequest)
  return Math.min(wanted, Math.max(Math.min(wanted, FEWEST_PER_ROUND), fit))
}

export interface SoFar {
  /** Sent in rounds, warm-up included, and in all. */
  inRounds: number
  inAll: number
  /** All load. */
  loadMs: Milliseconds
  elapsedMs: Milliseconds
}

/**
 * How long a load shows whether growth goes on: several times all rounds, or everything before where it
 * is doubted.
 */
export function longLoadAfter(
  soFar: SoFar,
  isDoubted: boolean,
  perRequest: Bytes,
  headroom: Headroom,
): { count: number; ms: Milliseconds } {
  const wanted = isDoubted ? soFar.inAll * DOUBTED_LOAD_FACTOR : soFar.inRounds * LONG_LOAD_FACTOR
  const fit = perRequest > 0 ? Math.floor(roomFor(LONG_LOAD_BUDGET, headroom) / perRequest) : Infinity
  return {
    count: Math.max(1, Math.min(wanted, fit)),
    ms: Math.min(LONGEST_LONG_LOAD, Math.max(LONG_LOAD_TIME, soFar.loadMs)),
  }
}

/** The same for traffic, which only takes its time. */
export function longTrafficAfter(elapsedMs: Milliseconds): Milliseconds {
  return Math.min(LONGEST_LONG_LOAD, elapsedMs * LONG_LOAD_FACTOR)
}

function roomFor(budget: { share: number; bytes: Bytes }, { usedBytes, limitBytes }: Headroom): Bytes {
  return Math.min(budget.bytes, Math.max(0, limitBytes - usedBytes) * budget.share)
}
