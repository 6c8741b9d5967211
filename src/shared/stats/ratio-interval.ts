import type { Interval } from '../contract/changes.ts'
import { median, quantileOfSorted } from './quantile.ts'
import { seededRandom } from './random.ts'

/** Enough that the ends of a 95 % interval move by less than a hundredth of its width with another seed. */
const RESAMPLES = 2000
/** Any: the same data must give the same interval. */
const SEED = 20_260_101
/** Fewer values on a side say too little of their spread for a bootstrap. */
const FEWEST = 5
/** From so many on, neighbours are resampled together where nothing else takes their likeness out. */
const FEWEST_FOR_BLOCKS = 20
/** What the range of very few values is widened by: a shared machine is rarely off by more between runs. */
const FEW_RUNS_FACTOR = 2

/**
 * median(after) ÷ median(before) of rounds in which both ran in turn, with its 95 % interval. A round
 * is the block of the bootstrap: both its values are drawn together, so that what slowed the whole
 * round down counts for neither side (block bootstrap: Künsch, "The jackknife and the bootstrap for
 * general stationary observations", Annals of Statistics 17, 1989; percentile interval: Efron and
 * Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
 *
 * The values are positive, before and after of one round at one place. Throws a RangeError otherwise.
 */
export function pairedRatio(before: readonly number[], after: readonly number[]): Interval {
  if (before.length !== after.length) throw new RangeError('Each round has one value of either side.')
  return ratioInterval(before, after, (random) => {
    const rounds = drawBlocks(before.length, 1, random)
    return [rounds, rounds]
  })
}

/**
 * median(after) ÷ median(before) of runs of which all of one side came first, with its 95 % interval.
 * Each side is drawn for itself, in circular blocks of about the cube root of their number where they
 * are many (Politis and Romano, "A circular block-resampling procedure for stationary data", 1992), and
 * the percentiles are moved outwards to make up for small samples ({@link expandedTail}). What changed
 * between the sides is not in it.
 *
 * The values are positive. Throws a RangeError otherwise.
 */
export function separateRatio(before: readonly number[], after: readonly number[]): Interval {
  const smaller = Math.min(before.length, after.length)
  return ratioInterval(
    before,
    after,
    (random) => [
      drawBlocks(before.length, blockLength(before.length), random),
      drawBlocks(after.length, blockLength(after.length), random),
    ],
    expandedTail(smaller),
  )
}

type Draw = (random: () => number) => [before: number[], after: number[]]

function ratioInterval(
  before: readonly number[],
  after: readonly number[],
  draw: Draw,
  tail = 0.025,
): Interval {
  if (before.length === 0 || after.length === 0) throw new RangeError('A ratio needs values on both sides.')
  if (![...before, ...after].every((value) => value > 0)) throw new RangeError('Only positive values.')
  const ratio = median(after) / median(before)
  if (Math.min(before.length, after.length) < FEWEST) return widenedRange(before, after, ratio)

  const random = seededRandom(SEED)
  const medianOfBefore = medianOfDraws(before)
  const medianOfAfter = medianOfDraws(after)
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const [drawnBefore, drawnAfter] = draw(random)
    return medianOfAfter(drawnAfter) / medianOfBefore(drawnBefore)
  }).sort((x, y) => x - y)
  return {
    median: ratio,
    // The bootstrap's own ends can miss the ratio itself by a hair where values are equal.
    low: Math.min(ratio, quantileOfSorted(ratios, tail)),
    high: Math.max(ratio, quantileOfSorted(ratios, 1 - tail)),
  }
}

/** No statistics, a rule of caution: with one to four runs only what is plain to see is to be called so. */
function widenedRange(before: readonly number[], after: readonly number[], ratio: number): Interval {
  return {
    median: ratio,
    low: Math.min(...after) / Math.max(...before) / FEW_RUNS_FACTOR,
    high: (Math.max(...after) / Math.min(...before)) * FEW_RUNS_FACTOR,
  }
}

function drawBlocks(n: number, length: number, random: () => number): number[] {
  const places: number[] = []
  while (places.length < n) {
    const start = Math.floor(random() * n)
    for (let i = 0; i < length && places.length < n; i++) places.push((start + i) % n)
  }
  return places
}

/** The median of values drawn again by their places: counted, which is ten times as fast as sorted. */
function medianOfDraws(values: readonly number[]): (places: readonly number[]) => number {
  const n = values.length
  const inOrder = values.map((_, place) => place).sort((x, y) => (values[x] ?? 0) - (values[y] ?? 0))
  const counts = new Uint16Array(n)
  return (places) => {
    counts.fill(0)
    for (const place of places) counts[place] = (counts[place] ?? 0) + 1
    let seen = 0
    let lower: number | undefined
    for (const place of inOrder) {
      seen += counts[place] ?? 0
      const value = values[place] ?? Number.NaN
      // The two in the middle are one where the number is odd.
      if (lower === undefined && seen >= Math.ceil(n / 2)) lower = value
      if (lower !== undefined && seen >= Math.floor(n / 2) + 1) return (lower + value) / 2
    }
    return Number.NaN
  }
}

/** The rule of thumb n^(1/3) is of Hall, Horowitz and Jing, Biometrika 82 (1995). */
function blockLength(n: number): number {
  return n < FEWEST_FOR_BLOCKS ? 1 : Math.round(Math.cbrt(n))
}

/**
 * The tail of the percentile interval for n values that gives what Student's t would give:
 * Φ(−√(n/(n−1))·t), Hesterberg, "What Teachers Should Know About the Bootstrap", The American
 * Statistician 69 (2015), "expanded percentile interval".
 */
function expandedTail(n: number): number {
  if (n < FEWEST) return 0.025
  return normalTail(Math.sqrt(n / (n - 1)) * studentQuantile(n - 1))
}

/** The 97.5 % quantile of Student's t: Abramowitz and Stegun 26.7.5, good to 0.005 from 4 degrees on. */
function studentQuantile(degrees: number): number {
  const z = 1.959_964
  return (
    z +
    (z ** 3 + z) / 4 / degrees +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96 / degrees ** 2 +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384 / degrees ** 3
  )
}

/** P(Z > z) for z ≥ 0: Abramowitz and Stegun 26.2.17, error below 7.5e−8. */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z)
  const polynomial =
    t *
    (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial
}
