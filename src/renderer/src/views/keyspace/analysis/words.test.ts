import { expect, it } from 'vitest'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { analysisOf } from '#renderer/stores/keyspace/analysis.test-support.ts'
import { ageWords, changedSince, encodingWords, extentWords, typeWords, withoutTtlWords } from './words.ts'

/** Spaces within figures do not break. */
const plain = (text: string | null): string | undefined => text?.replaceAll('\u00a0', ' ')

it('names the types with their shares, the most first', () => {
  expect(plain(typeWords({ hash: { keys: 30 }, string: { keys: 70 } }))).toBe('string 70 %, hash 30 %')
  expect(typeWords({ string: { keys: 70 } })).toBe('string')
  expect(plain(encodingWords({ a: 50, b: 30, c: 20 }))).toBe('a 50 %, b 30 %, …')
  expect(typeWords({})).toBe('–')
})

it('says what never expires', () => {
  expect(withoutTtlWords({ keys: 10, withoutTtl: { keys: 10, bytes: 1 } })).toBe('all')
  expect(withoutTtlWords({ keys: 10, withoutTtl: { keys: 0, bytes: 0 } })).toBe('none')
  expect(plain(withoutTtlWords({ keys: 8, withoutTtl: { keys: 1, bytes: 0 } }))).toBe('12.5 %')
})

it('says how old it is without more than is worth', () => {
  const hour = 3_600_000
  expect(ageWords(0, 30_000)).toBe('just now')
  expect(plain(ageWords(0, 5 * 60_000 + 12_000))).toBe('5 min ago')
  expect(plain(ageWords(0, 26 * hour + 12 * 60_000))).toBe('1 d 2 h ago')
})

it('says what it stands for where it is not all', () => {
  expect(extentWords(analysisOf())).toBeNull()
  expect(plain(extentWords(analysisOf(undefined, { complete: false, keys: 400, expectedKeys: 1_000 })))).toBe(
    'Stopped: 400 of about 1,000 keys seen',
  )
  const sample = { keys: 100, keysEstimate: { low: 990, high: 1_010 }, bytesEstimate: { low: 1, high: 2 } }
  expect(plain(extentWords(analysisOf(undefined, { sample })))).toBe(
    'Estimated from 100 keys looked at of about 1,000',
  )
})

function change(more: Partial<ChangeHead>): ChangeHead {
  return {
    id: 'c',
    targetId: 'redis-1',
    targetName: 'cache',
    environment: { name: 'local', guard: 'open' },
    kind: 'each',
    title: '',
    sql: 'EACH cache:* EXPIRE 60',
    undoSql: null,
    status: 'applied',
    who: 'me',
    at: 200,
    ...more,
  }
}

it('counts changes of keys that were made since', () => {
  const changes = [
    change({}),
    change({ at: 50 }),
    change({ targetId: 'redis-2' }),
    change({ status: 'failed' }),
    change({ sql: 'CONFIG SET maxmemory 1gb' }),
    change({ sql: 'UNLINK a', status: 'undone' }),
  ]
  expect(changedSince(changes, 'redis-1', 100)).toBe(2)
})
