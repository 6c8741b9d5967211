import type { GcOption, GcResult } from '#shared/contract/node/gc.ts'
import type { Interval } from '#shared/contract/changes.ts'
import { median } from '#shared/stats/quantile.ts'
import { separateRatio } from '#shared/stats/ratio-interval.ts'
import { verdictOf } from '#shared/stats/verdict.ts'
import type { Run } from './run-once.ts'

type Against = NonNullable<GcResult['against']>

/** The runs of an option, against those of the baseline; null where it is that itself. Pure. */
export function resultOf(option: GcOption, runs: readonly Run[], baseline: readonly Run[] | null): GcResult {
  const middle = (of: (run: Run) => number): number => median(runs.map(of))
  return {
    option,
    runs: runs.length,
    requestsPerSecond: middle(({ requestsPerSecond }) => requestsPerSecond),
    latency: {
      p50: middle(({ latency }) => latency.p50),
      p95: middle(({ latency }) => latency.p95),
      p99: middle(({ latency }) => latency.p99),
      max: Math.max(...runs.map(({ latency }) => latency.max)),
    },
    gcShare: middle(({ gcShare }) => gcShare),
    longestPauseMs: Math.max(...runs.map(({ counted }) => counted.longestPauseMs)),
    scavenges: middle(({ counted }) => counted.scavenges),
    markSweeps: middle(({ counted }) => counted.markSweeps),
    residentBytes: middle(({ counted }) => counted.residentBytes),
    cpuMsPerRequest: middle(({ cpuMsPerRequest }) => cpuMsPerRequest),
    against: baseline === null ? null : againstOf(runs, baseline),
  }
}

function againstOf(runs: readonly Run[], baseline: readonly Run[]): Against {
  const ratio = (of: (run: Run) => number): Interval =>
    separateRatio(positive(baseline.map(of)), positive(runs.map(of)))
  const throughput = ratio(({ requestsPerSecond }) => requestsPerSecond)
  const p99 = ratio(({ latency }) => latency.p99)
  const cpu = ratio(({ cpuMsPerRequest }) => cpuMsPerRequest)
  return {
    requestsPerSecond: told(throughput),
    p99: told(p99),
    cpuMsPerRequest: told(cpu),
    verdict: verdictOfAll([verdictOf(inverse(throughput)), verdictOf(p99), verdictOf(cpu)]),
  }
}

/** Better in something and worse in nothing is better; better here and worse there is for nobody to say. */
function verdictOfAll(verdicts: readonly ReturnType<typeof verdictOf>[]): Against['verdict'] {
  const isBetter = verdicts.includes('faster')
  const isWorse = verdicts.includes('slower')
  if (isBetter !== isWorse) return isBetter ? 'better' : 'worse'
  return verdicts.every((verdict) => verdict === 'same') ? 'same' : 'unclear'
}

/** More requests a second are as good as less time for each. */
function inverse({ median: middle, low, high }: Interval): Interval {
  return { median: 1 / middle, low: 1 / high, high: 1 / low }
}

/** A clock that did not move between two looks is no reason to have no ratio. */
function positive(values: readonly number[]): number[] {
  return values.map((value) => Math.max(value, 1e-6))
}

function told({ median: estimate, low, high }: Interval): Against['p99'] {
  return { estimate, low, high }
}
