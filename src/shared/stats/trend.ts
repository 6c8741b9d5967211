import { median } from './quantile.ts'
import { criticalKendall, kendall, upperTailOfKendall } from './trend-kendall.ts'

/** A line through a series that a few wild values cannot turn. */
export interface Slope {
  /** Units of y for one unit of x. */
  slope: number
  /** Ends of the confidence interval of the slope; the extreme slopes where so few values have none. */
  low: number
  high: number
  /** y where x is 0. */
  intercept: number
}

const CONFIDENCE = 0.95

/**
 * The median of the slopes between all pairs (Theil 1950; Sen, "Estimates of the regression coefficient
 * based on Kendall's tau", JASA 63, 1968) with Sen's confidence interval, which is widened where
 * neighbours are alike ({@link inflationOf}). Up to a third of the values may be anything. O(n²).
 *
 * @param x rising; two values or more, or a RangeError is thrown
 */
export function theilSen(x: readonly number[], y: readonly number[], confidence = CONFIDENCE): Slope {
  if (x.length !== y.length || x.length < 2) throw new RangeError('A slope needs two points or more.')
  const slopes = slopesOf(x, y)
  const slope = median(slopes)
  const residuals = y.map((value, at) => value - slope * (x[at] ?? 0))
  const intercept = median(residuals)
  const critical = criticalKendall(kendall(y), 1 - confidence, inflationOf(residuals))
  // Sen's ranks, rounded outwards.
  const rank = critical === null ? 1 : Math.max(1, Math.floor((slopes.length - critical) / 2))
  const last = slopes.length - 1
  return {
    slope,
    low: Math.min(slope, slopes[Math.min(rank - 1, last)] ?? slope),
    high: Math.max(slope, slopes[Math.max(last - rank + 1, 0)] ?? slope),
    intercept,
  }
}

/** Of all pairs, in ascending order. */
function slopesOf(x: readonly number[], y: readonly number[]): number[] {
  const slopes: number[] = []
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      const run = (x[j] ?? 0) - (x[i] ?? 0)
      if (run > 0) slopes.push(((y[j] ?? 0) - (y[i] ?? 0)) / run)
    }
  }
  if (slopes.length === 0) throw new RangeError('A slope needs points at different places.')
  return [...Float64Array.from(slopes).sort()]
}

export interface MannKendall {
  /** Rising pairs less falling ones. */
  s: number
  /** −1 to 1. */
  tau: number
  /** How likely so many rising pairs are where nothing rises: one-sided, ties and likeness of neighbours counted in. */
  chance: number
}

/**
 * Whether a series rises, whatever the shape of the rise (Mann 1945, Kendall 1975). By itself it proves
 * no leak: a warm-up rises as well. See {@link gatedTrend}.
 */
export function mannKendall(values: readonly number[]): MannKendall {
  const of = kendall(values)
  const pairs = (of.n * (of.n - 1)) / 2
  if (pairs === 0) return { s: 0, tau: 0, chance: 1 }
  const places = values.map((_, at) => at)
  const { slope } = theilSen(places, values)
  const residuals = values.map((value, at) => value - slope * at)
  return { s: of.s, tau: of.s / pairs, chance: upperTailOfKendall(of, inflationOf(residuals)) }
}

/** Fewer values say nothing of how alike neighbours are. */
const FEWEST_FOR_LIKENESS = 10

/**
 * How much wider S spreads because a value is like the one before it: n/n* of a first-order process,
 * 1 + 2 Σ (1 − k/n) rᵏ, with r of the series less its trend (Yue and Wang, "The Mann-Kendall test
 * modified by effective sample size", Water Resources Management 18, 2004). Only a likeness that is
 * surely there counts (one-sided 5 %); series of fewer than 10 values are taken for independent.
 */
function inflationOf(residuals: readonly number[]): number {
  const n = residuals.length
  if (n < FEWEST_FOR_LIKENESS) return 1
  const r = lagOneCorrelation(residuals)
  if (r <= 1.645 / Math.sqrt(n)) return 1
  let sum = 0
  for (let k = 1; k < n; k++) sum += (1 - k / n) * r ** k
  return 1 + 2 * sum
}

/** Pearson's correlation of each value with the next, both about the mean of all; 0 for a constant series. */
function lagOneCorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let product = 0
  let squares = 0
  values.forEach((value, at) => {
    const next = values[at + 1]
    squares += (value - mean) ** 2
    if (next !== undefined) product += (value - mean) * (next - mean)
  })
  return squares === 0 ? 0 : product / squares
}
