import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyNameOf } from '#shared/redis/key-name.ts'
import { accessesOf } from '../accesses-of.test-support.ts'
import { MonitorLine } from './monitor-line.ts'

const escapes: Record<number, string> = {
  0x0a: String.raw`\n`,
  0x0d: String.raw`\r`,
  0x09: String.raw`\t`,
  0x07: String.raw`\a`,
  0x08: String.raw`\b`,
  0x22: String.raw`\"`,
  0x5c: String.raw`\\`,
}

/** As the server's sdscatrepr writes it. */
function printed(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) => {
    const escape = escapes[byte]
    if (escape !== undefined) return escape
    return byte >= 0x20 && byte < 0x7f
      ? String.fromCodePoint(byte)
      : String.raw`\x` + byte.toString(16).padStart(2, '0')
  })
  return `"${letters.join('')}"`
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.string({ maxLength: 20 }).map((text) => new TextEncoder().encode(text)),
  fc.constantFrom('base64:', 'a"] "b', ' ', '\\', '"').map((text) => new TextEncoder().encode(text)),
)
const address = fc.constantFrom('127.0.0.1:60866', '[::1]:60866', 'unix:/tmp/a b.sock', 'lua', '')

test('a command comes back from the line that MONITOR makes of it', () => {
  const line = new MonitorLine()
  fc.assert(
    fc.property(
      fc.array(bytes, { minLength: 1, maxLength: 200 }),
      address,
      fc.nat(15),
      fc.integer({ min: 0, max: 4e15 }),
      fc.boolean(),
      (args, from, database, micros, withPlus) => {
        const time = `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`
        const text = `${withPlus ? '+' : ''}${time} [${database} ${from}] ${args.map(printed).join(' ')}`
        const block = Buffer.from(`before\n${text}\nafter`)
        const start = 'before\n'.length
        expect(line.read(block, start, start + text.length)).toBe(true)
        expect(line).toMatchObject({ count: args.length, address: from, database })
        expect(line.at).toBeCloseTo(micros / 1000, 2)
        for (const [index, arg] of args.entries()) {
          expect(line.bytes(index)).toBe(arg.length)
          expect(line.key(index)).toBe(keyNameOf(arg))
          expect(line.text(index)).toBe(Buffer.from(arg).toString('latin1'))
        }
        // Cut off anywhere it is no line, or one with fewer or shorter arguments; never more.
        for (let end = start; end < start + text.length; end += 7) {
          if (line.read(block, start, end)) expect(line.count).toBeLessThanOrEqual(args.length)
        }
      },
    ),
  )
})

test('any bytes at all are read without harm', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { maxLength: 20 }), async (rest) => {
      const lines = ['1339518083.107412 [0 127.0.0.1:60866] "get" "a"', ...rest]
      expect((await accessesOf(lines)).accesses.length).toBeGreaterThanOrEqual(1)
    }),
  )
})

test('what redis-cli prints', async () => {
  const { accesses, account } = await accessesOf([
    'OK',
    '1339518083.107412 [0 127.0.0.1:60866] "keys" "*"',
    '1339518087.877697 [0 127.0.0.1:60866] "SET" "a" "12345" "EX" "60"',
    '1339518090.420270 [0 127.0.0.1:60867] "get" "a"',
    '1339518090.420271 [3 127.0.0.1:60867] "get" "elsewhere"',
    '1339518090.420272 [0 127.0.0.1:60867] "frobnicate" "a"',
    '1339518096.506257 [0 127.0.0.1:60866] "set" "x" "6',
  ])
  expect(accesses).toEqual([
    { at: 1339518087877.697, client: 0, op: 'write', command: 'set', key: 'a', bytes: 5, ttlMs: 60_000 },
    {
      at: 1339518090420.27,
      client: 1,
      op: 'read',
      command: 'get',
      key: 'a',
      bytes: undefined,
      ttlMs: undefined,
    },
  ])
  expect(account).toMatchObject({ format: 'monitor', broken: 1, otherDatabases: 1, unknownCommands: 1 })
  expect(account.notes()).toEqual([
    '1 line of 7 could not be read and was left out.',
    '1 command to other databases than 0 was left out.',
    '1 command whose keys are not known was left out: frobnicate.',
  ])
})

test('of a script its own commands count, and its keys where it has none', async () => {
  const lines = [
    '1.000001 [0 127.0.0.1:1] "eval" "…" "2" "a" "b"',
    '1.000002 [0 lua] "GET" "a"',
    '1.000003 [0 lua] "INCR" "c"',
    '1.000004 [0 127.0.0.1:2] "evalsha" "…" "1" "d"',
    '1.000005 [0 127.0.0.1:2] "get" "e"',
    '1.000006 [0 127.0.0.1:2] "fcall" "f" "1" "g"',
  ]
  const { accesses } = await accessesOf(lines)
  expect(accesses.map(({ op, key, client }) => [op, key, client])).toEqual([
    ['read', 'a', 0],
    ['write', 'c', 0],
    ['read', 'd', 1],
    ['read', 'e', 1],
    ['read', 'g', 1],
  ])
  // Wherever the stream is cut.
  const bytesOfAll = Buffer.from(lines.join('\n'))
  for (let cut = 1; cut < bytesOfAll.length; cut += 11) {
    const cutInTwo = await accessesOf(pieces(bytesOfAll, cut))
    expect(cutInTwo.accesses).toEqual(accesses)
  }
})

async function* pieces(whole: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < whole.length; at += size) yield await Promise.resolve(whole.subarray(at, at + size))
}
