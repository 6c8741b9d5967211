import { expect, it } from 'vitest'
import { seriesOf } from './history.ts'

const points = [
  { from: 0, until: 10_000, calls: 20, meanMs: 5, totalMs: 100, rows: 20, blocks: 60 },
  { from: 10_000, until: 20_000, calls: 0, meanMs: 0, totalMs: 0, rows: 0, blocks: 0 },
]

it('has no mean for a time in which the statement did not run, but a rate of none', () => {
  expect(seriesOf(points, 'mean').spans).toEqual([{ from: 0, until: 10_000, value: 5 }])
  expect(seriesOf(points, 'calls').spans.map(({ value }) => value)).toEqual([2, 0])
  expect(seriesOf(points, 'load').spans.map(({ value }) => value)).toEqual([10, 0])
  expect(seriesOf(points, 'blocks').spans.map(({ value }) => value)).toEqual([3])
})
