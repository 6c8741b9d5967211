import { expect, test } from 'vitest'
import type { TraceHead } from '#shared/contract/redis/traces.ts'
import { commandBars, reuseBars, seriesOf } from './figures.ts'

const head: TraceHead = {
  id: 'i',
  name: 'n',
  at: 0,
  mode: 'monitor',
  durationMs: 4000,
  accesses: 10,
  keys: 2,
  fileBytes: 1,
  file: 'f',
}

test('the course tells rates, and the hit rate where it is known', () => {
  const series = seriesOf({
    head,
    series: [
      { at: 0, reads: 10, writes: 0, hits: null, misses: null },
      { at: 2000, reads: 4, writes: 2, hits: 3, misses: 1 },
    ],
  })
  expect(series.map(({ name, spans }) => [name, spans.map(({ value }) => value)])).toEqual([
    ['Reads', [5, 2]],
    ['Writes and deletions', [0, 1]],
    ['Hit rate', [0.75]],
  ])
  expect(series[0]?.spans[1]).toMatchObject({ from: 2000, until: 4000 })
})

test('the last span ends with the trace; a rest that is too short goes with the one before', () => {
  const point = { reads: 1, writes: 0, hits: null, misses: null }
  const series = [0, 1000, 2000].map((at) => ({ ...point, at }))
  const untilOf = (durationMs: number) =>
    seriesOf({ head: { ...head, durationMs }, series })[0]?.spans.map(({ until }) => until)
  expect(untilOf(2500)).toEqual([1000, 2000, 2500])
  expect(untilOf(2007)).toEqual([1000, 2007])
})

test('statistics have lookups and no writes', () => {
  const one = { at: 0, reads: 1, writes: 0, hits: 0, misses: 0 }
  expect(seriesOf({ head: { ...head, mode: 'statistics' }, series: [one] }).map(({ name }) => name)).toEqual([
    'Lookups',
  ])
})

test('the rarest commands together', () => {
  const commands = Array.from({ length: 20 }, (_, at) => ({ name: `c${at}`, count: 100 - at }))
  const { labels, figures } = commandBars(commands)
  expect(labels).toHaveLength(13)
  expect(labels.at(-1)).toBe('OTHERS')
  expect(figures[0].values.at(-1)).toBe(88 + 87 + 86 + 85 + 84 + 83 + 82 + 81)
})

test('reuse: shares add up, new keys stand apart', () => {
  const { labels, titles, figures, apart } = reuseBars([
    { until: 1, reads: 1 },
    { until: 2, reads: 2 },
    { until: null, reads: 1 },
  ])
  expect(labels).toEqual(['<1', '<2', 'new'])
  expect(titles?.at(-1)).toBe('never read before')
  expect(figures.map(({ values }) => values)).toEqual([
    [1, 2, 1],
    [0.25, 0.5, 0.25],
    [0.25, 0.75, 1],
  ])
  expect(apart).toEqual(new Set([2]))
})
