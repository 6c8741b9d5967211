import { expect, it } from 'vitest'
import { readDuration, toDuration } from './duration.ts'

const limits = { min: 100, max: 600_000 }

it('shows the largest unit that is a whole number', () => {
  expect(toDuration(250)).toEqual({ amount: '250', unit: 'ms' })
  expect(toDuration(1500)).toEqual({ amount: '1500', unit: 'ms' })
  expect(toDuration(30_000)).toEqual({ amount: '30', unit: 's' })
  expect(toDuration(120_000)).toEqual({ amount: '2', unit: 'min' })
})

it('reads what was typed, with either decimal sign', () => {
  expect(readDuration({ amount: ' 1.5', unit: 's' }, limits)).toEqual({ ms: 1500 })
  expect(readDuration({ amount: '1,5', unit: 's' }, limits)).toEqual({ ms: 1500 })
})

it('says what is wrong with the rest', () => {
  expect(readDuration({ amount: '', unit: 's' }, limits)).toEqual({ error: 'A number is needed.' })
  expect(readDuration({ amount: 'soon', unit: 's' }, limits)).toEqual({ error: 'A number is needed.' })
  expect(readDuration({ amount: '11', unit: 'min' }, limits)).toEqual({
    error: 'From 100\u00a0ms to 10\u00a0min.',
  })
})
