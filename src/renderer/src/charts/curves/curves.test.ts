import { expect, it } from 'vitest'
import { csvOfCurves, rowsOf, type CurveSet } from './curves.ts'

const set: CurveSet = {
  curves: [
    {
      name: 'lru',
      points: [
        { x: 1, y: 0.5 },
        { x: 4, y: 0.75 },
      ],
    },
    {
      name: 'lfu',
      points: [
        { x: 2, y: 0.6 },
        { x: 4, y: 0.8 },
      ],
    },
  ],
  x: { name: 'Memory (MB)', format: String },
  y: { name: 'Hit rate', format: String },
}

it('has a row for each place where any curve has a point', () => {
  expect(rowsOf(set)).toEqual([
    { x: 1, y: [0.5, null] },
    { x: 2, y: [null, 0.6] },
    { x: 4, y: [0.75, 0.8] },
  ])
})

it('is saved as plain numbers', () => {
  expect(csvOfCurves(set).trim().split(/\r?\n/)).toEqual([
    'Memory (MB),lru,lfu',
    '1,0.5,',
    '2,,0.6',
    '4,0.75,0.8',
  ])
})
