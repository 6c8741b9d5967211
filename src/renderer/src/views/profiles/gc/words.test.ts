import { expect, test } from 'vitest'
import { ratioWords, trialWords } from './words.ts'

test('a ratio stands with its interval', () => {
  expect(ratioWords({ estimate: 1.0812, low: 1.019, high: 1.14 })).toBe('1.08× (1.02 to 1.14)')
})

test('says which run it is', () => {
  expect(trialWords(undefined)).toBe('Starting…')
  const progress = {
    type: 'progress' as const,
    option: 'Node’s own',
    run: 3,
    runs: 15,
    elapsedMs: 1,
    done: 0.2,
  }
  expect(trialWords(progress)).toBe('Run 3 of 15, Node’s own')
})
