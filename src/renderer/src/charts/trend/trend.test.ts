import { expect, it } from 'vitest'
import { bandOf, csvOfTrend, axisOf, type TrendSet } from './trend.ts'

const set: TrendSet = {
  x: 'Round',
  y: { name: 'Heap', unit: 'B', format: String },
  points: [
    { x: 1, y: 900, counts: false },
    { x: 2, y: 1000, counts: true },
    { x: 3, y: 1100, counts: true },
    { x: 4, y: 1200, counts: true },
  ],
  line: { from: 2, slope: 100, low: 90, high: 120, intercept: 800, floor: 10 },
  until: 4,
  names: { hollow: 'Warm-up', line: 'Trend', band: '95 %', floor: 'Floor' },
}

it('turns what the slope may be around the middle of what counts', () => {
  expect(bandOf(set)).toEqual([
    { x: 2, line: 1000, low: 980, high: 1010, floor: 1090 },
    { x: 3, line: 1100, low: 1100, high: 1100, floor: 1100 },
    { x: 4, line: 1200, low: 1190, high: 1220, floor: 1110 },
  ])
  expect(bandOf({ ...set, line: null })).toEqual([])
})

it('shows growth that is small beside what is there, in round steps', () => {
  expect(axisOf(set)).toEqual({ min: 800, max: 1300, interval: 100 })
  expect(axisOf({ ...set, points: [], line: null })).toEqual({ min: 0, max: 1, interval: 1 })
})

it('does not blow up what stays the same', () => {
  const axis = axisOf({ ...set, points: [{ x: 1, y: 1000, counts: true }], line: null })
  expect(axis).toEqual({ min: 980, max: 1020, interval: 10 })
})

it('steps in the units of bytes', () => {
  const MiB = 1024 * 1024
  const points = [
    { x: 1, y: 40 * MiB, counts: true },
    { x: 2, y: 47 * MiB, counts: true },
  ]
  const axis = axisOf({ y: { ...set.y, binary: true }, points, line: null })
  expect(axis).toEqual({ min: 38 * MiB, max: 48 * MiB, interval: 2 * MiB })
})

it('writes its figures as CSV', () => {
  expect(csvOfTrend(set).split('\r\n').slice(0, 3)).toEqual([
    'Round,Heap (B),counts,Trend,"95 %, low","95 %, high"',
    '1,900,no,,,',
    '2,1000,yes,1000,980,1010',
  ])
})
