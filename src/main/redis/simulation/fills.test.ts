import { expect, test } from 'vitest'
import type { Access } from '../trace/index.ts'
import { AccessColumns } from './gathered-accesses.ts'
import { workloadOf } from './trace-workload.ts'
import { DELETE, EXPIRE, READ, WRITE, WRITE_IF_ABSENT } from './workload.ts'

type Told = Partial<Access> & Pick<Access, 'at' | 'op'>

/** What is left of a trace: kinds, and of each what it is filled with. */
function left(...accesses: Told[]): { kind: number; bytes: number; ttlMs: number }[] {
  const columns = new AccessColumns()
  for (const access of accesses) {
    columns.add({ client: 1, command: '', key: 'k:1', bytes: undefined, ttlMs: undefined, ...access })
  }
  const { workload } = workloadOf(columns.done())
  return Array.from(workload.kind, (kind, i) => ({
    kind,
    bytes: workload.bytes[i] ?? 0,
    ttlMs: workload.ttlMs[i] ?? 0,
  }))
}

const kinds = (...accesses: Told[]): number[] => left(...accesses).map(({ kind }) => kind)
const write = (at: number, more: Partial<Access> = {}): Told => ({
  at,
  op: 'write',
  bytes: 50,
  ttlMs: null,
  ...more,
})
const read = (at: number, more: Partial<Access> = {}): Told => ({ at, op: 'read', ...more })

test('the write after a read of the same client fills it', () => {
  expect(kinds(read(0), write(5), read(10), read(20))).toEqual([READ, READ, READ])
})

test('two clients that miss at once both fill', () => {
  expect(kinds(read(0), read(1, { client: 2 }), write(5), write(6, { client: 2 }))).toEqual([READ, READ])
})

test('a second write of the client is news', () => {
  expect(kinds(read(0), write(5), write(10))).toEqual([READ, WRITE])
})

test('a write long after the read is news', () => {
  expect(kinds(read(0), write(120_000))).toEqual([READ, WRITE])
})

test('a write after a read that is known to have hit is news', () => {
  expect(kinds(write(0), read(1, { outcome: 'hit' }), write(2))).toEqual([WRITE, READ, WRITE])
})

test('a write long after the read, as the client counts, is news', () => {
  const others = Array.from({ length: 40 }, (_, i) => read(1 + i, { key: `k:${i + 10}` }))
  const kind = kinds(read(0), write(0.5), read(0.7), ...others, write(50))
  expect(kind.at(-1)).toBe(WRITE)
  expect(kind.filter((one) => one === WRITE)).toHaveLength(1)
})

test('fillings that take long because much goes on meanwhile are known by their likes', () => {
  // A hundred keys are read before the first of them is filled.
  const keys = Array.from({ length: 400 }, (_, i) => `k:${i}`)
  const told = keys
    .flatMap((key, i) => [read(i, { key }), write(i + 100.5, { key })])
    .toSorted((x, y) => x.at - y.at)
  expect(kinds(...told)).toEqual(keys.map(() => READ))
})

test('a client that writes what others have just read fills for them', () => {
  const pairs = Array.from({ length: 10 }, (_, i) => [
    read(i * 100, { key: `k:${i}` }),
    write(i * 100 + 5, { client: 2, key: `k:${i}` }),
  ]).flat()
  expect(kinds(...pairs)).toEqual(Array.from({ length: 10 }, () => READ))
})

test('a client that writes whatever is read or not brings news', () => {
  const others = Array.from({ length: 10 }, (_, i) => write(i, { client: 2, key: `k:${i + 10}` }))
  const kind = kinds(...others, read(1000), write(1005, { client: 2 }))
  expect(kind.filter((one) => one === WRITE)).toHaveLength(11)
})

test('a read is filled with what was written after it, else with the last, else with the next', () => {
  expect(left(read(0), write(5, { bytes: 70 }), read(10)).map(({ bytes }) => bytes)).toEqual([70, 70])
  const known = left(
    write(0, { client: 9, bytes: 30 }),
    read(1),
    write(500_000, { client: 9, bytes: 80 }),
    read(500_001),
  )
  expect(known.map(({ bytes }) => bytes)).toEqual([30, 30, 80, 80])
  expect(left(read(0), write(100_000, { bytes: 80 })).map(({ bytes }) => bytes)).toEqual([80, 80])
})

test('a key that was never written has the median of its namespace', () => {
  const made = left(
    ...[10, 20, 90].map((bytes, i) => write(i, { key: `a:${i}`, bytes, client: 9 })),
    write(5, { key: 'b:1', bytes: 1000, client: 9 }),
    read(10, { key: 'a:7' }),
  )
  expect(made.at(-1)?.bytes).toBe(20)
})

test('SET and the EXPIRE behind it are one write', () => {
  const made = left(read(0), write(5), { at: 6, op: 'expire', ttlMs: 60_000 }, read(10))
  expect(made).toEqual([
    { kind: READ, bytes: 50, ttlMs: 60_000 },
    { kind: READ, bytes: 50, ttlMs: 60_000 },
  ])
})

test('deletions, expiries and conditions are kept; questions are not reads', () => {
  expect(
    kinds(
      write(0, { onlyIf: 'absent' }),
      { at: 9000, op: 'expire', ttlMs: 5000 },
      { at: 9001, op: 'delete' },
      { at: 9002, op: 'expire', ttlMs: 0 },
      read(9003, { noTouch: true }),
    ),
  ).toEqual([WRITE_IF_ABSENT, EXPIRE, DELETE, DELETE])
})

test('what is appended comes on top, what is set inside does not', () => {
  const grown = left(
    write(0, { command: 'append', partial: true, bytes: 10 }),
    write(1, { command: 'append', partial: true, bytes: 15 }),
    write(2, { command: 'hset', partial: true, bytes: 15 }),
  )
  expect(grown.map(({ bytes }) => bytes)).toEqual([10, 25, 25])
})

/** The times to live of the reads of keys that were filled once and then read twice more. */
function refills(fill: (key: number) => Told[]): number[] {
  const filled = Array.from({ length: 40 }, (_, key) => fill(key).map((one) => ({ key: `u:${key}`, ...one })))
  const later = Array.from({ length: 80 }, (_, i) => read(600_000 + i, { key: `u:${i % 40}` }))
  const told = [...filled.flat(), ...later]
  return left(...told.toSorted((x, y) => x.at - y.at))
    .slice(-80)
    .map(({ ttlMs }) => ttlMs)
}

const varied = (key: number): number => 60_000 + 5000 * ((key * 7) % 40)

test('TTLs that differ widely, each of a key filled once, are drawn anew for fills that are not shown', () => {
  const ttls = refills((key) => [read(key), write(key + 0.5, { ttlMs: varied(key) })])
  expect(ttls.every((ttl) => ttl >= 60_000 && ttl <= 255_000)).toBe(true)
  const own = ttls.filter((ttl, i) => ttl === varied(i % 40)).length
  expect(own).toBeLessThan(20)
})

test('keys that keep their TTL from one fill to the next keep it', () => {
  const ttls = refills((key) => [read(key, { ttlMs: varied(key) }), read(1000 + key, { ttlMs: varied(key) })])
  expect(ttls).toEqual(Array.from({ length: 80 }, (_, i) => varied(i % 40)))
})

test('a few TTLs to choose from are the keys own', () => {
  const ttls = refills((key) => [read(key), write(key + 0.5, { ttlMs: key % 2 === 0 ? 60_000 : 90_000 })])
  expect(ttls).toEqual(Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 60_000 : 90_000)))
})

test('what a read tells of its fill holds for other reads of the key, too', () => {
  const made = left(read(0, { bytes: 30, ttlMs: 7000 }), read(100_000))
  expect(made).toEqual([
    { kind: READ, bytes: 30, ttlMs: 7000 },
    { kind: READ, bytes: 30, ttlMs: 7000 },
  ])
})
