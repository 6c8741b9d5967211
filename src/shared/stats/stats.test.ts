import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { medianInterval } from './median-interval.ts'
import { median, quantile } from './quantile.ts'
import { seededRandom } from './random.ts'
import { pairedRatio, separateRatio } from './ratio-interval.ts'
import { driftOf, MINIMUM_EFFECT, verdictOf } from './verdict.ts'

type Random = () => number

/** Thousands of bootstraps: a second on a free machine, and machines are shared. */
const simulation = { timeout: 60_000 }

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Run times as they come: even, skewed, and mostly even with a slow one now and then. Median of each. */
const shapes: Record<string, { draw: (random: Random) => number; median: number }> = {
  even: { draw: (random) => 10 + normal(random), median: 10 },
  skewed: { draw: (random) => 10 * Math.exp(0.3 * normal(random)), median: 10 },
  spiky: { draw: (random) => (random() < 0.1 ? 30 + 10 * random() : 10 + 0.2 * normal(random)), median: NaN },
}

function drawn(n: number, draw: (random: Random) => number, random: Random): number[] {
  return Array.from({ length: n }, () => draw(random))
}

const positive = fc.double({ min: 0.001, max: 1e6, noNaN: true })
const runs = fc.array(positive, { minLength: 1, maxLength: 50 })

describe('quantile', () => {
  test('is what R calls type 7', () => {
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75)
    expect(quantile([3, 1, 2], 0.5)).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([7])).toBe(7)
    expect(() => median([])).toThrow(RangeError)
  })

  test('lies within the values and grows with p', () => {
    fc.assert(
      fc.property(runs, fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
        const at = quantile(values, p)
        expect(at).toBeGreaterThanOrEqual(Math.min(...values))
        expect(at).toBeLessThanOrEqual(Math.max(...values))
        expect(quantile(values, Math.min(1, p + 0.1))).toBeGreaterThanOrEqual(at)
      }),
    )
  })
})

describe('medianInterval', () => {
  test('up to five values: the smallest and the largest', () => {
    expect(medianInterval([2, 1, 3])).toEqual({ median: 2, low: 1, high: 3 })
    expect(medianInterval([5])).toEqual({ median: 5, low: 5, high: 5 })
    expect(medianInterval([5, 1, 4, 2, 3])).toEqual({ median: 3, low: 1, high: 5 })
  })

  test('ten values: between the 2nd and 3rd from either end, as published', () => {
    // Hettmansperger and Sheather's weight for n = 10: k = 2 has 97.85 %, k = 3 89.06 %.
    const { low, high } = medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const step = (0.978_515_625 - 0.95) / (0.978_515_625 - 0.890_625)
    expect(low).toBeCloseTo(2 + (8 * step) / (2 + 6 * step), 10)
    expect(low + high).toBeCloseTo(11, 10)
  })

  test('scales with the values and does not mind their order', () => {
    fc.assert(
      fc.property(runs, fc.constantFrom(0.25, 2, 1024), (values, factor) => {
        const interval = medianInterval(values)
        expect(medianInterval(values.map((value) => value * factor).toReversed())).toEqual({
          median: interval.median * factor,
          low: interval.low * factor,
          high: interval.high * factor,
        })
        expect(interval.low).toBeLessThanOrEqual(interval.median)
        expect(interval.high).toBeGreaterThanOrEqual(interval.median)
      }),
    )
  })

  test.each([5, 7, 10, 25, 50])('holds the true median of %i values 95 times in 100', (n) => {
    for (const shape of [shapes['even'], shapes['skewed']]) {
      if (!shape) continue
      const random = seededRandom(n)
      const trials = 2000
      let held = 0
      for (let i = 0; i < trials; i++) {
        const { low, high } = medianInterval(drawn(n, shape.draw, random))
        if (low <= shape.median && shape.median <= high) held++
      }
      expect(held / trials).toBeGreaterThan(0.925)
      expect(held / trials).toBeLessThan(0.975)
    }
  })
})

describe('ratios', () => {
  const truth = 0.8
  const trials = 200
  const sizes = [5, 8, 12, 25]

  test.each(Object.entries(shapes))(
    'of rounds hold the truth 95 times in 100: %s',
    simulation,
    (_, { draw }) => {
      for (const n of sizes) {
        const random = seededRandom(n)
        let held = 0
        for (let i = 0; i < trials; i++) {
          // What slows a round down slows both of its runs: a machine that wanders by ±20 %.
          const rounds = drawn(n, (next) => Math.exp(0.2 * normal(next)), random)
          const before = rounds.map((pace) => pace * draw(random))
          const after = rounds.map((pace) => pace * truth * draw(random))
          const { low, high } = pairedRatio(before, after)
          if (low <= truth && truth <= high) held++
        }
        expect(held / trials, `${n} rounds`).toBeGreaterThanOrEqual(0.9)
      }
    },
  )

  test.each(Object.entries(shapes))(
    'of separate runs hold the truth 95 times in 100: %s',
    simulation,
    (_, { draw }) => {
      for (const n of sizes) {
        const random = seededRandom(n)
        let held = 0
        for (let i = 0; i < trials; i++) {
          const { low, high } = separateRatio(
            drawn(n, draw, random),
            drawn(n, (next) => truth * draw(next), random),
          )
          if (low <= truth && truth <= high) held++
        }
        expect(held / trials, `${n} runs`).toBeGreaterThanOrEqual(0.9)
      }
    },
  )

  test('do not depend on the unit, and turn round when the sides are changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(positive, positive), { minLength: 1, maxLength: 12 }),
        fc.constantFrom(0.125, 4096),
        (rounds, factor) => {
          const before = rounds.map(([value]) => value)
          const after = rounds.map(([, value]) => value)
          const scaled = (values: number[]): number[] => values.map((value) => value * factor)
          for (const ratioOf of [pairedRatio, separateRatio]) {
            const ratio = ratioOf(before, after)
            expect(ratioOf(scaled(before), scaled(after))).toEqual(ratio)
            expect(ratio.low).toBeLessThanOrEqual(ratio.median)
            expect(ratio.high).toBeGreaterThanOrEqual(ratio.median)
          }
          expect(pairedRatio(after, before).median * pairedRatio(before, after).median).toBeCloseTo(1, 9)
        },
      ),
      { numRuns: 15 },
    )
  })

  test('very few runs call only what is plain', () => {
    expect(verdictOf(separateRatio([30_000], [10]))).toBe('faster')
    expect(verdictOf(separateRatio([30_000], [20_000]))).toBe('unclear')
    expect(verdictOf(separateRatio([10, 11, 9], [30, 31]))).toBe('slower')
  })

  test('refuse what is no time', () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow(RangeError)
    expect(() => separateRatio([0], [1])).toThrow(RangeError)
    expect(() => separateRatio([], [1])).toThrow(RangeError)
  })
})

describe('verdicts', () => {
  test('want an effect that is there and large enough', () => {
    expect(verdictOf({ median: 0.5, low: 0.4, high: 0.6 })).toBe('faster')
    expect(verdictOf({ median: 1.5, low: 1.2, high: 1.9 })).toBe('slower')
    expect(verdictOf({ median: 1.0, low: 0.98, high: 1.02 })).toBe('same')
    // Surely there, and of no use.
    expect(verdictOf({ median: 0.98, low: 0.97, high: 0.99 })).toBe('same')
    expect(verdictOf({ median: 0.9, low: 0.7, high: 1.1 })).toBe('unclear')
    // Faster, and perhaps by less than is worth a word.
    expect(verdictOf({ median: 0.93, low: 0.9, high: 0.98 })).toBe('unclear')
    expect(verdictOf({ median: 0.93, low: 0.9, high: 0.95 })).toBe('faster')
    expect(verdictOf({ median: 0.93, low: 0.9, high: 0.95 }, 0.1)).toBe('unclear')
  })

  test.each(Object.entries(shapes))(
    'A/A: the same thing twice is called so or unclear: %s',
    simulation,
    (_, { draw }) => {
      for (const n of [5, 10, 25]) {
        const random = seededRandom(n)
        let wrong = 0
        const trials = 120
        for (let i = 0; i < trials; i++) {
          const before = drawn(n, draw, random)
          const after = drawn(n, draw, random)
          for (const ratio of [pairedRatio(before, after), separateRatio(before, after)]) {
            const verdict = verdictOf(ratio)
            if (verdict === 'faster' || verdict === 'slower') wrong++
          }
        }
        expect(wrong / trials / 2, `${n} runs`).toBeLessThanOrEqual(0.05)
      }
    },
  )

  test('a quiet machine that does the same twice is called so', () => {
    const random = seededRandom(1)
    const quiet = drawn(30, (next) => 10 + 0.1 * normal(next), random)
    expect(verdictOf(pairedRatio(quiet.slice(0, 15), quiet.slice(15)))).toBe('same')
  })
})

describe('driftOf', () => {
  test('sees a machine that became slower, and not one that is only uneven', () => {
    const random = seededRandom(3)
    const even = drawn(20, (next) => 10 + 0.3 * normal(next), random)
    expect(driftOf(even)).toBeLessThan(MINIMUM_EFFECT)
    expect(driftOf(even.map((value, at) => (at < 10 ? value : value * 1.3)))).toBeCloseTo(0.3, 1)
    expect(driftOf(even.map((value, at) => (at < 10 ? value * 1.3 : value)))).toBeCloseTo(0.3, 1)
    expect(driftOf([1, 2, 3])).toBe(0)
  })
})
