import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { encodeCommand, type Reply, ReplyError, ReplyParser } from './index.ts'

/** What a server would write for this reply. */
function encode(reply: Reply): Buffer {
  if (reply === null) return Buffer.from('$-1\r\n')
  if (typeof reply === 'string') return Buffer.from(`+${reply}\r\n`)
  if (typeof reply === 'number' || typeof reply === 'bigint') return Buffer.from(`:${reply}\r\n`)
  if (reply instanceof ReplyError) return Buffer.from(`-${reply.message}\r\n`)
  if (Buffer.isBuffer(reply)) {
    return Buffer.concat([Buffer.from(`$${reply.length}\r\n`), reply, Buffer.from('\r\n')])
  }
  return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(encode)])
}

const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text) && text.isWellFormed())
const flat: fc.Arbitrary<Reply> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  // Bytes that look like the protocol itself.
  fc.string({ unit: fc.constantFrom('\r', '\n', '$', '*', '1', '+') }).map((text) => Buffer.from(text)),
  line,
  line.map((text) => new ReplyError(`ERR ${text}`)),
  fc.maxSafeInteger().map((number) => (number === 0 ? 0 : number)),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
  fc.constant(null),
)
const reply = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof({ maxDepth: 6 }, flat, fc.array(tie('reply'), { maxLength: 6 })),
})).reply

/** The stream in pieces that end at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].toSorted(
    (a, b) => a - b,
  )
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

function parse(chunks: readonly Buffer[], parser = new ReplyParser()): Reply[] {
  const replies: Reply[] = []
  // Each chunk is lent for one call only, as a socket may do: it is copied as a socket's would be.
  for (const chunk of chunks) parser.push(Buffer.from(chunk), (one) => replies.push(one))
  return replies
}

function failureOf(bytes: string | Buffer, limits?: ConstructorParameters<typeof ReplyParser>[0]): Failure {
  try {
    parse([Buffer.from(bytes)], new ReplyParser(limits))
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('It was read.')
}

describe('ReplyParser', () => {
  it('reads any replies from any pieces', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 5 }), fc.array(fc.nat()), (replies, places) => {
        const bytes = Buffer.concat(replies.map(encode))
        expect(parse(cut(bytes, places))).toEqual(replies)
      }),
      { numRuns: 400 },
    )
  })

  it('reads byte by byte', () => {
    const replies: Reply[] = [[Buffer.from('a\r\nb'), null, [1, 'OK', []]], new ReplyError('NOPERM no')]
    const bytes = Buffer.concat(replies.map(encode))
    expect(parse([...bytes].map((byte) => Buffer.from([byte])))).toEqual(replies)
  })

  it('puts a large value together once, not with every piece', () => {
    const value = Buffer.alloc(20_000_000, 'x')
    const bytes = encode(value)
    const chunks = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, index) =>
      bytes.subarray(index * 1000, (index + 1) * 1000),
    )
    const [read] = parse(chunks)
    expect(Buffer.isBuffer(read) && read.equals(value)).toBe(true)
  })

  it('refuses what is not the protocol, and never throws anything but a Failure', () => {
    for (const garbage of [
      'HTTP/1.1 200 OK\r\n',
      '\0\0\0',
      ':\r\n',
      ':1x\r\n',
      ':-\r\n',
      ':99999999999999999999999\r\n',
      '$-2\r\n',
      '$3\r\nabcd\r\n',
      '*-2\r\n',
      '+OK\n',
      '$11111111111111111111111111111',
    ]) {
      expect(failureOf(garbage), garbage).toMatchObject({
        code: 'SERVER_ERROR',
        facts: { reason: 'protocol' },
      })
    }
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array(), fc.array(fc.constantFrom(...Buffer.from('$*:+-0123\r\n'))))),
        (chunks) => {
          try {
            parse(chunks.map((chunk) => Buffer.from(chunk)))
          } catch (error) {
            expect(error).toBeInstanceOf(Failure)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('does not take the room that is only announced, and has enough at its limits', () => {
    const reason = { facts: { reason: 'too-large' } }
    expect(failureOf('$9007199254740991\r\n')).toMatchObject(reason)
    expect(failureOf('*2147483647\r\n')).toMatchObject(reason)
    expect(failureOf('*1\r\n'.repeat(1000))).toMatchObject(reason)
    expect(failureOf('$200\r\n', { replyBytes: 100 })).toMatchObject(reason)
    expect(failureOf(`+${'x'.repeat(200)}`, { replyBytes: 100 })).toMatchObject(reason)
    const many = `*20\r\n${'$5\r\nabcde\r\n'.repeat(20)}`
    expect(failureOf(many, { replyBytes: 100 })).toMatchObject(reason)
    // A hundred million items are announced, and two come.
    expect(parse([Buffer.from('*100000000\r\n:1\r\n:2\r\n')])).toEqual([])
  })
})

describe('encodeCommand', () => {
  it('is read back as the array of bytes that it is', () => {
    const argument = fc.oneof(
      line,
      fc.integer(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    )
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1 }), (args) => {
        const bytes = args.map((arg) => (Buffer.isBuffer(arg) ? arg : Buffer.from(String(arg))))
        expect(parse([encodeCommand(args)])).toEqual([bytes])
      }),
    )
  })
})

describe('ReplyError', () => {
  it('tells its first word', () => {
    expect(new ReplyError('WRONGTYPE Operation against a key').code).toBe('WRONGTYPE')
    expect(new ReplyError('EXECABORT').code).toBe('EXECABORT')
  })
})
