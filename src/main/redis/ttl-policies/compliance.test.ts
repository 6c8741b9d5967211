import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { matcher } from '../glob.ts'
import { createComplianceCounter } from './compliance.ts'
import { createPolicyIndex } from './policy-index.ts'

function policy(pattern: string, ttlSeconds: number | null, jitterPercent = 0): TtlPolicy {
  return { id: pattern, pattern, ttlSeconds, jitterPercent, reason: '' }
}

function countOf(policies: TtlPolicy[], keys: [string, number | null][]) {
  const counter = createComplianceCounter(policies)
  for (const [key, ttlMs] of keys) counter.add(Buffer.from(key), ttlMs, 10)
  return counter.result()
}

describe('a key complies', () => {
  test('when it has no more left than TTL and jitter allow', () => {
    const { compliance, unmatched } = countOf(
      [policy('session:*', 1800, 10)],
      [
        ['session:1', 1],
        ['session:2', 1_980_000],
        ['session:3', 1_980_001],
        ['session:4', null],
        ['other', null],
      ],
    )
    expect(compliance).toEqual([
      {
        policyId: 'session:*',
        pattern: 'session:*',
        keys: 4,
        compliant: 2,
        withoutTtl: 1,
        other: 1,
        bytes: 40,
      },
    ])
    expect(unmatched).toBe(1)
  })

  test('when it never expires, where that is wanted', () => {
    const [one] = countOf(
      [policy('a*', null)],
      [
        ['a', null],
        ['ab', 5],
      ],
    ).compliance
    expect(one).toMatchObject({ keys: 2, compliant: 1, withoutTtl: 0, other: 1 })
  })

  test('with the first policy that matches it', () => {
    const { compliance } = countOf(
      [policy('session:admin:*', null), policy('session:*', 60), policy('*', 5)],
      [
        ['session:admin:1', null],
        ['session:1', 60_000],
        ['x', 5_001],
      ],
    )
    expect(compliance.map(({ keys, compliant }) => [keys, compliant])).toEqual([
      [1, 1],
      [1, 1],
      [1, 0],
    ])
  })
})

test('bytes are told only where all are known', () => {
  const counter = createComplianceCounter([policy('a*', 1), policy('b*', 1)])
  counter.add(Buffer.from('a1'), null, 5)
  counter.add(Buffer.from('a2'), null, null)
  counter.add(Buffer.from('b1'), null, 5)
  expect(counter.result().compliance.map(({ bytes }) => bytes)).toEqual([null, 5])
})

test('finds the same policy as matching with every one in turn', () => {
  const piece = fc.constantFrom('a', 'b', ':', '*', '?', '[ab]', String.raw`\*`, '\\', '[', 'é')
  const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''))
  const name = fc
    .array(fc.constantFrom('a', 'b', ':', '*', '\\', 'é', '['), { maxLength: 6 })
    .map((letters) => letters.join(''))
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 8 }), name, (patterns, text) => {
      const key = Buffer.from(text)
      const found = createPolicyIndex(patterns.map((one) => ({ pattern: one }))).find(key)
      expect(found).toBe(patterns.findIndex((one) => matcher(one)(key)))
    }),
    { numRuns: 2_000 },
  )
})
