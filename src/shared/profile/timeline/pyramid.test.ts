import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extremeOf, levelsOver, nearest } from './pyramid.ts'

const anyColumn = fc.array(fc.nat(6), { minLength: 1, maxLength: 1200 })
const over = (values: number[], kind: 'smallest' | 'largest') => {
  const valueAt = (place: number): number => values[place] ?? Number.NaN
  return { length: values.length, valueAt, levels: levelsOver(values.length, valueAt, kind, 6) }
}

describe('nearest', () => {
  it('is what looking at each value finds', () => {
    fc.assert(
      fc.property(anyColumn, fc.nat(1200), fc.integer({ min: -1, max: 6 }), (values, place, limit) => {
        const from = place % values.length
        const [small, large] = [over(values, 'smallest'), over(values, 'largest')]
        const right = (fits: (value: number) => boolean) => {
          const found = values.slice(from).findIndex(fits)
          return found < 0 ? -1 : from + found
        }
        const left = (fits: (value: number) => boolean) => values.slice(0, from + 1).findLastIndex(fits)
        expect(nearest(small, from, 1, 'at most', limit)).toBe(right((value) => value <= limit))
        expect(nearest(small, from, -1, 'at most', limit)).toBe(left((value) => value <= limit))
        expect(nearest(large, from, 1, 'above', limit)).toBe(right((value) => value > limit))
        expect(nearest(large, from, -1, 'above', limit)).toBe(left((value) => value > limit))
      }),
      { numRuns: 500 },
    )
  })

  it('finds nothing beyond the ends', () => {
    const column = over([3, 3, 3], 'smallest')
    expect(nearest(column, 3, 1, 'at most', 9)).toBe(-1)
    expect(nearest(column, -1, -1, 'at most', 9)).toBe(-1)
  })
})

describe('extremeOf', () => {
  it('is the smallest or largest of a range', () => {
    fc.assert(
      fc.property(anyColumn, fc.nat(1200), fc.nat(1200), (values, a, b) => {
        const [from = 0, to = 0] = [a % values.length, b % (values.length + 1)].sort((x, y) => x - y)
        const range = values.slice(from, to)
        expect(extremeOf(over(values, 'smallest'), from, to, 'smallest', 99)).toBe(Math.min(99, ...range))
        expect(extremeOf(over(values, 'largest'), from, to, 'largest', -1)).toBe(Math.max(-1, ...range))
      }),
      { numRuns: 500 },
    )
  })
})
