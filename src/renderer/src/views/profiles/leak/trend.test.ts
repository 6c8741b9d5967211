import { expect, test } from 'vitest'
import { roundOf, verdictOf } from '#renderer/stores/leak/verdict.test-support.ts'
import { trendOf } from './trend.ts'

test('the chart is of what the line was laid through: the heap and what it holds outside', () => {
  const { trend, rounds } = verdictOf()
  const set = trendOf(rounds, trend, 3)
  expect(set.points).toEqual([
    { x: 1, y: 51, counts: false },
    { x: 2, y: 101, counts: true },
    { x: 3, y: 201, counts: true },
  ])
  expect(set.line).toMatchObject({ from: 2, slope: 100, floor: 10 })
})

test('while rounds are to come the axis has room for them', () => {
  expect(trendOf([roundOf(1, 50)], null, 9)).toMatchObject({ until: 9, line: null })
})
