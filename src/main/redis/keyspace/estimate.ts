/**
 * The total over all keys from a sample of them, with an interval at 95 % confidence.
 *
 * SCAN walks the buckets of a hash table whose function is keyed with a secret drawn at the server's
 * start, so the keys it returns first are drawn without regard to their names or sizes: a simple random
 * sample without replacement (unlike RANDOMKEY, which prefers keys in thin buckets). The estimate is
 * then `N · mean`, its variance `N² · s² / n · (1 − n / N)` (Cochran, Sampling Techniques, 3rd ed.,
 * §2.6). Sizes of keys are skewed, and the plain interval misses on the high side; the third moment
 * corrects that (Johnson, Modified t Tests and Confidence Intervals for Asymmetrical Populations,
 * JASA 73, 1978), moving the interval by `skew · s / (6 n) · (1 + 2 z²)` towards the long tail.
 */
export class TotalEstimate {
  #n = 0
  #mean = 0
  #m2 = 0
  #m3 = 0

  /** Running central moments (Pébay, Sandia report SAND2008-6212). */
  add(value: number): void {
    this.#n += 1
    const delta = value - this.#mean
    const step = delta / this.#n
    const term = delta * step * (this.#n - 1)
    this.#mean += step
    this.#m3 += term * step * (this.#n - 2) - 3 * step * this.#m2
    this.#m2 += term
  }

  /** @param all keys that the total is of */
  interval(all: number): { low: number; high: number } {
    const n = this.#n
    if (n < 2) return { low: 0, high: all === 0 ? 0 : Number.MAX_SAFE_INTEGER }
    const deviation = Math.sqrt(this.#m2 / (n - 1))
    const unseen = Math.max(0, 1 - n / all)
    const half = Z * (deviation / Math.sqrt(n)) * Math.sqrt(unseen)
    const skew = deviation === 0 ? 0 : this.#m3 / n / deviation ** 3
    const shift = ((skew * deviation) / (6 * n)) * (1 + 2 * Z * Z) * unseen
    // What was seen is there for certain.
    const low = Math.max(this.#mean * n, all * (this.#mean + shift - half))
    return { low: Math.floor(low), high: Math.ceil(Math.max(low, all * (this.#mean + shift + half))) }
  }
}

const Z = 1.96

/**
 * How many of all keys match a filter, when a part of the table was walked in which some `looked` keys
 * are and `found` matched. How many keys a part of the table holds is chance as well: each matching key
 * is in it with the probability `looked / all`, so that `found` is binomial over the keys that match.
 * The interval is Wilson's (JASA 22, 1927), solved for their number: `(found − M·p)² = z²·M·p·(1 − p)`.
 */
export function matchingEstimate(found: number, looked: number, all: number): { low: number; high: number } {
  if (looked === 0) return { low: 0, high: all }
  const part = Math.min(1, looked / all)
  const spread = Z * Z * (1 - part)
  const middle = 2 * found + spread
  const half = Math.sqrt(spread * (spread + 4 * found))
  return {
    low: Math.max(found, Math.floor((middle - half) / (2 * part))),
    high: Math.min(all, Math.ceil((middle + half) / (2 * part))),
  }
}
