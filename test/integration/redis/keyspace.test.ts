import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { targetFromUrl } from '#main/environments/index.ts'
import { matcher } from '#main/redis/glob.ts'
import { requireRedis } from '#main/redis/redis-target.ts'
import {
  startRedis,
  startRedisCluster,
  startRedisSentinel,
  redisProgram,
  type TestRedis,
} from '../../support/redis.ts'
import { analysed, counted, type Counted, fill, sumOf } from './keyspace-server.ts'

const KEYS = 30_000

describe.skipIf(!redisProgram)('an analysis of a keyspace', () => {
  let server: TestRedis
  let keys: Counted[]

  beforeAll(async () => {
    server = await startRedis()
    await fill(server, KEYS)
    await server.redis.set('odd*[key]?', 'x'.repeat(50_000))
    await server.redis.set(Buffer.from([0xff, 0x00, 0x3a]), 'binary')
    await server.redis.set('', 'no name')
    await server.redis.rpush('huge:list', ...Array.from({ length: 20_000 }, (_, n) => `item ${n}`))
    keys = await counted(server)
  })
  afterAll(async () => await server.stop())

  it('equals an independent full count', async () => {
    // The binary name does not survive the other client's text; it is asked for by its bytes.
    const binary = Number(await server.redis.call('MEMORY', 'USAGE', Buffer.from([0xff, 0x00, 0x3a])))
    const known = keys.map((key) =>
      Number.isNaN(key.bytes) || key.type === 'none'
        ? { ...key, type: 'string', bytes: binary, ttlMs: -1 }
        : key,
    )
    const analysis = await analysed(server.target())
    expect(analysis).toMatchObject({ ...sumOf(known), complete: true, access: 'idle' })
    expect(analysis.withoutTtl).toEqual(sumOf(known.filter(({ ttlMs }) => ttlMs === -1)))
    for (const type of new Set(known.map((key) => key.type))) {
      expect(analysis.types[type]).toMatchObject(sumOf(known.filter((key) => key.type === type)))
    }
    expect(Object.keys(analysis.types)).toHaveLength(new Set(known.map((key) => key.type)).size)
    const top = known
      .filter(({ name }) => !name.includes('\u{fffd}'))
      .toSorted((a, b) => b.bytes - a.bytes || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
      .slice(0, 20)
    expect(analysis.top.bytes.slice(0, 20).map(({ key, bytes }) => ({ key, bytes }))).toEqual(
      top.map(({ name, bytes }) => ({ key: name, bytes })),
    )
  })

  it('finds the namespaces, each with exactly the keys of its pattern', async () => {
    const { namespaces } = await analysed(server.target())
    expect(namespaces.map(({ prefix }) => prefix)).toEqual(
      expect.arrayContaining([
        'session:',
        'session:*:token',
        'cache:page:',
        'user:*:profile',
        'user:*:tags',
        'scores:daily:',
        'queue_',
        'events:',
      ]),
    )
    for (const { pattern, keys: count, bytes, withoutTtl } of namespaces) {
      if (pattern === null || pattern === '*') continue
      const matches = matcher(pattern)
      const own = keys.filter(({ name }) => matches(Buffer.from(name)))
      expect({ pattern, ...sumOf(own) }).toEqual({ pattern, keys: count, bytes })
      expect(withoutTtl).toEqual(sumOf(own.filter(({ ttlMs }) => ttlMs === -1)))
    }
    // No glob takes the binary name alone.
    expect(namespaces.filter(({ pattern }) => pattern === null).map(({ prefix }) => prefix)).toEqual(['*:'])
  })

  it('tells when what will expire', async () => {
    const { ttl, expiries } = await analysed(server.target())
    const expiring = keys.filter(({ ttlMs }) => ttlMs >= 0)
    expect(ttl.reduce((sum, column) => sum + column.keys, 0)).toBe(expiring.length)
    const within = (until: number) => expiring.filter(({ ttlMs }) => ttlMs / 1000 < until - 60).length
    const hours = ttl.filter(({ until }) => until !== null && until <= 21_600)
    expect(hours.reduce((sum, column) => sum + column.keys, 0)).toBeGreaterThanOrEqual(within(21_600))
    expect(expiries[0]?.keys).toBeGreaterThanOrEqual(expiries[1]?.keys ?? 0)
    expect(expiries[0]?.pattern).toBe('session:*:token')
  })

  it('looks only at what matches, and only at a type', async () => {
    const users = await analysed(server.target(), { match: 'user:*' })
    expect(users).toMatchObject(sumOf(keys.filter(({ name }) => name.startsWith('user:'))))
    const hashes = await analysed(server.target(), { type: 'hash' })
    expect(hashes).toMatchObject(sumOf(keys.filter(({ type }) => type === 'hash')))
  })

  it('estimates from a sample, and says how surely', async () => {
    const analysis = await analysed(server.target(), { sample: 5000 })
    const all = sumOf(keys)
    expect(analysis.sample?.keys).toBeLessThan(7000)
    expect(analysis.keys).toBe(all.keys)
    expect(analysis.sample?.keysEstimate).toEqual({ low: all.keys, high: all.keys })
    const { low = 0, high = 0 } = analysis.sample?.bytesEstimate ?? {}
    expect(low).toBeLessThan(high)
    // Five times the interval's width on either side: no draw of the hash function falls out of it.
    expect(all.bytes).toBeGreaterThan(low - 5 * (high - low))
    expect(all.bytes).toBeLessThan(high + 5 * (high - low))
  })
})

describe.skipIf(!redisProgram)('an analysis of several servers', () => {
  it('sees all masters of a cluster', async () => {
    const cluster = await startRedisCluster()
    try {
      let expected = { keys: 0, bytes: 0 }
      for (let n = 0; n < 900; n += 1) {
        const key = `{user:${n}}:cart`
        for (const node of cluster.nodes) {
          const answer: unknown = await node.redis.call('SET', key, 'x').catch(() => 'moved')
          if (answer === 'OK') break
        }
      }
      for (const node of cluster.nodes) {
        const { keys, bytes } = sumOf(await counted(node))
        expected = { keys: expected.keys + keys, bytes: expected.bytes + bytes }
      }
      const analysis = await analysed(cluster.target())
      expect(expected.keys).toBe(900)
      expect(analysis).toMatchObject(expected)
      expect(analysis.parts).toHaveLength(3)
      expect(analysis.parts.reduce((sum, { keys }) => sum + keys, 0)).toBe(900)
      expect(analysis.namespaces.map(({ prefix }) => prefix)).toContain('{user:*}:cart')
    } finally {
      await cluster.stop()
    }
  })

  it('follows a Sentinel to the master', async () => {
    const sentinel = await startRedisSentinel()
    try {
      await fill(sentinel.servers[0], 500)
      expect(await analysed(requireRedis(targetFromUrl(sentinel.url, {})))).toMatchObject(
        sumOf(await counted(sentinel.servers[0])),
      )
    } finally {
      await sentinel.stop()
    }
  })
})
