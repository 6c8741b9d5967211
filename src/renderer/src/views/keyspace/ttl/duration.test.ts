import { expect, it } from 'vitest'
import { readSeconds, writeSeconds } from './duration.ts'

it.each([
  ['90', 90],
  ['90 s', 90],
  ['15min', 900],
  ['15 minutes', 900],
  ['2h', 7_200],
  ['1.5 h', 5_400],
  ['7 d', 604_800],
  ['1 week', 604_800],
  ['1,000', 1_000],
])('reads %s', (text, seconds) => {
  expect(readSeconds(text)).toBe(seconds)
})

it.each(['', 'soon', '5 parsecs', '0', '-3', '0.1 s', '99999999999 d'])('does not read “%s”', (text) => {
  expect(readSeconds(text)).toBeNull()
})

it.each([1, 45, 90, 3_600, 86_400, 90_061])('writes %i so that it is read back', (seconds) => {
  expect(readSeconds(writeSeconds(seconds))).toBe(seconds)
})
