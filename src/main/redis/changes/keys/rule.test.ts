import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRedisChange } from '#shared/redis/change-text.ts'
import { isChangeOfKeys } from '../given.ts'
import { GONE, NEVER, type Rule, ruleOf } from './rule.ts'

const NOW = 1_800_000_000_000

function ruleFor(text: string, seed = 1): Rule {
  const change = parseRedisChange(text)
  if (!isChangeOfKeys(change)) throw new Error('no change of keys')
  return ruleOf(change, seed)
}

function wanted(text: string, left: number | null): number | string {
  return ruleFor(text).wanted(Buffer.from('key'), left === null ? NEVER : NOW + left, NOW)
}

describe('what a change wants of a key', () => {
  it.each([
    ['EXPIRE k 10', null, NOW + 10_000],
    ['EACH * EXPIRE 10', 500, NOW + 10_000],
    ['EACH * EXPIRE 10 IF NONE', 500, 'expires'],
    ['EACH * EXPIRE 10 IF NONE', null, NOW + 10_000],
    ['EACH * EXPIRE 10 IF LONGER', 10_000, 'sooner'],
    ['EACH * EXPIRE 10 IF LONGER', 10_001, NOW + 10_000],
    ['EACH * EXPIRE 10 IF LONGER', null, 'neverExpires'],
    ['EACH * EXPIRE 10 JITTER 10 IF NONE OR LONGER', 10_900, 'sooner'],
    ['EACH * EXPIRE 10 IF NONE OR LONGER', null, NOW + 10_000],
    ['EACH * EXTEND 10', 500, NOW + 10_500],
    ['EACH * EXTEND 10', null, 'neverExpires'],
    ['EACH * JITTER 10', null, 'neverExpires'],
    ['EACH * PERSIST', 500, NEVER],
    ['EACH * PERSIST', null, 'neverExpires'],
    ['EACH * UNLINK', null, GONE],
    ['EACH * EXPIRE 10', 10_000, 'already'],
    ['EACH * EXTEND 10', Number.MAX_SAFE_INTEGER, 'tooLate'],
  ])('%s of one with %s ms left', (text, left, expected) => {
    expect(wanted(text, left)).toBe(expected)
  })

  it('jitter stays within its bounds, and is the same for the same key and seed', () => {
    const key = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
    fc.assert(
      fc.property(key, fc.nat(), fc.integer({ min: 1, max: 90 }), (name, seed, percent) => {
        const rule = ruleFor(`EACH * EXPIRE 1000 JITTER ${percent}`, seed)
        const at = Number(rule.wanted(name, NEVER, NOW)) - NOW
        expect(at).toBeGreaterThanOrEqual(1_000_000 * (1 - percent / 100) - 1)
        expect(at).toBeLessThanOrEqual(1_000_000 * (1 + percent / 100) + 1)
        expect(rule.wanted(name, NEVER, NOW + 7)).toBe(NOW + 7 + at)
      }),
    )
  })

  it('jitter spreads evenly, also over names that differ in little', () => {
    const rule = ruleFor('EACH * EXPIRE 1000 JITTER 50')
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let n = 0; n < 10_000; n += 1) {
      const at = Number(rule.wanted(Buffer.from(`session:${n}`), NEVER, NOW)) - NOW
      const tenth = Math.min(9, Math.floor((at - 500_000) / 100_000))
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    for (const keys of tenths) expect(Math.abs(keys - 1000)).toBeLessThan(150)
  })

  it('leaves what is excepted', () => {
    const { takes } = ruleFor('EACH a:* EXCEPT a:1* EXCEPT *x PERSIST')
    expect(['a:2', 'a:1', 'a:12', 'a:2x'].map((name) => takes(Buffer.from(name)))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})
