import { expect, it } from 'vitest'
import type { TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { analysisOf, type NamespaceDraft } from '../keyspace/analysis.test-support.ts'
import { suggestPolicies } from './suggestions.ts'

const ids = (keys: number): NamespaceDraft[] => [{ label: '*', keys, bytes: keys }]
const leaf = (label: string, keys: number, withoutTtl = 0): NamespaceDraft => ({
  label,
  keys,
  bytes: keys * 10,
  withoutTtl,
  children: ids(keys),
})

const analysis = analysisOf({
  label: 'all keys',
  keys: 1_000,
  bytes: 10_000,
  children: [
    leaf('session:', 500, 500),
    {
      label: 'cache:',
      keys: 300,
      bytes: 3_000,
      withoutTtl: 100,
      children: [leaf('page:', 200), leaf('config:', 100, 100)],
    },
    leaf('rate:', 100),
    { label: 'export:latest', keys: 1, bytes: 9_000, withoutTtl: 1 },
  ],
})

const policy = (pattern: string): TtlPolicy => ({
  id: pattern,
  pattern,
  ttlSeconds: 60,
  jitterPercent: 0,
  reason: '',
})

it('names the namespaces without a policy, the ones that never expire first', () => {
  expect(suggestPolicies(analysis, []).map(({ pattern, preset }) => [pattern, preset?.resource])).toEqual([
    ['session:*', 'sessions'],
    ['cache:config:*', 'configuration'],
    ['cache:page:*', 'cached answers'],
    ['rate:*', undefined],
  ])
})

const left = (...patterns: string[]) =>
  suggestPolicies(analysis, patterns.map(policy)).map(({ pattern }) => pattern)

it('leaves out what a policy speaks for', () => {
  expect(left('cache:*', 'session:*')).toEqual(['rate:*'])
  expect(left('session:admin:*', 'cache:page:*')).toEqual(['session:*', 'cache:config:*', 'rate:*'])
  expect(left('*')).toEqual([])
})
