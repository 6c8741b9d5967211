import { describe, expect, it } from 'vitest'
import { escapeGlob, matcher } from './glob.ts'

const matches = (pattern: string, key: string) => matcher(pattern)(Buffer.from(key))

describe('matcher', () => {
  it.each([
    ['*', '', true],
    ['**', '', false],
    ['', '', true],
    ['', 'a', false],
    ['user:*', 'user:1', true],
    ['user:*', 'user:', true],
    ['user:*', 'users', false],
    ['*:cart', 'user:1:cart', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['h?llo', 'hello', true],
    ['h?llo', 'hllo', false],
    ['h[ae]llo', 'hallo', true],
    ['h[^e]llo', 'hallo', true],
    ['h[^e]llo', 'hello', false],
    ['h[a-c]llo', 'hbllo', true],
    ['h[c-a]llo', 'hbllo', true],
    [String.raw`a\*`, 'a*', true],
    [String.raw`a\*`, 'ab', false],
    [String.raw`a[\]]`, 'a]', true],
    ['a[b', 'ab', true],
    ['a\\', 'a\\', true],
    ['A', 'a', false],
  ])('%s and %s: %s', (pattern, key, expected) => {
    expect(matches(pattern, key)).toBe(expected)
  })

  it('matches bytes that are no text', () => {
    expect(matcher(Buffer.from([255, 42]))(Buffer.from([255, 0, 128]))).toBe(true)
    expect(matches('?', 'é')).toBe(false)
    expect(matches('??', 'é')).toBe(true)
  })

  it('comes to an end where a pattern invites to try forever', () => {
    expect(matches(`${'*a'.repeat(30)}b`, 'a'.repeat(5000))).toBe(false)
  })
})

describe('escapeGlob', () => {
  it('makes a pattern of a name that matches it alone', () => {
    for (const name of ['plain', 'a*b?[c]\\^-', '[', '\\']) {
      expect(matches(escapeGlob(name), name)).toBe(true)
      expect(matches(escapeGlob(name), `${name}x`)).toBe(false)
    }
    expect(matches(escapeGlob('a*'), 'ab')).toBe(false)
    const bytes = Buffer.from([42, 255, 91])
    expect(matcher(escapeGlob(bytes))(bytes)).toBe(true)
  })
})
