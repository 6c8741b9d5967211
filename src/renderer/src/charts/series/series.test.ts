import { expect, it } from 'vitest'
import { csvOfSeries, spanAt, stepsOf, type Span } from './series.ts'

const spans: Span[] = [
  { from: 0, until: 10_000, value: 4 },
  { from: 10_000, until: 20_000, value: 6 },
  { from: 60_000, until: 70_000, value: 1 },
]

it('draws a step per span and a gap where nobody looked', () => {
  expect(stepsOf(spans)).toEqual([
    [0, 4],
    [10_000, 4],
    [10_000, 6],
    [20_000, 6],
    [20_001, null],
    [60_000, 1],
    [70_000, 1],
  ])
})

it('finds the span of a moment', () => {
  expect(spanAt(spans, 12_000)?.value).toBe(6)
  expect(spanAt(spans, 30_000)).toBeUndefined()
})

it('writes its figures as CSV', () => {
  const series = { name: 'Mean time', unit: 'ms', format: String, spans: spans.slice(0, 1) }
  expect(csvOfSeries(series)).toBe(
    'from,until,Mean time (ms)\r\n1970-01-01T00:00:00.000Z,1970-01-01T00:00:10.000Z,4\r\n',
  )
})
