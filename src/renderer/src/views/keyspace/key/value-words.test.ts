import { expect, it } from 'vitest'
import type { ShownValue } from '#shared/contract/redis/key.ts'
import { elementsWords, formatWords, oneLineOf } from './value-words.ts'

const value: ShownValue = { text: '{}', formats: ['gzip', 'json'], bytes: 20, truncated: false }

it('says how a value was read, where that is not plain text', () => {
  expect(formatWords(value)).toBe('gzip → JSON')
  expect(formatWords({ ...value, formats: ['text'] })).toBeNull()
  expect(formatWords({ ...value, formats: ['bytes'] })).toBe('bytes')
})

it('writes laid out JSON in one line, and leaves everything else', () => {
  expect(oneLineOf({ ...value, text: '{\n  "a": [\n    9007199254740993\n  ]\n}' })).toBe(
    '{ "a": [ 9007199254740993 ] }',
  )
  expect(oneLineOf({ ...value, formats: ['text'], text: 'a\n b' })).toBe('a\n b')
})

it('counts what a type has', () => {
  expect(elementsWords('hash', 1_200)).toBe('1,200\u00a0fields')
  expect(elementsWords('string', 2_048)).toBe('2\u00a0KiB')
  expect(elementsWords('ReJSON-RL', 3)).toBe('3\u00a0elements')
})
