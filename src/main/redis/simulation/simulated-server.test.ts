import { expect, test } from 'vitest'
import { EMPTY_SERVER, entryBytes, keyBytes, tableBytes, valueBytes } from './server-memory.ts'
import { SimulatedServer } from './simulated-server.ts'
import { KEEP_TTL, NO_TTL } from './workload.ts'

const NAME = 10
const VALUE = 100
const COST = keyBytes(NAME) + valueBytes(VALUE)

function server(
  keys: number,
  settings: Partial<ConstructorParameters<typeof SimulatedServer>[1]> = {},
): SimulatedServer {
  return new SimulatedServer(
    new Uint32Array(keys).fill(NAME),
    { maxMemory: EMPTY_SERVER + 2 ** 30, policy: 'allkeys-lru', seed: 1, ...settings },
    0,
  )
}

test('counts keys, values, tables and expiries', () => {
  const redis = server(8)
  expect(redis.usedMemory).toBe(EMPTY_SERVER)
  redis.write(0, VALUE, NO_TTL)
  expect(redis.usedMemory).toBe(EMPTY_SERVER + COST + tableBytes(4))
  redis.write(1, VALUE, 1000)
  expect(redis.usedMemory).toBe(EMPTY_SERVER + 2 * COST + 2 * tableBytes(4) + entryBytes)
  redis.write(0, 20, NO_TTL)
  redis.delete(1)
  expect(redis.usedMemory).toBe(EMPTY_SERVER + keyBytes(NAME) + valueBytes(20) + 2 * tableBytes(4))
})

test('a key is gone when its time is over, by looking and by itself', () => {
  const redis = server(100)
  for (let key = 0; key < 100; key++) redis.write(key, VALUE, 1000)
  redis.advance(1000)
  expect(redis.read(0)).toBe(true)
  redis.advance(1001)
  expect(redis.read(0)).toBe(false)
  expect(redis.size).toBe(99)
  redis.advance(3000)
  expect(redis.size).toBe(0)
  expect(redis.expirations).toBe(100)
})

test('a pause of years takes no longer than a short one', () => {
  const redis = server(100)
  for (let key = 0; key < 100; key++) redis.write(key, VALUE, key < 50 ? 1000 : NO_TTL)
  redis.advance(100 * 365 * 86_400_000)
  expect(redis.size).toBe(50)
})

test('a write takes the time to live away, another leaves it', () => {
  const redis = server(3)
  for (let key = 0; key < 3; key++) redis.write(key, VALUE, 1000)
  redis.write(0, VALUE, NO_TTL)
  redis.write(1, VALUE, KEEP_TTL)
  redis.expire(2, NO_TTL)
  redis.advance(5000)
  expect([redis.read(0), redis.read(1), redis.read(2)]).toEqual([true, false, true])
})

test('stays within its memory, and the least recently used go', () => {
  const redis = server(1000, { maxMemory: EMPTY_SERVER + 200 * COST })
  for (let key = 0; key < 100; key++) redis.write(key, VALUE, NO_TTL)
  for (let key = 100; key < 1000; key++) {
    redis.advance(key * 100)
    for (let hot = 0; hot < 20; hot++) if (!redis.read(hot)) redis.write(hot, VALUE, NO_TTL)
    redis.write(key, VALUE, NO_TTL)
    expect(redis.usedMemory).toBeLessThanOrEqual(EMPTY_SERVER + 201 * COST + 4096)
  }
  expect(redis.evictions).toBeGreaterThan(700)
  const hot = Array.from({ length: 20 }, (_, key) => redis.holds(key)).filter(Boolean)
  expect(hot.length).toBeGreaterThanOrEqual(19)
  const old = Array.from({ length: 400 }, (_, i) => redis.holds(i + 100)).filter(Boolean)
  expect(old.length).toBeLessThan(10)
})

test('least frequently used ones go, though they were read last', () => {
  const redis = server(1000, { maxMemory: EMPTY_SERVER + 200 * COST, policy: 'allkeys-lfu' })
  for (let key = 0; key < 50; key++) {
    redis.write(key, VALUE, NO_TTL)
    for (let use = 0; use < 100; use++) redis.read(key)
  }
  for (let key = 50; key < 1000; key++) redis.write(key, VALUE, NO_TTL)
  const often = Array.from({ length: 50 }, (_, key) => redis.holds(key)).filter(Boolean)
  expect(often).toHaveLength(50)
})

test('with volatile-ttl what would expire soonest goes, and nothing that never expires', () => {
  const redis = server(1000, { maxMemory: EMPTY_SERVER + 220 * COST, policy: 'volatile-ttl' })
  for (let key = 0; key < 50; key++) redis.write(key, VALUE, NO_TTL)
  for (let key = 50; key < 1000; key++) redis.write(key, VALUE, key * 10_000)
  const kept = Array.from({ length: 1000 }, (_, key) => redis.holds(key))
  expect(kept.slice(0, 50).every(Boolean)).toBe(true)
  expect(kept.slice(50, 500).filter(Boolean).length).toBeLessThan(20)
})

test.each(['noeviction', 'volatile-lru'] as const)(
  'with %s writes are refused where nothing may go, and reads go on',
  (policy) => {
    const redis = server(1000, { maxMemory: EMPTY_SERVER + 100 * COST, policy })
    const taken = Array.from({ length: 1000 }, (_, key) => redis.write(key, VALUE, NO_TTL))
    expect(taken.filter(Boolean).length).toBeLessThanOrEqual(100)
    expect(taken[0]).toBe(true)
    expect(taken[999]).toBe(false)
    expect(redis.read(0)).toBe(true)
    expect(redis.evictions).toBe(0)
  },
)

test('a server too small for anything refuses every write', () => {
  const redis = server(2, { maxMemory: 1000 })
  expect(redis.write(0, VALUE, NO_TTL)).toBe(false)
  expect(redis.read(0)).toBe(false)
})
