import { expect, test } from 'vitest'
import { seededRandom } from '#shared/stats/random.ts'
import { countOf, newFrequency, raised, usedOnceMore } from './frequency.ts'

const MINUTE = 60_000
const never = (): number => 0.999_999

test('a new key counts 5, and the first use more counts for certain', () => {
  const fresh = newFrequency(0)
  expect(countOf(fresh, 0)).toBe(5)
  expect(countOf(usedOnceMore(fresh, 0, never), 0)).toBe(6)
  expect(countOf(usedOnceMore(usedOnceMore(fresh, 0, never), 0, never), 0)).toBe(6)
})

test('it loses one a minute, and never falls below 0', () => {
  const fresh = newFrequency(10 * MINUTE)
  expect(countOf(fresh, 12.5 * MINUTE)).toBe(3)
  expect(countOf(fresh, 100 * MINUTE)).toBe(0)
})

test('minutes wrap around after 65,536', () => {
  const fresh = newFrequency(65_535 * MINUTE)
  expect(countOf(fresh, 65_538 * MINUTE)).toBe(3)
})

test('the count stops at 255', () => {
  expect(raised(255, () => 0)).toBe(255)
  expect(raised(254, () => 0)).toBe(255)
})

// The mean of uses needed to get from count 5 to 5 + n is the sum of 1 + 10·i for i < n.
test.each([
  [1, 1],
  [5, 105],
  [10, 460],
])('to rise by %i takes %i uses in the mean', (rise, uses) => {
  const random = seededRandom(7)
  const runs = 400
  let total = 0
  for (let run = 0; run < runs; run++) {
    for (let count = 5; count < 5 + rise; total++) count = raised(count, random)
  }
  expect(Math.abs(total / runs / uses - 1)).toBeLessThan(0.1)
})
