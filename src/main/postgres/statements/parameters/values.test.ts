import { expect, test } from 'vitest'
import type { ColumnStatistics } from '../../schema/schema.ts'
import { type Comparison, valuesFrom, valuesFromSample } from './values.ts'

const statistics: ColumnStatistics = {
  averageWidth: 4,
  distinct: 100,
  nullShare: 0,
  correlation: undefined,
  common: [
    { value: 'a_b%c', share: 0.5 },
    { value: 'x', share: 0.25 },
  ],
  histogram: ['0', '1', '2', '3', '4', '5', '6', '7', '8'],
  isShortened: false,
}
const equal: Comparison = { operator: '=', hasOtherEnd: false, isUpper: false, isList: false, type: 'text' }

const texts = (comparison: Partial<Comparison>, from: Partial<ColumnStatistics> = {}): string[] =>
  valuesFrom({ ...statistics, ...from }, { ...equal, ...comparison }).map(({ value }) => value)

test('common values first; without them the middle of the histogram', () => {
  expect(valuesFrom(statistics, equal)).toEqual(statistics.common)
  expect(texts({}, { common: [] })[0]).toBe('4')
  expect(texts({}, { common: [], histogram: [] })).toEqual([])
})

test('a range takes the middle; two ends leave something between them', () => {
  expect(texts({ operator: '>' })[0]).toBe('4')
  expect(texts({ operator: '>', hasOtherEnd: true })[0]).toBe('2')
  expect(texts({ operator: '<', hasOtherEnd: true, isUpper: true })[0]).toBe('6')
  expect(texts({ operator: '<' }, { histogram: [] })).toEqual(['a_b%c', 'x'])
})

test('a list is one array, with the share of all its elements', () => {
  expect(valuesFrom(statistics, { ...equal, isList: true, type: 'text[]' })).toEqual([
    { value: '{"a_b%c","x"}', share: 0.75 },
  ])
  expect(valuesFromSample(['say "hi"', String.raw`back\slash`], { ...equal, isList: true })[0]).toMatchObject(
    {
      value: expect.stringContaining(String.raw`"back\\slash"`),
      share: null,
    },
  )
})

test('patterns begin as a common value does', () => {
  expect(texts({ operator: 'LIKE' })).toEqual([String.raw`a\_b%`, 'x%'])
  expect(texts({ operator: '~' })).toEqual(['^a_b', '^x'])
})

test('what is none of the type of the parameter is left out', () => {
  const from = {
    common: [
      { value: '12.50', share: 0.1 },
      { value: '7', share: 0.1 },
    ],
  }
  expect(texts({ type: 'bigint' }, from)).toEqual(['7'])
  expect(texts({ type: 'numeric' }, from)).toEqual(['12.50', '7'])
  expect(texts({}, { common: [{ value: 'x'.repeat(1000), share: 0.1 }], histogram: [] })).toEqual([])
})
