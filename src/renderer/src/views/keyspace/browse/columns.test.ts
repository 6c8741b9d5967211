import { expect, it } from 'vitest'
import { keyFacts } from '#renderer/stores/keyspace/analysis.test-support.ts'
import { columnsFor, ttlWords } from './columns.ts'

const keysOf = (...rows: Parameters<typeof columnsFor>[0]) => columnsFor(rows).map(({ key }) => key)

it('shows what the server tells', () => {
  expect(keysOf(keyFacts('a'))).toEqual(['type', 'encoding', 'bytes', 'ttl', 'idle'])
  expect(keysOf(keyFacts('a', { idleSeconds: null, frequency: 3, elements: 9 }))).toEqual([
    'type',
    'encoding',
    'bytes',
    'ttl',
    'frequency',
    'elements',
  ])
})

it('says how long a key lives', () => {
  expect(ttlWords(null)).toBe('none')
  expect(ttlWords(300)).toBe('< 1\u00a0s')
  expect(ttlWords(90_000)).toBe('1\u00a0min 30\u00a0s')
})
