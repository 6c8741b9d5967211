import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../failure.ts'
import { splitArguments } from './arguments.ts'
import {
  DEFAULT_KEEP,
  type EachAction,
  LONGEST_TTL,
  MOST_JITTER,
  parseRedisChange,
  printRedisChange,
  quoteArgument,
  type RedisChange,
} from './change-text.ts'
import { keyNameOf } from './key-name.ts'

const keyName = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => keyNameOf(bytes)),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    'KEEP',
    'keep',
    '',
    ' ',
    '"',
    "'",
    '\\',
    '\\x41',
    'base64:',
    'a b',
    '64mb',
    '\u202Egpj',
    '\0',
  ),
)
/** As names come: the mark itself never travels as plain text. */
const key = keyName.map((name) =>
  name.startsWith('base64:') ? keyNameOf(new TextEncoder().encode(name)) : name,
)
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const seconds = fc.integer({ min: 1, max: LONGEST_TTL })
const jitterPercent = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: MOST_JITTER }),
  fc.constantFrom(0.5, 12.345),
)
const keepBytes = fc.oneof(fc.nat(), fc.constantFrom(0, 1024, DEFAULT_KEEP, 3 * 1024 ** 3))
const only = fc.constantFrom('all' as const, 'none' as const, 'longer' as const, 'none-or-longer' as const)

const action: fc.Arbitrary<EachAction> = fc.oneof(
  fc.record({ do: fc.constant('expire' as const), seconds, jitterPercent, only }),
  fc.record({ do: fc.constant('extend' as const), seconds, jitterPercent }),
  fc.record({ do: fc.constant('jitter' as const), percent: fc.integer({ min: 1, max: MOST_JITTER }) }),
  fc.record({ do: fc.constant('persist' as const) }),
  fc.record({ do: fc.constant('unlink' as const), keepBytes }),
)

const settings = fc.uniqueArray(fc.record({ name: text.map((name) => name.toLowerCase()), value: text }), {
  selector: ({ name }) => name,
  minLength: 1,
  maxLength: 3,
})

const change: fc.Arbitrary<RedisChange> = fc.oneof(
  fc.record({ kind: fc.constant('config-set' as const), settings }),
  fc.record({
    kind: fc.constantFrom(
      'config-rewrite' as const,
      'config-resetstat' as const,
      'memory-purge' as const,
      'slowlog-reset' as const,
      'latency-reset' as const,
    ),
  }),
  fc.record({ kind: fc.constant('expire' as const), key, seconds }),
  fc.record({ kind: fc.constant('persist' as const), key }),
  fc.record({
    kind: fc.constant('unlink' as const),
    keys: fc.uniqueArray(key, { minLength: 1, maxLength: 4 }),
    keepBytes,
  }),
  fc.record({ kind: fc.constant('rename' as const), key, newKey: key }),
  fc.record({
    kind: fc.constant('each' as const),
    match: text,
    except: fc.array(text, { maxLength: 3 }),
    action,
  }),
  fc.record({
    kind: fc.constant('each' as const),
    match: text,
    except: fc.array(text, { maxLength: 3 }),
    type: fc.constantFrom('string', 'hash', 'zset', 'rejson-rl'),
    action,
  }),
)

describe('arguments', () => {
  it('any bytes come back as they went', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 5 }), (all) => {
        const line = all.map((bytes) => quoteArgument(bytes)).join('  ')
        expect(splitArguments(line).map(({ bytes }) => bytes)).toEqual(all)
      }),
    )
  })

  it('nothing that hides, reorders or breaks lines is left as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (name) => {
        expect(quoteArgument(name)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
    )
  })

  it('reads as redis-cli does', () => {
    expect(read(String.raw` a  "b\x00\n\"c" 'd\'e\n' f"g h" `)).toEqual([
      'a',
      'b\0\n"c',
      String.raw`d'e\n`,
      'fg h',
    ])
    expect(read(String.raw`a\*b "\xZZ\q"`)).toEqual([String.raw`a\*b`, 'xZZq'])
    expect(() => read('"a')).toThrow(Failure)
    expect(() => read('"a"b')).toThrow(Failure)
    expect(() => read('"a\\')).toThrow(Failure)
  })
})

describe('the text of a change', () => {
  it('reads what it printed', () => {
    fc.assert(
      fc.property(change, (one) => {
        expect(parseRedisChange(printRedisChange(one))).toEqual(one)
      }),
      { numRuns: 500 },
    )
  })

  it('reads or refuses whatever it is given, and prints what it read as the same change', () => {
    const word = fc.constantFrom(
      ...'CONFIG SET EACH EXCEPT TYPE EXPIRE EXTEND JITTER PERSIST UNLINK KEEP IF NONE OR LONGER'.split(' '),
      ...'a 1 10 64mb 0 -1 "x y" \'z\' "\\xff" \\ " \' * [a-z] 99999999999 1e3 0x10 ;'.split(' '),
    )
    const line = fc.oneof(
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
      fc.string(),
    )
    fc.assert(
      fc.property(line, (text) => {
        let parsed: RedisChange
        try {
          parsed = parseRedisChange(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
          return
        }
        expect(parseRedisChange(printRedisChange(parsed))).toEqual(parsed)
      }),
      { numRuns: 1000 },
    )
  })

  it('takes keywords in any case, and keys called like keywords in quotes', () => {
    expect(
      parseRedisChange('each sess:* except sess:a* type Hash expire 60 jitter 10 if none or longer'),
    ).toEqual({
      kind: 'each',
      match: 'sess:*',
      except: ['sess:a*'],
      type: 'hash',
      action: { do: 'expire', seconds: 60, jitterPercent: 10, only: 'none-or-longer' },
    })
    expect(parseRedisChange('UNLINK a "KEEP" KEEP 1kb')).toEqual({
      kind: 'unlink',
      keys: ['a', 'KEEP'],
      keepBytes: 1024,
    })
    expect(parseRedisChange('UNLINK KEEP')).toMatchObject({ keys: ['KEEP'], keepBytes: DEFAULT_KEEP })
  })

  it.each([
    ['', 'no change'],
    ['DEL a', 'DEL is no change'],
    ['EXPIRE a', 'ends where'],
    ['EXPIRE a 0', 'whole number'],
    ['EXPIRE a 10 NX', 'too much'],
    ['EXPIRE a 99999999999', 'whole number'],
    ['EACH * EXPIRE 10 JITTER 95', 'Jitter'],
    ['EACH * JITTER 0', 'Jitter'],
    ['EACH * EXPIRE 10 IF', 'After IF'],
    ['EACH *', 'After EACH'],
    ['EACH "\\xff*" PERSIST', 'no text'],
    ['UNLINK a KEEP 9999999999gb', 'KEEP takes'],
    ['CONFIG SET maxmemory', 'a value for maxmemory'],
    ['CONFIG SET maxmemory 1 MAXMEMORY 2', 'twice'],
    ['CONFIG GET x', 'After CONFIG'],
    ['PERSIST a; FLUSHALL', 'too much'],
    ['"EACH" * PERSIST', 'no change'],
  ])('refuses %s', (text, message) => {
    expect(() => parseRedisChange(text)).toThrow(message)
    expect(() => parseRedisChange(text)).toThrow(Failure)
  })
})

function read(line: string): string[] {
  return splitArguments(line).map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
}
