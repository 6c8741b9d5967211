import type { Bytes, Milliseconds } from '#shared/units.ts'
import {
  type CountedRound,
  elapsedOf,
  floorOfStretch,
  type RoundTrend,
  requestsOf,
  type Stretch,
  trendOf,
} from './series.ts'
import {
  DECIDE_AFTER,
  FLOOR_PER_ROUND,
  LONG_WAIT,
  MOST_LONG_LOADS,
  RELEASED,
  REMAINING,
  SHORTEST_WAIT,
  STILL_GROWING,
  STILL_GROWING_IN_TIME,
  WAIT_FOR_EXPIRY,
} from './thresholds.ts'

/** All that was measured of one thread so far. */
export interface Observed {
  /** `requests`: load that is sent, so that more of it can be; `traffic`: what is there anyway. */
  load: 'requests' | 'traffic'
  /** Rounds asked for. */
  wanted: number
  rounds: readonly CountedRound[]
  /** Before the first of them, when it was warm. */
  baseBytes: Bytes
  /** Loads several times as long as all before, one after the other. */
  longLoads: readonly Stretch[]
  /** Time without load. */
  waits: readonly Stretch[]
  /** The program empties what holds the growth somewhere; undefined while nobody has looked. */
  isEmptied?: boolean | undefined
  /** V8 optimises while it is measured, which makes figures less even. */
  isOptimised: boolean
}

export type Step =
  | { do: 'round' }
  | { do: 'long load' }
  | { do: 'wait'; ms: Milliseconds }
  /** Look what holds the growth, and whether the program empties it anywhere. */
  | { do: 'explain' }
  | { do: 'settle'; as: Settled }

/** What it comes to. */
export type Settled =
  /** The pace of the rounds, or of a long load, was kept by the next. */
  | { verdict: 'leak'; per: 'request'; kept: number }
  | { verdict: 'leak'; per: 'time'; kept: number }
  | { verdict: 'no leak'; why: 'flat' | 'stopped' | 'stopped in time' | 'expired' }
  | { verdict: 'inconclusive'; why: 'slowing' | 'uneven' }

/**
 * What to do next. Rounds alone cannot tell a leak from a cache that fills, which grows as evenly until
 * it is full: so growth has to go on through a long load, of several times all requests before, at half
 * its pace or more. The same long load tells small growth from none where the rounds are uneven. What
 * grows without requests has to go on growing in a long wait. And where the program empties what grows
 * somewhere, it gets a longer load to come to that, and time for entries to expire.
 */
export function nextStep(observed: Observed): Step {
  const { rounds, wanted, longLoads } = observed
  const earliest = observed.load === 'requests' ? Math.min(wanted, DECIDE_AFTER) : wanted
  if (rounds.length < earliest) return { do: 'round' }
  const trend = trendOf(observed.baseBytes, rounds)
  if (longLoads.length === 0) {
    if (trend.shape === 'growing') return { do: 'long load' }
    if (rounds.length < wanted) return { do: 'round' }
    if (trend.shape === 'flat') return settle({ verdict: 'no leak', why: 'flat' })
    return { do: 'long load' }
  }
  return afterLongLoads(observed, trend)
}

function settle(as: Settled): Step {
  return { do: 'settle', as }
}

function afterLongLoads(observed: Observed, trend: RoundTrend): Step {
  const { longLoads, waits, rounds } = observed
  const last = longLoads.at(-1)
  if (!last) return { do: 'long load' }
  const before = longLoads.at(-2)
  const base = before ? paceOf(before, observed) : paceOfRounds(rounds, trend, observed)
  const kept = base === null || base <= 0 ? null : paceOf(last, observed) / base
  const isGrowing = last.growthBytes > floorOfStretch(last, observed.isOptimised)
  const goesOn = isGrowing && kept !== null && kept >= STILL_GROWING

  const inTime = paceInTime(rounds, trend, last)
  const [wait, longWait] = waits
  if (!wait) {
    const canBeInTime = goesOn || last.growthBytes / last.elapsedMs >= STILL_GROWING * inTime
    // Traffic cannot be stopped to see what grows without it.
    if (observed.load === 'requests' && canBeInTime && last.growthBytes > FLOOR_PER_ROUND) {
      return { do: 'wait', ms: shortWait(rounds, inTime) }
    }
  } else if (growsAt(wait, inTime)) {
    if (!longWait) return { do: 'wait', ms: longWaitAfter(observed) }
    return growsAt(longWait, inTime, STILL_GROWING_IN_TIME)
      ? settle({ verdict: 'leak', per: 'time', kept: longWait.growthBytes / longWait.elapsedMs / inTime })
      : settle({ verdict: 'no leak', why: 'stopped in time' })
  }

  if (goesOn) {
    const doubt = doubted(observed)
    return doubt ?? settle({ verdict: 'leak', per: 'request', kept })
  }
  if (!isGrowing) {
    return settle({ verdict: 'no leak', why: trend.shape === 'growing' || before ? 'stopped' : 'flat' })
  }
  if (longLoads.length < MOST_LONG_LOADS) return { do: 'long load' }
  return settle({ verdict: 'inconclusive', why: kept === null ? 'uneven' : 'slowing' })
}

/** What is left to do before growth that goes on is called a leak. */
function doubted(observed: Observed): Step | null {
  const { load, isEmptied, longLoads, waits } = observed
  if (load === 'traffic') return null
  const [short, long, last] = waits
  const grown = grownIn(observed)
  const lets = (wait: Stretch | undefined): boolean => (wait?.growthBytes ?? 0) < -RELEASED * grown
  if (!lets(short)) {
    if (isEmptied === undefined) return { do: 'explain' }
    if (!isEmptied) return null
    if (longLoads.length < 2) return { do: 'long load' }
  }
  if (!long) return { do: 'wait', ms: WAIT_FOR_EXPIRY }
  if (!lets(short) && !lets(long)) return null
  // Some of it was let go of: is that all that is ever let go of?
  if (!last) return { do: 'wait', ms: WAIT_FOR_EXPIRY }
  const remaining = waits.reduce((sum, { growthBytes }) => sum + growthBytes, grown)
  return lets(last) || remaining < REMAINING * grown ? settle({ verdict: 'no leak', why: 'expired' }) : null
}

/** By all load that counts. */
function grownIn({ rounds, baseBytes, longLoads }: Observed): Bytes {
  return longLoads.reduce(
    (sum, { growthBytes }) => sum + growthBytes,
    (rounds.at(-1)?.bytes ?? baseBytes) - baseBytes,
  )
}

/** Growth for each request, or each millisecond of traffic. */
function paceOf(stretch: Stretch, { load }: Observed): number {
  const work = load === 'requests' ? (stretch.requests ?? 0) : stretch.elapsedMs
  return work > 0 ? stretch.growthBytes / work : 0
}

/** Null where the rounds are too uneven to have one. */
function paceOfRounds(
  rounds: readonly CountedRound[],
  { shape, slope }: RoundTrend,
  { load }: Observed,
): number | null {
  if (shape !== 'growing') return null
  const work = load === 'requests' ? requestsOf(rounds) : elapsedOf(rounds)
  return work > 0 ? slope / work : null
}

/** Bytes in a millisecond, were it time that makes it grow. */
function paceInTime(rounds: readonly CountedRound[], { slope, low }: RoundTrend, last: Stretch): number {
  const ofRounds = slope / elapsedOf(rounds)
  return low > 0 && ofRounds > 0 ? ofRounds : Math.max(0, last.growthBytes / last.elapsedMs)
}

function growsAt(wait: Stretch, pace: number, share: number = STILL_GROWING): boolean {
  return wait.growthBytes > FLOOR_PER_ROUND && wait.growthBytes / wait.elapsedMs >= share * pace
}

/** Long enough that growth in time would be seen. */
function shortWait(rounds: readonly CountedRound[], pace: number): Milliseconds {
  const toBeSeen = pace > 0 ? (2 * FLOOR_PER_ROUND) / pace : 0
  return Math.min(LONG_WAIT.least, Math.max(SHORTEST_WAIT, elapsedOf(rounds), toBeSeen))
}

/** A pool that is filled by a timer is full some time: as long as all the time before. */
function longWaitAfter({ rounds, longLoads, waits }: Observed): Milliseconds {
  const before = [...rounds, ...longLoads, ...waits].reduce((sum, { elapsedMs }) => sum + elapsedMs, 0)
  return Math.min(LONG_WAIT.most, Math.max(LONG_WAIT.least, before))
}
