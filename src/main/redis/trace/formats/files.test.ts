import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accessesOf } from '../accesses-of.test-support.ts'
import { lineOfAccess } from './own-lines.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-trace-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function file(content: string | Uint8Array): string {
  const path = join(folder, 'trace')
  writeFileSync(path, content)
  return path
}

const header = {
  pitwall: 'trace',
  version: 1,
  mode: 'monitor',
  name: 'cache',
  startedAt: 1_700_000_000_000,
  server: 'Redis 7.2.4',
  database: 2,
}

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

test('own lines come back as they were', async () => {
  const access = fc.record({
    client: fc.nat(9),
    op: fc.constantFrom('read', 'write', 'delete', 'expire'),
    command: fc.constantFrom('get', 'set', 'json.set'),
    key: fc.string(),
    bytes: optional(fc.nat()),
    ttlMs: optional(fc.option(fc.nat())),
    more: fc.record(
      {
        outcome: fc.constantFrom('hit', 'miss'),
        partial: fc.constant(true),
        onlyIf: fc.constantFrom('absent', 'present'),
        noTouch: fc.constant(true),
      },
      { requiredKeys: [] },
    ),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(access, { maxLength: 20 }), async (some) => {
      const accesses = some.map(({ more, ...rest }, at) => ({
        at: header.startedAt + at * 1.5,
        ...rest,
        ...more,
      }))
      const lines = [JSON.stringify(header), ...accesses.map((one) => lineOfAccess(one, header.startedAt))]
      const read = await accessesOf(lines)
      expect(read.accesses).toEqual(accesses)
      expect(read.account).toMatchObject({ format: 'pitwall', broken: 0, header })
    }),
  )
})

test('own lines: counters and the end; what is damaged is counted', async () => {
  const counters = { hits: 1, misses: 2, commands: 3, evictions: 0, expirations: 0 }
  const { accesses, account } = await accessesOf([
    JSON.stringify(header),
    JSON.stringify({ t: 1000, counters }),
    '{"t":1,"op":"read"}',
    '{"t":1,"op":"frob","key":"a"}',
    '{"t":1,"c',
    '17',
    JSON.stringify({ end: { durationMs: 5, limitations: [] } }),
  ])
  expect(accesses).toEqual([])
  expect(account).toMatchObject({ broken: 4, counters: [{ t: 1000 }], end: { durationMs: 5 } })
})

test.each([
  ['plain', (text: string) => Buffer.from(text)],
  ['gzip', (text: string) => gzipSync(text)],
  [
    'gzip in pieces',
    (text: string) => Buffer.concat([gzipSync(text.slice(0, 50)), gzipSync(text.slice(50))]),
  ],
  ['zstd', (text: string) => zstdCompressSync(text)],
])('a file, %s', async (_kind, pack) => {
  const lines = Array.from({ length: 1000 }, (_, at) => `user:${at}`)
  const { accesses, account } = await accessesOf(file(pack(`\uFEFF${lines.join('\r\n')}`)))
  expect(accesses.map(({ key }) => key)).toEqual(lines)
  expect(accesses[7]).toMatchObject({ at: 8, op: 'read' })
  expect(account.format).toBe('text')
  expect(account.notes()).toEqual([
    'Each line is taken as a key that is read.',
    'The trace has no times: its accesses are taken to be 1 ms apart.',
  ])
})

test.each([
  ['no line tells a time', [{ key: 'a' }, { key: 'b' }], false],
  ['whole milliseconds from the first on', [1, 2, 3].map((timestampMs) => ({ timestampMs, key: 'a' })), true],
  ['only the second line tells one', [{ key: 'a' }, { time: 5, key: 'b' }, { key: 'c' }], true],
])('whether a trace has times: %s', async (_what, lines, hasTimes) => {
  const { account } = await accessesOf(lines.map((line) => JSON.stringify(line)))
  expect(account.hasTimes).toBe(hasTimes)
})

test('a packed file that is cut off, or damaged', async () => {
  const text = Array.from({ length: 100_000 }, (_, at) => `user:${(at * 7919) % 100_000}\n`).join('')
  const packed = gzipSync(text)
  const middle = packed.length >> 1
  const cut = await accessesOf(file(packed.subarray(0, middle)))
  expect(cut.accesses.length).toBeGreaterThan(40_000)
  expect(cut.account.notes()).toContain(
    'The packed file ends early: it was cut off, or is still being written.',
  )
  const damaged = Buffer.from(packed)
  damaged.fill(0xff, middle, middle + 100)
  const { accesses, account } = await accessesOf(file(damaged))
  expect(accesses.length).toBeGreaterThan(1000)
  expect(account.notes()).toContain(
    'The packed file is damaged or cut off: what comes after that place could not be read.',
  )
})

test('nothing, no file, a folder', async () => {
  expect((await accessesOf(file(''))).accesses).toEqual([])
  await expect(accessesOf(join(folder, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(accessesOf(folder)).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

test("Twitter's cache traces, which have no header", async () => {
  const { accesses, account } = await accessesOf([
    '0,q:q:1:8WTfjZU14ee,17,213,4,get,0',
    '0,yDqF:3q:1AJrrJ1nnCJKKrnGx1A,27,27,5,get,0',
    '2,q:q:1:8WTfjZU14ee,17,213,8,set,3600',
    '3,a,b,3,0,8,gets,0',
    '4,a,1,5,8,add,0',
    '4,a,1,5,8,incr,0',
    '5,a,1,0,8,delete,0',
  ])
  expect(account).toMatchObject({ format: 'csv', broken: 0 })
  expect(
    accesses.map(({ at, op, key, bytes, ttlMs, onlyIf }) => [at, op, key, bytes, ttlMs, onlyIf]),
  ).toEqual([
    [0, 'read', 'q:q:1:8WTfjZU14ee', 213, undefined, undefined],
    [0, 'read', 'yDqF:3q:1AJrrJ1nnCJKKrnGx1A', 27, undefined, undefined],
    [2000, 'write', 'q:q:1:8WTfjZU14ee', 213, 3_600_000, undefined],
    [3000, 'read', 'a,b', undefined, undefined, undefined],
    [4000, 'write', 'a', 5, null, 'absent'],
    [4000, 'write', 'a', 5, undefined, undefined],
    [5000, 'delete', 'a', 0, undefined, undefined],
  ])
})

test('CSV with a header, in any order, with quotes and broken lines', async () => {
  const { accesses, account } = await accessesOf([
    'Operation;Key;Time_ms;Value-Size;TTL;hit',
    'GET;"a;""b""";1700000000000;;;1',
    'SET;c;1700000000500;12;60;',
    'GET;c',
    'GET;c;never;1;1;1',
    'PING;;1700000000500;;;',
    'frob;c;1700000000501;;;',
    'GET;c;1700000000400;;;miss',
  ])
  expect(accesses).toMatchObject([
    { at: 1_700_000_000_000, op: 'read', key: 'a;"b"', outcome: 'hit' },
    { at: 1_700_000_000_500, op: 'write', key: 'c', bytes: 12, ttlMs: 60_000 },
    { at: 1_700_000_000_500, op: 'read', key: 'c', outcome: 'miss' },
  ])
  expect(account).toMatchObject({ broken: 3, unknownCommands: 1, outOfOrder: 1 })
})

test('CSV without times and one column alone', async () => {
  expect((await accessesOf(['key,size', 'a,5', 'b,6'])).accesses).toMatchObject([
    { at: 2, op: 'read', key: 'a', bytes: 5 },
    { at: 3, op: 'read', key: 'b' },
  ])
  expect((await accessesOf(['key', 'a'])).accesses).toMatchObject([{ key: 'a' }])
})

test('JSON Lines of others', async () => {
  const { accesses, account } = await accessesOf([
    '{"ts":"2024-01-01T00:00:00.250Z","cmd":"get","key":"a","hit":false}',
    '{"timestamp":"2024-01-01T00:00:01Z","command":"SET","key":17,"valueSize":9,"ttl":30}',
    '{"t":"2024-01-01T00:00:02Z","args":["SET","b","12345","PX","70"]}',
    '{"t":"2024-01-01T00:00:02Z","cmd":"MGET","args":["a","b"]}',
    '{"t":"2024-01-01T00:00:03Z","op":"hset","key":"h","bytes":4}',
    '{"t":"2024-01-01T00:00:03Z","op":"ttl","key":"h"}',
    '{"t":"2024-01-01T00:00:03Z"}',
    '{"t":{},"key":"a"}',
    '{"broken',
  ])
  expect(account).toMatchObject({ format: 'json', broken: 3 })
  expect(accesses).toMatchObject([
    { at: 1_704_067_200_250, op: 'read', key: 'a', outcome: 'miss' },
    { op: 'write', key: '17', bytes: 9, ttlMs: 30_000 },
    { op: 'write', key: 'b', bytes: 5, ttlMs: 70 },
    { op: 'read', command: 'mget', key: 'a' },
    { op: 'read', command: 'mget', key: 'b' },
    { op: 'write', key: 'h', bytes: 4, partial: true },
    { op: 'read', key: 'h', noTouch: true },
  ])
})

test('a JSON list over lines or in one', async () => {
  const one = await accessesOf(['[{"key":"a"},{"key":"b"}]'])
  const many = await accessesOf(['[', '{"key":"a"},', '{"key":"b"}', ']'])
  const odd = await accessesOf(['[{"key":"a"},', '{"key":"b"}]'])
  for (const { accesses } of [one, many, odd]) expect(accesses.map(({ key }) => key)).toEqual(['a', 'b'])
})

test.each([
  [1_700_000_000, 's'],
  [1_700_000_000_000, 'ms'],
  [1_700_000_000_000_000, 'µs'],
  [1_700_000_000_000_000_000, 'ns'],
])('a time of %d is told in %s', async (time) => {
  const { accesses } = await accessesOf([`{"time":${time},"key":"a"}`])
  expect(accesses[0]?.at).toBe(1_700_000_000_000)
})

const rows = Array.from({ length: 1200 }, (_, i) => i)

test.each([
  ['seconds', rows.map((i) => i / 100), 11_990],
  ['milliseconds, at a rate that no cache is simulated for as seconds', rows.map((i) => i / 5), 239.8],
  ['whole milliseconds', rows.map((i) => Math.floor(i / 5)), 239],
])('small times without a unit: %s', async (_what, times, lasting) => {
  const csv = await accessesOf(['key,time', ...times.map((time) => `a,${time}`)])
  const json = await accessesOf(times.map((time) => JSON.stringify({ t: time, key: 'a' })))
  for (const { accesses, account } of [csv, json]) {
    expect(accesses.at(-1)?.at).toBeCloseTo(lasting)
    expect(account.notes()).toEqual([expect.stringContaining('from the beginning of the trace')])
  }
})

test('small times whose name tells the unit, or of which there are few', async () => {
  const named = await accessesOf(['key,time_s', ...rows.map((i) => `a,${i}`)])
  expect(named.accesses.at(-1)?.at).toBe(1_199_000)
  const few = await accessesOf(['key,time', 'a,1', 'a,2'])
  expect(few.accesses.at(-1)?.at).toBe(2000)
})

test('the TTL on a row that reads is that of its fill, unless it is 0', async () => {
  const { accesses } = await accessesOf(['key,size,ttl', 'a,5,60', 'a,5,0', 'a,5,'])
  expect(accesses.map(({ ttlMs }) => ttlMs)).toEqual([60_000, undefined, undefined])
})

test.each([
  ['bytes', Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)), 'no text'],
  ['a table without keys', 'a,b,c\n1,2,3\n', 'without a column that is named key'],
  ['a table of times and sizes', 'time,size\n1,20\n', 'without a column that is named key'],
  ['JSON with every line broken', '{"key":"a"\n{"key":"b"\n', 'None of'],
  ['JSON without keys', '{"name":"a"}\n{"name":"b"}\n', 'None of'],
  ['CSV whose times are none', 'time,key\nnever,a\n', 'None of'],
])('no trace: %s', async (_what, content, message) => {
  await expect(accessesOf(file(content))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining(message),
  })
})
