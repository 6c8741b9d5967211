import type { Interval } from '../contract/changes.ts'
import { median } from './quantile.ts'

const CONFIDENCE = 0.95

/**
 * The median of 1 to a few hundred values with the interval in which the true one lies with 95 %
 * confidence, whatever their distribution.
 *
 * The k-th smallest and k-th largest of n values enclose the median with the confidence
 * 1 − 2·P(Binomial(n, ½) < k), which moves in steps; between two steps the ends are interpolated as
 * Hettmansperger and Sheather do ("Confidence intervals based on interpolated order statistics",
 * Statistics & Probability Letters 4, 1986). This is what a bootstrap of the median tends to with ever
 * more resamples, without its chance. Up to five values no ends reach 95 %: the smallest and the
 * largest are given, which is 93.75 % for five and 75 % for three.
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = values.toSorted((x, y) => x - y)
  const n = sorted.length
  const at = (rank: number): { low: number; high: number } => ({
    low: sorted[rank - 1] ?? median(sorted),
    high: sorted[n - rank] ?? median(sorted),
  })
  const { rank, confidence, narrower } = ranksOf(n)
  const outer = at(rank)
  if (confidence <= CONFIDENCE) return { median: median(sorted), ...outer }

  const inner = at(rank + 1)
  // 0 at the outer ends, 1 at the inner.
  const step = (confidence - CONFIDENCE) / (confidence - narrower)
  const weight = ((n - rank) * step) / (rank + (n - 2 * rank) * step)
  return {
    median: median(sorted),
    low: outer.low + weight * (inner.low - outer.low),
    high: outer.high + weight * (inner.high - outer.high),
  }
}

/** The highest rank whose ends still reach the confidence, its confidence, and that of the next rank. */
function ranksOf(n: number): { rank: number; confidence: number; narrower: number } {
  // P(Binomial(n, ½) = 0); representable up to n = 1074, and runs are a few dozen.
  let probability = 0.5 ** n
  let tail = probability
  let rank = 1
  for (;;) {
    probability *= (n - rank + 1) / rank
    const confidence = 1 - 2 * tail
    const narrower = 1 - 2 * (tail + probability)
    if (narrower < CONFIDENCE || 2 * (rank + 1) > n + 1) return { rank, confidence, narrower }
    tail += probability
    rank++
  }
}
