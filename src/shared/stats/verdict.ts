import type { Interval, Measurement } from '../contract/changes.ts'
import { median } from './quantile.ts'
import { separateRatio } from './ratio-interval.ts'

export type Verdict = NonNullable<Measurement['verdict']>

/** A change of less than 5 % is of no use to anybody, and below what a quiet machine can tell. */
export const MINIMUM_EFFECT = 0.05

/**
 * What a ratio after ÷ before says. `faster` and `slower`: with 95 % confidence by at least the minimum
 * effect, so the whole interval lies beyond it. `same`: the whole interval is closer to 1 than that.
 * Everything else is `unclear`.
 *
 * An effect size with a region of practical equivalence (Kruschke, "Rejecting or accepting parameter
 * values in Bayesian estimation", 2018; the two one-sided tests of Schuirmann, 1987), not a test of
 * significance: with enough runs any difference becomes significant. Asking only that the interval
 * leaves out 1 called one A/A comparison in fourteen a difference on a machine with four times more to
 * do than processors.
 *
 * @param minimumEffect 0.05 for 5 %; the region is [1 ÷ 1.05, 1.05], the same for both directions
 */
export function verdictOf(ratio: Interval, minimumEffect: number = MINIMUM_EFFECT): Verdict {
  const above = 1 + minimumEffect
  const below = 1 / above
  if (ratio.high <= below) return 'faster'
  if (ratio.low >= above) return 'slower'
  return ratio.low > below && ratio.high < above ? 'same' : 'unclear'
}

/** Halves of three runs or fewer differ by chance alone. */
const FEWEST_IN_HALF = 4

/**
 * How much runs of one and the same thing differ from their earlier to their later half (an A/A
 * comparison): 0.1 when one half took 10 % more than the other and the interval of that excludes
 * chance, 0 when nothing of the kind can be seen. A difference between two things that is no larger
 * proves nothing.
 */
export function driftOf(values: readonly number[]): number {
  const half = Math.floor(values.length / 2)
  if (half < FEWEST_IN_HALF) return 0
  const earlier = values.slice(0, half)
  const later = values.slice(-half)
  const { low, high } = separateRatio(earlier, later)
  if (low <= 1 && high >= 1) return 0
  const factor = median(later) / median(earlier)
  return Math.max(factor, 1 / factor) - 1
}
