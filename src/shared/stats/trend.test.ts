import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from './random.ts'
import { gatedTrend, laterHalfOf, spreadAround } from './trend-gates.ts'
import { mannKendall, theilSen } from './trend.ts'

type Random = () => number

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function places(n: number): number[] {
  return Array.from({ length: n }, (_, at) => at)
}

function series(n: number, value: (at: number) => number): number[] {
  return places(n).map(value)
}

/** How often the interval of a flat series holds 0. */
function holds(likeness: number): number {
  const random = seededRandom(5)
  let held = 0
  for (let trial = 0; trial < 300; trial++) {
    let noise = 0
    const y = series(60, () => (noise = likeness * noise + normal(random)))
    const { low, high } = theilSen(places(60), y)
    if (low <= 0 && high >= 0) held++
  }
  return held / 300
}

/** What scipy 1.17.1 makes of these: `theilslopes(y, range(n))`, `kendalltau(range(n), y, alternative='greater')`. */
const rising = [
  100, 104.9, 102.8, 100.4, 106.4, 104.6, 115.5, 128.2, 116.1, 117.5, 128.9, 130.4, 130.8, 125.1, 134.8,
  143.1, 129.2, 138.8, 129.8, 137.2, 135.3, 150.6, 144.9, 159.7,
]

const longRising = [
  0.47, -0.26, -6.95, -0.72, 1.05, 1.84, -2.79, 0.67, -0.54, 0.27, 6.18, 0.88, 3.5, 6.55, 2.45, 4.16, 5.13,
  5.29, 1.72, 5.93, 10.08, 1.66, 9.18, 7.26, 5.28, 13.5, 10.09, 4.5, 8.62, 10.43, 8.43, 11.35, 9.4, 11.9,
  14.52, 8.47, 11.41, 9.71, 11.78, 8.14,
]

describe('theilSen', () => {
  test('is what scipy makes of the same values', () => {
    const { slope, low, high } = theilSen(places(rising.length), rising)
    expect(slope).toBeCloseTo(2.118_465_909, 9)
    // Scipy takes the normal curve for any number; up to 30 ours are counted out: the next ranks, for 1.6875 and 2.6167.
    expect(low).toBeCloseTo(1.765, 9)
    expect(high).toBeCloseTo(2.6, 9)
    const longer = theilSen(places(longRising.length), longRising)
    expect(longer.slope).toBeCloseTo(0.343_668_582_4, 9)
    expect(longer.low).toBeCloseTo(0.283, 2)
    expect(longer.high).toBeCloseTo(0.431_071, 2)
    expect(theilSen(places(7), [2.1, 2.4, 2.2, 3.0, 3.6, 3.1, 4.4]).slope).toBeCloseTo(0.375, 9)
  })

  test('ranks of the ends are those of the published table', () => {
    // Hollander and Wolfe, table A.30: 6 values, k(0.025) = 13, so C = 11 and the second slopes from either end.
    const values = [0, 1, 4, 9, 16, 25]
    const { low, high } = theilSen(places(6), values)
    expect(low).toBe(2)
    expect(high).toBe(8)
    // Four values have no such confidence: the extreme slopes.
    expect(theilSen(places(4), [0, 1, 4, 9])).toMatchObject({ low: 1, high: 5 })
  })

  test('of a line is the line, whatever is far off in a quarter of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: -1000, max: 1000 }),
        fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 4, maxLength: 4 }),
        (slope, intercept, wild) => {
          const y = series(20, (x) => intercept + slope * x)
          wild.forEach((value, at) => (y[at * 5] = value))
          const line = theilSen(places(20), y)
          expect(line.slope).toBeCloseTo(slope, 6)
          expect(line.intercept).toBeCloseTo(intercept, 6)
        },
      ),
    )
  })

  test('moves with its values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 40 }),
        fc.constantFrom(0.5, 2, 1024),
        (y, factor) => {
          const x = places(y.length)
          const line = theilSen(x, y)
          const scaled = theilSen(
            x,
            y.map((value) => value * factor + 7),
          )
          expect(scaled.slope).toBeCloseTo(line.slope * factor, 4)
          expect(scaled.low).toBeCloseTo(line.low * factor, 4)
          expect(scaled.high).toBeCloseTo(line.high * factor, 4)
          expect(line.low).toBeLessThanOrEqual(line.slope)
          expect(line.high).toBeGreaterThanOrEqual(line.slope)
        },
      ),
    )
  })

  test.each([6, 10, 20, 40])('the interval of %i values holds the slope 95 times in 100', (n) => {
    const random = seededRandom(n)
    let held = 0
    for (let trial = 0; trial < 400; trial++) {
      const { low, high } = theilSen(
        places(n),
        series(n, (x) => 3 * x + 5 * normal(random)),
      )
      if (low <= 3 && high >= 3) held++
    }
    expect(held / 400).toBeGreaterThan(0.92)
  })

  test('the interval is wider where neighbours are alike', () => {
    expect(holds(0)).toBeGreaterThan(0.92)
    // Uncorrected it holds 6 times in 10.
    expect(holds(0.6)).toBeGreaterThan(0.8)
  })

  test('refuses what has no slope', () => {
    expect(() => theilSen([1], [1])).toThrow(RangeError)
    expect(() => theilSen([1, 2], [1])).toThrow(RangeError)
    expect(() => theilSen([2, 2], [1, 5])).toThrow(RangeError)
  })
})

describe('mannKendall', () => {
  test('is what scipy counts out', () => {
    expect(mannKendall([1, 3, 2, 5, 4])).toMatchObject({ s: 6, tau: 0.6 })
    expect(mannKendall([1, 3, 2, 5, 4]).chance).toBeCloseTo(0.116_666_666_7, 9)
    expect(mannKendall([2.1, 2.4, 2.2, 3.0, 3.6, 3.1, 4.4]).chance).toBeCloseTo(0.005_357_142_9, 9)
    // With ties the normal curve, here with its correction for continuity: z = (23 − 1) ÷ √61.67.
    expect(mannKendall([5, 5, 6, 7, 7, 9, 8, 9]).chance).toBeCloseTo(0.0025, 3)
  })

  test('turns round with the series', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 9 }), (values) => {
        const { s } = mannKendall(values)
        expect(mannKendall(values.toReversed()).s).toBe(-s || 0)
        expect(mannKendall(values.map((value) => value * 3 + 1)).s).toBe(s)
      }),
    )
  })

  test('a constant series rises by chance for sure', () => {
    expect(mannKendall([4, 4, 4, 4, 4, 4])).toMatchObject({ s: 0, chance: 1 })
  })
})

describe('gatedTrend', () => {
  const gates = { dropFirst: 1 / 3, floor: 0.05 }

  test('noise with likeness of neighbours is no rise', () => {
    const random = seededRandom(11)
    let called = 0
    let byTheTestAlone = 0
    for (let trial = 0; trial < 200; trial++) {
      let noise = 0
      const y = series(90, () => (noise = 0.7 * noise + normal(random)))
      if (gatedTrend(places(90), y, gates).rises) called++
      if (mannKendall(y).s > 1.645 * Math.sqrt((90 * 89 * 185) / 18)) byTheTestAlone++
    }
    expect(byTheTestAlone / 200).toBeGreaterThan(0.15)
    expect(called / 200).toBeLessThanOrEqual(0.03)
  })

  test('a warm-up and a cache that fills are no rise, a leak is', () => {
    const random = seededRandom(12)
    const of = (shape: (at: number) => number): boolean =>
      gatedTrend(
        places(60),
        series(60, (at) => shape(at) + 0.3 * normal(random)),
        gates,
      ).rises
    expect(of((at) => 100 * (1 - Math.exp(-at / 6)))).toBe(false)
    expect(of((at) => Math.min(at, 40) * 0.5)).toBe(false)
    expect(of((at) => at * 0.5)).toBe(true)
    expect(of((at) => at * 0.5 + 20 * (1 - Math.exp(-at / 4)))).toBe(true)
    expect(of(() => 5)).toBe(false)
  })

  test('tells a flat series from one that cannot be told', () => {
    const x = places(12)
    expect(
      gatedTrend(
        x,
        series(12, (at) => 5 + (at % 2) * 0.01),
        gates,
      ).isFlat,
    ).toBe(true)
    const uneven = [1, 9, 2, 8, 3, 9, 1, 8, 4, 6, 9, 2]
    expect(gatedTrend(x, uneven, gates)).toMatchObject({ isFlat: false, rises: false })
  })
})

test('laterHalfOf compares the pace of the halves', () => {
  expect(laterHalfOf(places(8), [0, 2, 4, 6, 8, 10, 12, 14])).toBe(1)
  expect(laterHalfOf(places(8), [0, 2, 4, 6, 7, 8, 9, 10])).toBe(0.5)
  expect(laterHalfOf(places(5), [5, 5, 5, 6, 7])).toBeNull()
  expect(laterHalfOf(places(2), [1, 2])).toBeNull()
})

test('spreadAround is the standard deviation of plain noise', () => {
  const random = seededRandom(2)
  const x = places(400)
  const y = x.map((at) => at * 2 + 7 * normal(random))
  const spread = spreadAround(theilSen(x, y), x, y)
  expect(spread).toBeGreaterThan(6)
  expect(spread).toBeLessThan(8)
})
