import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { offsetOfPosition, wordAt } from './position.ts'

describe('the place of an error', () => {
  it('is counted from 1', () => {
    expect(wordAt('SELECT nope', offsetOfPosition('SELECT nope', 8))).toEqual({ from: 7, to: 11 })
  })

  it('is a whole name with its table', () => {
    const sql = 'SELECT o.nope FROM orders o'
    expect(wordAt(sql, offsetOfPosition(sql, 8))).toEqual({ from: 7, to: 13 })
  })

  it('is counted in characters, an emoji being one', () => {
    const sql = `SELECT '🏁', nope`
    expect(sql.slice(offsetOfPosition(sql, 13))).toBe('nope')
  })

  it('is the last character where the text ends too early', () => {
    expect(wordAt('SELECT', offsetOfPosition('SELECT', 7))).toEqual({ from: 5, to: 6 })
  })

  it('is always within the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: -5, max: 200 }), (text, position) => {
        const { from, to } = wordAt(text, offsetOfPosition(text, position))
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThanOrEqual(text.length)
        expect(to > from).toBe(text.length > 0)
      }),
    )
  })
})
