import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRedisChange } from './change-text.ts'
import { bringIntoCompliance } from './compliance-change.ts'
import { mayOverlap } from './glob-overlap.ts'

const policy = (pattern: string, ttlSeconds: number | null, jitterPercent = 0) => ({
  pattern,
  ttlSeconds,
  jitterPercent,
})

test('gives a TTL to keys without one or with a longer one, but for those of earlier policies', () => {
  expect(
    bringIntoCompliance(policy('session:*', 1800, 10), [
      policy('session:admin:*', null),
      policy('cache:*', 60),
      policy('*:tmp', 5),
    ]),
  ).toBe('EACH session:* EXCEPT session:admin:* EXCEPT *:tmp EXPIRE 1800 JITTER 10 IF NONE OR LONGER')
})

test('takes the TTL from keys that are meant to stay', () => {
  expect(bringIntoCompliance(policy('config:*', null, 10), [])).toBe('EACH config:* PERSIST')
})

test('can be read back, whatever the pattern', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.string({ minLength: 1 }),
      (pattern, other) => {
        const change = parseRedisChange(bringIntoCompliance(policy(pattern, 60), [policy(other, 1)]))
        expect(change).toMatchObject({ kind: 'each', match: pattern })
      },
    ),
  )
})

test.each([
  ['session:*', 'session:admin:*', true],
  ['session:*', 'sessions:*', false],
  ['*', 'x', true],
  ['a*c', 'ab*', true],
  ['a?', 'ab', true],
  ['a?', 'a', false],
  ['a[0-9]', 'ab', true],
  [String.raw`a\*`, 'ab', false],
  [String.raw`a\*`, 'a*', true],
  ['*a', '*b', false],
  ['a*b*', '*c', true],
  ['é*', 'e*', false],
  ['ab', 'ab', true],
])('%s and %s', (one, other, overlap) => {
  expect(mayOverlap(one, other)).toBe(overlap)
  expect(mayOverlap(other, one)).toBe(overlap)
})
