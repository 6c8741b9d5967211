import type { LeakRetainer, LeakRound, LeakSite, LeakVerdict } from '#shared/contract/node/leak.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import type { Bytes } from '#shared/units.ts'
import type { Emptying } from './emptying.ts'
import type { Observed, Settled } from './next-step.ts'
import { elapsedOf, floorOfStretch, type RoundTrend, requestsOf, trendOf } from './series.ts'
import { EXPLAINING_SHARE, OVERWHELMING } from './thresholds.ts'
import { hintOf, reasonOf } from './words.ts'

/** All that a verdict is made of. */
export interface Case {
  observed: Observed
  settled: Settled
  /** Warm-up included, in order. */
  rounds: readonly LeakRound[]
  sites: readonly LeakSite[]
  retainers: readonly LeakRetainer[]
  heapLimitBytes: Bytes
  /** Growth outside of V8's heap, which has no limit there. */
  outsideBytes: Bytes
  profileIds: readonly string[]
  limitations: readonly Limitation[]
  /** Where the program takes something out of what grows. */
  emptying: Emptying | null
  /** `worker 2 (jobs.mjs)`, where it is not about the main thread. */
  thread: string | undefined
}

/** What a growth comes to, in each of its units; null where it is none of it. */
export interface Growth {
  perRequest: Bytes | null
  perSecond: Bytes | null
  perHour: Bytes | null
}

/** Makes the verdict of what was measured. */
export function judge(given: Case): LeakVerdict {
  const { observed, sites, heapLimitBytes } = given
  const trend = trendOf(observed.baseBytes, observed.rounds)
  const settled = withSites(given, trend)
  const growth = growthOf(observed, settled, trend)
  const heapNow = observed.rounds.at(-1)?.bytes ?? 0
  const grown = heapNow - observed.baseBytes
  const perHour = given.outsideBytes > grown / 2 ? 0 : (growth.perHour ?? 0)
  const words = { settled, observed, trend, growth, sites, thread: given.thread, emptying: given.emptying }
  const hint = hintOf(words)
  return {
    verdict: settled.verdict,
    reason: reasonOf(words),
    ...(hint === undefined ? {} : { hint }),
    rounds: [...given.rounds],
    bytesPerRequest: growth.perRequest,
    bytesPerSecond: growth.perSecond,
    bytesPerHour: growth.perHour,
    hoursToHeapLimit: perHour > 0 ? Math.max(0, heapLimitBytes - heapNow) / perHour : null,
    heapLimitBytes,
    trend: lineOf(given.rounds, trend),
    sites: [...sites],
    retainers: [...given.retainers],
    profileIds: [...given.profileIds],
    limitations: [...given.limitations],
  }
}

/**
 * Growth that nobody in particular is behind may be many small things that settle: it is called a leak
 * only where it went on through the long load at several times what is worth a word.
 */
function withSites({ observed, settled, sites }: Case, trend: RoundTrend): Verdict {
  if (settled.verdict !== 'leak') return settled
  const [top] = sites
  if (top !== undefined && top.share >= EXPLAINING_SHARE) return settled
  return isOverwhelming(observed, trend) ? settled : { verdict: 'inconclusive', why: 'nobody' }
}

/** As it was settled, or doubted for want of a site. */
export type Verdict = Settled | { verdict: 'inconclusive'; why: 'nobody' }

function isOverwhelming({ longLoads, waits, isOptimised }: Observed, trend: RoundTrend): boolean {
  const last = waits.length > 1 ? waits.at(-1) : longLoads.at(-1)
  if (last === undefined) return trend.low > OVERWHELMING * trend.floor
  return last.growthBytes > OVERWHELMING * floorOfStretch(last, isOptimised)
}

function growthOf({ rounds, longLoads, waits }: Observed, settled: Verdict, trend: RoundTrend): Growth {
  if (settled.verdict === 'no leak' || trend.slope <= 0)
    return { perRequest: null, perSecond: null, perHour: null }
  if (settled.verdict === 'leak' && settled.per === 'time') {
    const last = waits.at(-1)
    const perSecond = last ? (last.growthBytes / last.elapsedMs) * 1000 : 0
    return { perRequest: null, perSecond, perHour: perSecond * 3600 }
  }
  const requests = requestsOf(rounds)
  const last = longLoads.at(-1)
  // Uneven rounds have a long load to go by, which weighs more than all of them.
  const perRequest =
    requests === 0
      ? null
      : trend.shape === 'growing' || !last?.requests
        ? trend.slope / requests
        : last.growthBytes / last.requests
  const loadMs = rounds.reduce((sum, round) => sum + round.loadMs, 0) / rounds.length
  const perSecond =
    perRequest === null ? (trend.slope / elapsedOf(rounds)) * 1000 : ((perRequest * requests) / loadMs) * 1000
  return { perRequest, perSecond, perHour: perSecond * 3600 }
}

/** The trend as a line over the numbers of the rounds, which count the warm-up, too. */
function lineOf(rounds: readonly LeakRound[], trend: RoundTrend): LeakVerdict['trend'] {
  const fromRound = rounds.find(({ warmUp }) => !warmUp)?.round ?? 1
  return {
    fromRound,
    slopeBytes: trend.slope,
    lowBytes: trend.low,
    highBytes: trend.high,
    interceptBytes: trend.intercept - trend.slope * (fromRound - 1),
    floorBytes: trend.floor,
    laterHalf: trend.laterHalf,
  }
}
