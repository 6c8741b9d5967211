import { median } from './quantile.ts'
import { mannKendall, type Slope, theilSen } from './trend.ts'

export interface TrendGates {
  /** Of the values at the start that do not count: a process is warming up. 0 to 1. */
  dropFirst: number
  /** Least slope worth a word, in units of y for one of x. */
  floor: number
}

/** A trend with the three gates that keep plain noise and warm-ups out. */
export interface GatedTrend extends Slope {
  /** Place of the first value that counts. */
  from: number
  /** Slope of the later half ÷ slope of the earlier; null where the earlier does not rise. */
  laterHalf: number | null
  /** One-sided, of Mann and Kendall. */
  chance: number
  /** All gates are passed: it rises by more than the floor, and has not slowed down. */
  rises: boolean
  /** It surely does not rise by the floor. */
  isFlat: boolean
}

/** A later half that rises at half the pace of the earlier is still a rise. */
export const STILL_RISING = 0.5
/** One-sided; the lower end of the interval is the stricter gate for all but short series. */
const CHANCE = 0.05

/**
 * Whether a series keeps rising. Mann–Kendall alone calls a quarter of plain noise with likeness of
 * neighbours a rise, and every warm-up: so the first values are dropped, the lower end of Theil and
 * Sen's slope has to be above a floor, and the later half has to rise at half the earlier half's pace
 * or more.
 *
 * @throws RangeError where fewer than four values are left
 */
export function gatedTrend(x: readonly number[], y: readonly number[], gates: TrendGates): GatedTrend {
  const from = Math.floor(x.length * gates.dropFirst)
  const places = x.slice(from)
  const values = y.slice(from)
  if (places.length < 4) throw new RangeError('A trend needs four values or more.')
  const line = theilSen(places, values)
  const { chance } = mannKendall(values)
  const laterHalf = laterHalfOf(places, values)
  return {
    ...line,
    from,
    laterHalf,
    chance,
    rises:
      line.low > gates.floor &&
      chance < CHANCE &&
      // A later half that rises after a flat earlier one is no slowing down.
      (laterHalf === null ? slopeOfLaterHalf(places, values) > gates.floor : laterHalf >= STILL_RISING),
    isFlat: line.high < gates.floor,
  }
}

/** Slope of the later half ÷ slope of the earlier; the value in the middle of an odd number is in both. */
export function laterHalfOf(x: readonly number[], y: readonly number[]): number | null {
  const half = Math.ceil(x.length / 2)
  if (half < 2) return null
  const earlier = theilSen(x.slice(0, half), y.slice(0, half)).slope
  return earlier > 0 ? slopeOfLaterHalf(x, y) / earlier : null
}

function slopeOfLaterHalf(x: readonly number[], y: readonly number[]): number {
  const half = Math.ceil(x.length / 2)
  return theilSen(x.slice(-half), y.slice(-half)).slope
}

/** How far values lie from a line, as a standard deviation that a few wild ones cannot stretch. */
export function spreadAround(
  { slope, intercept }: Slope,
  x: readonly number[],
  y: readonly number[],
): number {
  // The median of |residuals| of the normal curve is 0.6745 of its standard deviation.
  return median(y.map((value, at) => Math.abs(value - intercept - slope * (x[at] ?? 0)))) / 0.6745
}
