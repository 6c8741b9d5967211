import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../failure.ts'
import { Float64Column, Int32Column } from '../profile/column.ts'
import { JsonBytes, StringTable } from './index.ts'

const encoder = new TextEncoder()
const of = (text: string): JsonBytes => new JsonBytes(encoder.encode(text))

/** Reads any value with the pull methods alone. */
function read(json: JsonBytes): unknown {
  switch (json.peek()) {
    case 'object': {
      const entries: [string, unknown][] = []
      json.object()
      for (let key = json.key(); key !== null; key = json.key()) entries.push([key, read(json)])
      return Object.fromEntries(entries)
    }
    case 'array': {
      const elements: unknown[] = []
      json.array()
      while (json.next()) elements.push(read(json))
      return elements
    }
    case 'string':
      return json.string()
    case 'number':
      return json.number()
    case 'boolean':
      return json.boolean()
    case 'null':
      return json.null()
  }
}

function whole<T>(text: string | Uint8Array, how: (json: JsonBytes) => T): T {
  const json = new JsonBytes(typeof text === 'string' ? encoder.encode(text) : text)
  const value = how(json)
  json.end()
  return value
}

function failureOf(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe('JsonBytes', () => {
  it('reads what JSON.parse reads, whatever it is and however it is indented', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        const expected: unknown = JSON.parse(text)
        expect(whole(text, read)).toEqual(expected)
        expect(whole(text, (json) => json.value())).toEqual(expected)
        whole(text, (json) => json.skip())
      }),
    )
  })

  it('reads any text, escaped or not, long or short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (text) => {
        const plain = JSON.stringify(text)
        const escaped = `"${Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`
        expect(whole(plain, (json) => json.string())).toBe(JSON.parse(plain))
        expect(whole(escaped, (json) => json.string())).toBe(text)
        expect(whole(`[${plain},1]`, (json) => (json.skip(), true))).toBe(true)
      }),
    )
  })

  it('reads numbers as JSON.parse does, alone and in arrays', () => {
    const text = fc.oneof(
      fc.integer().map(String),
      fc.maxSafeInteger().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
      fc.tuple(fc.nat(), fc.nat(99), fc.integer({ min: -40, max: 40 })).map(([a, b, e]) => `${a}.${b}e${e}`),
      fc.constantFrom('0', '-0', '0.1', '1E5', '12345678901234567890', '0.30000000000000004', '-1.5e-7'),
    )
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 40 }),
        fc.constantFrom(',', ', ', ' ,\n\t', '\r\n,'),
        (all, comma) => {
          const json = `[${all.join(comma)}]`
          const expected: unknown = JSON.parse(json)
          const column = new Float64Column()
          whole(json, (bytes) => bytes.numbers(column))
          expect([...column.toArray()]).toEqual(expected)
          expect(whole(json, read)).toEqual(expected)
        },
      ),
    )
  })

  it('reads long arrays of whole numbers, whatever lies at the edges of its runs', () => {
    const numbers = Array.from({ length: 70_000 }, (_, i) =>
      i % 3 === 0 ? -1 - i : (i * 7919) % 2_000_000_000,
    )
    const column = new Int32Column()
    whole(JSON.stringify(numbers), (json) => json.integers(column))
    expect([...column.toArray()]).toEqual(numbers)
    const indented = new Float64Column()
    whole(JSON.stringify(numbers, null, 2), (json) => json.numbers(indented))
    expect([...indented.toArray()]).toEqual(numbers)
  })

  it('takes whole numbers for what they are, up to the size asked for', () => {
    const column = new Int32Column()
    whole('[1.0, 2e2, -2147483647]', (json) => json.integers(column))
    expect([...column.toArray()]).toEqual([1, 200, -2147483647])
    const wide = new Float64Column()
    whole('[4294967295, 9007199254740991]', (json) => json.integers(wide, Number.MAX_SAFE_INTEGER))
    expect([...wide.toArray()]).toEqual([4294967295, 9007199254740991])
    for (const text of ['[1, 2147483648]', '[1, 0.5]', '[1, 4e9]', '[1, 99999999999999999999]']) {
      const failure = failureOf(() => of(text).integers(new Int32Column()))
      expect(failure).toMatchObject({ code: 'BAD_INPUT', facts: { byte: 4 } })
    }
  })

  it('passes over a million nested arrays, and enters them', () => {
    const depth = 1_000_000
    const bytes = new Uint8Array(depth * 2).fill(0x5b, 0, depth).fill(0x5d, depth)
    whole(bytes, (json) => json.skip())
    const json = new JsonBytes(bytes)
    for (let at = 0; at < depth - 1; at++) {
      json.array()
      json.next()
    }
    json.skip()
    let left = 0
    while (left < depth - 1 && !json.next()) left++
    expect(left).toBe(depth - 1)
    json.end()
  })

  it('names the byte where the file ends early, wherever that is', () => {
    const bytes = encoder.encode(
      JSON.stringify({ a: [1, 2.5, 'three \\ "é"', null], b: { c: true, d: [[]] } }),
    )
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length)
      for (const how of [read, (json: JsonBytes) => json.skip()]) {
        const failure = failureOf(() => whole(cut, how))
        expect(failure).toMatchObject({ code: 'BAD_INPUT', facts: { byte: length } })
        expect(failure.message).toBe(`The file ends in the middle (byte ${length}).`)
      }
    }
  })

  it('names the byte of what is wrong', () => {
    const cases: [string, (json: JsonBytes) => unknown, number][] = [
      ['{"a" 1}', read, 5],
      ['{"a":1 "b":2}', read, 7],
      ['{a:1}', read, 1],
      ['[1 2]', read, 3],
      ['[1,]', read, 3],
      ['[1}', (json) => json.skip(), 2],
      ['nul', read, 3],
      ['nulx', read, 0],
      ['-x', read, 1],
      ['1.x', read, 2],
      ['1e400', read, 0],
      ['[1,"2"]', (json) => json.numbers(new Float64Column()), 3],
      ['[1,2;3]', (json) => json.numbers(new Float64Column()), 4],
      ['"text"', (json) => json.number(), 0],
      ['12', (json) => json.string(), 0],
      ['{}', (json) => json.array(), 0],
      ['1 2', (json) => json.number(), 2],
    ]
    for (const [text, how, byte] of cases) {
      expect(
        failureOf(() => whole(text, how)),
        text,
      ).toMatchObject({ code: 'BAD_INPUT', facts: { byte } })
    }
    expect(failureOf(() => whole('["a"]', (json) => json.numbers(new Float64Column()))).message).toBe(
      'The file has a text at byte 1 where a number was expected.',
    )
  })

  it('finds strings again by their bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 3000 }), (texts) => {
        const table = new StringTable()
        const json = of(JSON.stringify(texts))
        json.array()
        const seen: (string | undefined)[] = []
        while (json.next()) seen.push(table.strings[json.intern(table)])
        expect(seen).toEqual(texts)
        expect(new Set(table.strings).size).toBe(table.strings.length)
      }),
    )
    const table = new StringTable()
    const json = of('["ab","\\u0061b","ab"]')
    json.array()
    const numbers: number[] = []
    while (json.next()) numbers.push(json.intern(table))
    expect(numbers).toEqual([0, 0, 0])
  })

  it('passes over the mark at the beginning, and takes broken UTF-8 as replacement characters', () => {
    expect(whole('\ufeff {"a":1}', read)).toEqual({ a: 1 })
    expect(whole(Uint8Array.of(0x22, 0x61, 0xff, 0x62, 0x22), (json) => json.string())).toBe('a\ufffdb')
  })

  it('tells how far it came, and stops when the listener throws', () => {
    const text = JSON.stringify(Array.from({ length: 3_000_000 }, (_, i) => i % 1000))
    const told: number[] = []
    whole(encoder.encode(text), (json) => json.skip())
    const json = new JsonBytes(encoder.encode(text), (done) => told.push(done))
    json.integers(new Int32Column())
    json.end()
    expect(told.length).toBeGreaterThan(2)
    expect(told.at(-1)).toBe(text.length)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    const stopping = new JsonBytes(encoder.encode(text), () => {
      throw new Failure('CANCELLED', 'Cancelled.')
    })
    expect(failureOf(() => stopping.integers(new Int32Column())).code).toBe('CANCELLED')
  })
})
