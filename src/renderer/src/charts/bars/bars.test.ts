import { expect, it } from 'vitest'
import { axisSteps, csvOfBars, drawnFigure, type BarSet } from './bars.ts'
import { optionOf } from './option.ts'

const set: BarSet = {
  name: 'Expires in',
  labels: ['< 1 h', 'never'],
  titles: ['Less than an hour', 'Never'],
  figures: [
    { name: 'Keys', format: (value) => `${value} keys`, values: [5, 0] },
    { name: 'Bytes', format: (value) => `${value} B`, values: [100, 7] },
  ],
  drawn: 0,
  apart: new Set([1]),
}

const theme = {
  data: ['#111'],
  text: '#222',
  rule: '#333',
  ground: '#444',
  raised: '#555',
  font: 'x',
  property: () => '',
}

it('is saved with all its figures', () => {
  expect(csvOfBars(set).trim().split(/\r?\n/)).toEqual([
    'Expires in,Keys,Bytes',
    'Less than an hour,5,100',
    'Never,0,7',
  ])
})

it('draws one of its figures, and no column for nothing', () => {
  expect(drawnFigure({ ...set, drawn: 1 }).name).toBe('Bytes')
  expect(optionOf(set, theme, '').series).toMatchObject([{ data: [{ value: 5 }, { value: '-' }] }])
})

it('divides the axis of bytes into powers of two', () => {
  const bytes = { name: 'Bytes', format: String, binary: true, values: [147 * 2 ** 20, 3] }
  expect(axisSteps(bytes)).toEqual({ interval: 64 * 2 ** 20, max: 192 * 2 ** 20 })
  expect(axisSteps({ ...bytes, binary: false })).toBeUndefined()
  expect(axisSteps({ ...bytes, values: [0] })).toBeUndefined()
})

it('draws what is of another kind as an outline', () => {
  expect(optionOf({ ...set, drawn: 1 }, theme, '').series).toMatchObject([
    { data: [{ itemStyle: { color: '#111' } }, { itemStyle: { color: 'transparent' } }] },
  ])
})
