import { expect, test } from 'vitest'
import { addUp, countPlaywright, countVitest } from './totals.ts'

test('totals add up over the runners; a flaky test has failed', () => {
  const vitest = countVitest({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 })
  const playwright = countPlaywright({ stats: { expected: 3, unexpected: 0, flaky: 1, skipped: 0 } })
  expect(addUp([vitest, playwright])).toEqual({ passed: 8, failed: 2, skipped: 2 })
})

test('a report of another shape is not taken for zero tests', () => {
  expect(() => countVitest({})).toThrow()
})
