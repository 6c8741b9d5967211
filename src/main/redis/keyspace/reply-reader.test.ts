import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ARRAY, ERROR, LONGEST_HELD, NULL, NUMBER, ReplyReader, TEXT, TOO_LONG } from './reply-reader.ts'

function read(chunks: readonly Uint8Array[]): [number, number | string][] {
  const reader = new ReplyReader()
  const seen: [number, number | string][] = []
  for (const chunk of chunks) {
    reader.push(Buffer.from(chunk))
    while (reader.next()) {
      const isText = reader.kind === TEXT || reader.kind === ERROR
      seen.push([reader.kind, isText ? reader.text() : reader.kind === NULL ? 0 : reader.number])
    }
  }
  expect(reader.hasRest).toBe(false)
  return seen
}

const reply = fc.oneof(
  fc.integer().map((n): [string, [number, number | string]] => [`:${n}\r\n`, [NUMBER, n]]),
  fc.nat(1e6).map((n): [string, [number, number | string]] => [`*${n}\r\n`, [ARRAY, n]]),
  fc.constant<[string, [number, number | string]]>(['$-1\r\n', [NULL, 0]]),
  fc.constant<[string, [number, number | string]]>(['-ERR no\r\n', [ERROR, 'ERR no']]),
  fc.constant<[string, [number, number | string]]>(['+OK\r\n', [TEXT, 'OK']]),
  fc
    .string({ unit: 'binary-ascii' })
    .map((text): [string, [number, number | string]] => [`$${text.length}\r\n${text}\r\n`, [TEXT, text]]),
)

describe('ReplyReader', () => {
  it('reads the same wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(reply), fc.array(fc.nat(40), { minLength: 1 }), (replies, cuts) => {
        const bytes = Buffer.from(replies.map(([text]) => text).join(''), 'latin1')
        const chunks: Uint8Array[] = []
        let at = 0
        for (let turn = 0; at < bytes.length; turn += 1) {
          const length = (cuts[turn % cuts.length] ?? 0) + 1
          chunks.push(bytes.subarray(at, at + length))
          at += length
        }
        expect(read(chunks)).toEqual(replies.map(([, seen]) => seen))
      }),
    )
  })

  it('lets a name that is too long pass without holding it', () => {
    const head = Buffer.from(`$${LONGEST_HELD * 3}\r\n`)
    const part = Buffer.alloc(LONGEST_HELD, 'x')
    expect(read([head, part, part, part, Buffer.from('\r\n:7\r\n')])).toEqual([
      [TOO_LONG, LONGEST_HELD * 3],
      [NUMBER, 7],
    ])
  })

  it.each(['?x\r\n', ':12x\r\n', '$3\r\nabcd\r\n', `:${'9'.repeat(100)}`])('refuses %j', (text) => {
    expect(() => read([Buffer.from(text)])).toThrow('not the Redis protocol')
  })
})
