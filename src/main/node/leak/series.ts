import { laterHalfOf } from '#shared/stats/trend-gates.ts'
import { type Slope, theilSen } from '#shared/stats/trend.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import {
  FLOOR_OF_LONG_LOAD,
  FLOOR_PER_REQUEST,
  FLOOR_PER_ROUND,
  FLOOR_WITH_OPTIMISED_CODE,
  SMALL_AND_STEADY,
  STILL_GROWING,
} from './thresholds.ts'

/** A round that counts, measured after it was idle and its garbage was collected. */
export interface CountedRound {
  /** Null where they cannot be counted. */
  requests: number | null
  /** From the end of the round before. */
  elapsedMs: Milliseconds
  loadMs: Milliseconds
  /** V8's heap and what it holds outside. */
  bytes: Bytes
}

/** A long load, or a wait without one. */
export interface Stretch {
  requests: number | null
  elapsedMs: Milliseconds
  growthBytes: Bytes
}

/** What one and the same round adds, as a line through all of them. */
export interface RoundTrend extends Slope {
  floor: Bytes
  /** Slope of the later half ÷ slope of the earlier. */
  laterHalf: number | null
  shape: 'growing' | 'flat' | 'unclear'
}

/**
 * The trend after so many rounds, the first of which is at 1.
 *
 * @param baseBytes before the first of them
 * @throws RangeError without rounds
 */
export function trendOf(baseBytes: Bytes, rounds: readonly CountedRound[]): RoundTrend {
  const places = [0, ...rounds.map((_, at) => at + 1)]
  const values = [baseBytes, ...rounds.map(({ bytes }) => bytes)]
  const line = theilSen(places, values)
  const floor = floorOfRound(rounds)
  const laterHalf = laterHalfOf(places, values)
  const isGrowing = line.low > floor && laterHalf !== null && laterHalf >= STILL_GROWING
  // A round of few requests cannot tell 16 bytes each from nothing, and little that comes in every round
  // may come with time: that takes a long load.
  const canTell = line.high < (FLOOR_PER_REQUEST * requestsOf(rounds) || floor)
  const isFlat = line.high < floor && canTell && line.low < SMALL_AND_STEADY
  return { ...line, floor, laterHalf, shape: isGrowing ? 'growing' : isFlat ? 'flat' : 'unclear' }
}

export function floorOfRound(rounds: readonly CountedRound[]): Bytes {
  return Math.max(FLOOR_PER_ROUND, FLOOR_PER_REQUEST * requestsOf(rounds))
}

/** Of a round, on average; 0 where nothing was counted. */
export function requestsOf(rounds: readonly { requests: number | null }[]): number {
  if (rounds.length === 0) return 0
  return rounds.reduce((sum, { requests }) => sum + (requests ?? 0), 0) / rounds.length
}

export function elapsedOf(rounds: readonly { elapsedMs: Milliseconds }[]): Milliseconds {
  return rounds.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / Math.max(1, rounds.length)
}

/** Growth below this is what a service that keeps nothing shows as well. */
export function floorOfStretch({ requests }: Stretch, isOptimised: boolean): Bytes {
  const noise = isOptimised ? FLOOR_WITH_OPTIMISED_CODE : FLOOR_OF_LONG_LOAD
  return Math.max(noise, FLOOR_PER_REQUEST * (requests ?? 0))
}
