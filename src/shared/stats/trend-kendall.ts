/**
 * Kendall's statistic S of a series: rising pairs less falling ones, with what its null distribution
 * needs. Kendall, "Rank Correlation Methods", 4th edition (1975); Mann, Econometrica 13 (1945).
 */
export interface Kendall {
  n: number
  s: number
  /** Of S where nothing rises or falls and values are independent, corrected for ties. */
  variance: number
  hasTies: boolean
}

/** O(n²): for series of up to a few thousand values. */
export function kendall(values: readonly number[]): Kendall {
  const n = values.length
  let s = 0
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) s += Math.sign((values[j] ?? 0) - (values[i] ?? 0))
  }
  const ties = tieSizes(values)
  const tied = ties.reduce((sum, size) => sum + spread(size), 0)
  return { n, s, variance: (spread(n) - tied) / 18, hasTies: ties.length > 0 }
}

function spread(size: number): number {
  return size * (size - 1) * (2 * size + 5)
}

/** How many values share each value that occurs more than once. */
function tieSizes(values: readonly number[]): number[] {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts.values()].filter((count) => count > 1)
}

/** Up to here the distribution of S is counted out; above it the normal curve is good to a thousandth. */
const COUNTED_UP_TO = 30

/**
 * P(S ≥ s) where nothing rises or falls. Counted out for up to 30 values without ties, else by the
 * normal curve with a correction for continuity.
 *
 * @param inflation how much wider S spreads because neighbours are alike, 1 for independent values
 */
export function upperTailOfKendall({ n, s, variance, hasTies }: Kendall, inflation = 1): number {
  if (n < 2) return 1
  if (n <= COUNTED_UP_TO && !hasTies && inflation === 1) {
    const counts = countsOfInversions(n)
    const pairs = (n * (n - 1)) / 2
    // S = pairs − 2 × inversions.
    const most = Math.floor((pairs - s) / 2)
    let sum = 0
    for (let inversions = 0; inversions <= Math.min(most, pairs); inversions++) {
      sum += counts[inversions] ?? 0
    }
    return sum
  }
  const deviation = Math.sqrt(variance * inflation)
  if (deviation === 0) return 1
  return 1 - normalBelow((s - 1) / deviation)
}

/**
 * C of Sen's interval, with which its ends are the slopes of rank (N − C) ÷ 2 from either end: k − 2 for
 * the smallest k with P(S ≥ k) ≤ α ÷ 2 (Hollander and Wolfe, "Nonparametric Statistical Methods", 9.3),
 * z·σ where the normal curve is taken. `null` where so few values reach no such confidence.
 */
export function criticalKendall(of: Kendall, alpha: number, inflation = 1): number | null {
  const { n, variance, hasTies } = of
  if (n > COUNTED_UP_TO || hasTies || inflation !== 1) {
    return normalQuantile(1 - alpha / 2) * Math.sqrt(variance * inflation)
  }
  const pairs = (n * (n - 1)) / 2
  let tail = 0
  let smallest: number | null = null
  for (const [inversions, probability] of countsOfInversions(n).entries()) {
    tail += probability
    if (tail > alpha / 2) break
    smallest = pairs - 2 * inversions
  }
  return smallest === null ? null : Math.max(0, smallest - 2)
}

/** The probability of each number of inversions in a random order of n different values. */
function countsOfInversions(n: number): Float64Array {
  let counts = new Float64Array([1])
  for (let size = 2; size <= n; size++) {
    const next = new Float64Array((size * (size - 1)) / 2 + 1)
    // The new largest value stands before 0 to size − 1 of the others, each as likely.
    counts.forEach((count, inversions) => {
      for (let more = 0; more < size; more++) {
        next[inversions + more] = (next[inversions + more] ?? 0) + count / size
      }
    })
    counts = next
  }
  return counts
}

/** Φ(z): Abramowitz and Stegun 26.2.17, error below 7.5e−8. */
export function normalBelow(z: number): number {
  if (z < 0) return 1 - normalBelow(-z)
  const t = 1 / (1 + 0.231_641_9 * z)
  const polynomial =
    t *
    (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))))
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial
}

/** Φ⁻¹(p) for 0 < p < 1, by halving: a few dozen steps, and as exact as {@link normalBelow}. */
function normalQuantile(p: number): number {
  let low = -9
  let high = 9
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (normalBelow(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
