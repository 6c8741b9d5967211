import { deflateSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hexDump } from './hex-dump.ts'
import { layOutJson } from './json-layout.ts'
import { messagePackToJson } from './messagepack.ts'
import { MOST_SHOWN, showValue } from './show-value.ts'
import { readText } from './utf8.ts'

const bytesOf = (text: string) => Buffer.from(text)
const wide = { isWhole: true, mostLetters: 1_000_000 }

test('text is shown as it is', async () => {
  expect(await showValue(bytesOf('naïve ☃ 𝒳'))).toEqual({
    text: 'naïve ☃ 𝒳',
    formats: ['text'],
    bytes: 15,
    truncated: false,
  })
  expect(await showValue(Buffer.alloc(0))).toMatchObject({ text: '', formats: ['text'], bytes: 0 })
  expect(await showValue(bytesOf('12345'))).toMatchObject({ formats: ['text'] })
  // Serialised by PHP: no guessing.
  expect(await showValue(bytesOf('O:4:"User":1:{s:7:"\0*\0name";s:3:"Ann";}'))).toMatchObject({
    formats: ['text'],
  })
})

test('JSON is laid out with every digit it has', async () => {
  const shown = await showValue(bytesOf('{"id":9223372036854775807,"a":[1.10,{}, []],"b":"x\\"{","b":null}'))
  expect(shown.formats).toEqual(['json'])
  expect(shown.text).toBe(
    '{\n  "id": 9223372036854775807,\n  "a": [\n    1.10,\n    {},\n    []\n  ],\n  "b": "x\\"{",\n  "b": null\n}',
  )
})

test('what only begins like JSON is text', async () => {
  for (const text of ['{not json}', '[1,2', '{"a":1}x', '[INFO] started']) {
    expect((await showValue(bytesOf(text))).formats).toEqual(['text'])
  }
})

test('the beginning of a long JSON is laid out as well', async () => {
  const text = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, name: 'é' })))
  const shown = await showValue(bytesOf(text).subarray(0, MOST_SHOWN), { storedBytes: text.length + 20_000 })
  expect(shown).toMatchObject({ formats: ['json'], truncated: true, bytes: text.length + 20_000 })
  expect(shown.text.startsWith('[\n  {\n    "id": 0,')).toBe(true)
})

test('JSON nested without end is cut, not built', async () => {
  const shown = await showValue(bytesOf('['.repeat(30_000) + ']'.repeat(30_000)))
  expect(shown).toMatchObject({ formats: ['json'], truncated: true })
  expect(shown.text.length).toBeLessThanOrEqual(MOST_SHOWN * 5)
})

describe('packed', () => {
  const json = '{"a":1}'
  test('once or twice, and read on inside', async () => {
    expect((await showValue(gzipSync(json))).formats).toEqual(['gzip', 'json'])
    expect((await showValue(deflateSync(json))).formats).toEqual(['zlib', 'json'])
    expect((await showValue(gzipSync(deflateSync('x')))).formats).toEqual(['gzip', 'zlib', 'text'])
    expect(await showValue(gzipSync(''))).toMatchObject({ formats: ['gzip', 'text'], text: '' })
    expect((await showValue(gzipSync(gzipSync(gzipSync('x'))))).formats).toEqual(['gzip', 'gzip', 'bytes'])
  })

  test('bombs are not blown up', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(200_000_000)))
    expect(bomb.length).toBeLessThan(20_000)
    const shown = await showValue(bomb)
    expect(shown).toMatchObject({ formats: ['gzip', 'gzip', 'bytes'], truncated: true, bytes: bomb.length })
    expect(shown.text.length).toBeLessThanOrEqual(MOST_SHOWN * 5)
  })

  test('of a long one the beginning is unpacked', async () => {
    const packed = gzipSync(Array.from({ length: 200_000 }, (_, at) => `${at * 7919} `).join(''))
    expect(packed.length).toBeGreaterThan(MOST_SHOWN)
    const shown = await showValue(packed.subarray(0, MOST_SHOWN), { storedBytes: packed.length })
    expect(shown).toMatchObject({ formats: ['gzip', 'text'], truncated: true })
    expect(shown.text.startsWith('0 7919 15838 ')).toBe(true)
  })

  test('damaged ones are bytes, and text that begins like one is text', async () => {
    expect((await showValue(gzipSync('hello').subarray(0, -6))).formats).toEqual(['bytes'])
    expect((await showValue(bytesOf('x^2 + y^2'))).formats).toEqual(['text'])
  })
})

describe('MessagePack', () => {
  test.each<[string, number[], string]>([
    ['map', [0x82, 0xa1, 0x61, 0x01, 0xa1, 0x62, 0x92, 0xc0, 0xc3], '{"a":1,"b":[null,true]}'],
    ['the largest integer', [0x91, 0xcf, 255, 255, 255, 255, 255, 255, 255, 255], '[18446744073709551615]'],
    ['negative', [0x93, 0xff, 0xd0, 0x80, 0xd3, 128, 0, 0, 0, 0, 0, 0, 0], '[-1,-128,-9223372036854775808]'],
    ['floats', [0x92, 0xca, 0x3f, 0x80, 0, 0, 0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], '[1,"Infinity"]'],
    ['bytes', [0x91, 0xc4, 2, 0xff, 0xfe], '["base64://4="]'],
    ['time', [0x91, 0xd6, 0xff, 0, 0, 0, 1], '["1970-01-01T00:00:01.000Z"]'],
    ['keys that are numbers', [0x81, 0x05, 0x06], '{"5":6}'],
  ])('%s', (_, bytes, json) => {
    expect(messagePackToJson(Buffer.from(bytes))).toBe(json)
  })

  test('is all of the value, and a map or an array', () => {
    expect(messagePackToJson(Buffer.from([0x91, 0x01, 0x01]))).toBeUndefined()
    expect(messagePackToJson(Buffer.from([0x92, 0x01]))).toBeUndefined()
    expect(messagePackToJson(Buffer.from([0x01]))).toBeUndefined()
    expect(messagePackToJson(Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]))).toBeUndefined()
    expect(messagePackToJson(Buffer.alloc(1000, 0x91))).toBeUndefined()
  })

  test('of any JSON comes back as it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
        const json = messagePackToJson(packed(value))
        expect(JSON.parse(json ?? 'null')).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

test('Hebrew text is text, though its first byte is also that of an array', async () => {
  expect((await showValue(bytesOf('ܐܒܓ'))).formats).toEqual(['text'])
})

test('any JSON that is laid out holds the same', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
      const text = JSON.stringify(value)
      expect(layOutJson(text, wide)?.text).toBe(JSON.stringify(value, undefined, 2))
      for (let end = 1; end < Math.min(text.length, 40); end++) {
        expect(layOutJson(text.slice(0, end), { ...wide, isWhole: false })).toBeDefined()
      }
    }),
  )
})

test('any bytes are shown, within the room there is', async () => {
  const marks = fc.constantFrom<number[]>(
    [],
    [0x1f, 0x8b, 8],
    [0x78, 0x9c],
    [0x78, 0x01],
    [0xde, 0, 1],
    [0x95],
    [0x5b],
  )
  await fc.assert(
    fc.asyncProperty(marks, fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (mark, rest, isWhole) => {
      const bytes = Buffer.from([...mark, ...rest])
      const storedBytes = isWhole ? bytes.length : bytes.length + 1
      const shown = await showValue(bytes, { storedBytes, room: 200 })
      expect(shown.bytes).toBe(storedBytes)
      expect(shown.text.length).toBeLessThanOrEqual(200)
      expect(shown.formats.length).toBeGreaterThan(0)
      expect(shown.text.isWellFormed()).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('a page of a string that ends within a letter leaves it to the next', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (text) => {
      const bytes = bytesOf(`plain letters come before ${text}`)
      for (let end = 26; end <= bytes.length; end++) {
        const read = readText(bytes.subarray(0, end), false)
        if (read !== undefined) expect(bytes.subarray(0, Buffer.byteLength(read)).toString()).toBe(read)
      }
    }),
  )
})

test('bytes are shown as xxd does', () => {
  expect(hexDump(Buffer.from('Hello, \0\xffWorld and on', 'latin1'), 32)).toBe(
    [
      '00000020  48 65 6c 6c 6f 2c 20 00 ff 57 6f 72 6c 64 20 61  Hello, ..World a',
      '00000030  6e 64 20 6f 6e                                   nd on',
    ].join('\n'),
  )
})

/** Writes MessagePack, the long forms only. */
function packed(value: unknown): Buffer {
  if (value === null) return Buffer.from([0xc0])
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2])
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9, 0xcb)
    bytes.writeDoubleBE(value, 1)
    return bytes
  }
  if (typeof value === 'string')
    return Buffer.concat([head(0xdb, Buffer.byteLength(value)), Buffer.from(value)])
  if (Array.isArray(value)) return Buffer.concat([head(0xdd, value.length), ...value.map(packed)])
  const entries = Object.entries(value ?? {})
  return Buffer.concat([head(0xdf, entries.length), ...entries.flat().map(packed)])
}

function head(type: number, length: number): Buffer {
  const bytes = Buffer.alloc(5, type)
  bytes.writeUInt32BE(length, 1)
  return bytes
}
