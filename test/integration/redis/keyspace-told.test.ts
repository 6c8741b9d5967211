import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyspaceAsJson } from '#main/commands/keyspace-as-json.ts'
import { keyspaceAsText } from '#main/commands/keyspace-as-text.ts'
import type { AnalyseOptions } from '#main/redis/keyspace/index.ts'
import type { RedisTarget } from '#main/redis/redis-target.ts'
import { redisProgram, startRedis, startRedisCluster, type TestRedis } from '../../support/redis.ts'
import { analysed, fill } from './keyspace-server.ts'

/** Enough that names are asked about in several batches. */
const KEYS = 3000

describe.skipIf(!redisProgram)('what an analysis says of itself', () => {
  let server: TestRedis
  beforeAll(async () => {
    server = await startRedis()
    await fill(server, KEYS)
  })
  afterAll(async () => await server.stop())

  async function hits(): Promise<number> {
    return Number(/keyspace_hits:(\d+)/.exec(await server.redis.info('stats'))?.[1])
  }

  it.each<[string, AnalyseOptions, string?]>([
    ['of all keys', {}],
    ['of all keys and their elements', { touch: true }],
    ['under a policy that counts how often keys are used', {}, 'allkeys-lfu'],
    ['of some keys', { match: 'session:*' }],
    ['of one type', { type: 'hash' }],
    ['of a sample', { sample: 500 }],
  ])('the hits it added to the counter: %s', async (_what, options, policy = 'noeviction') => {
    await server.redis.config('SET', 'maxmemory-policy', policy)
    const before = await hits()
    const { limitations } = await analysed(server.target(), options)
    const added = (await hits()) - before
    expect(added).toBeGreaterThan(100)
    expect(limitations.at(-1)).toMatchObject({
      message: expect.stringContaining(`Looking added ${added.toLocaleString('en-US')} to`),
      proposals: [{ sql: 'CONFIG RESETSTAT' }],
    })
  })

  it('of a pattern and a type it says that they are more than it knows', async () => {
    const before = await hits()
    const { limitations } = await analysed(server.target(), { match: 'user:*', type: 'hash' })
    const added = (await hits()) - before
    const told = /more than ([\d,]+)/.exec(limitations.at(-1)?.message ?? '')?.[1]
    expect(Number(told?.replaceAll(',', ''))).toBeLessThan(added)
  })

  async function userWith(...rights: string[]): Promise<RedisTarget> {
    const general = ['+scan', '+type', '+object', '+info', '+ping', '+role', '+client']
    await server.redis.call('ACL', 'SETUSER', 'some', 'reset', 'on', '>pw', '~*', ...general, ...rights)
    const target = server.target()
    return { ...target, password: 'pw', address: { ...target.address, user: 'some' } }
  }

  it('figures that this user may not see are not taken for zero', async () => {
    const analysis = await analysed(await userWith('+dbsize'))
    expect(analysis.unseen).toEqual(['ttl', 'bytes'])
    const { bytes, withoutTtl, types, namespaces, ttl, parts, keys } = keyspaceAsJson(analysis)
    expect({ keys, bytes, withoutTtl, ttl }).toEqual({ keys: KEYS, bytes: null, withoutTtl: null, ttl: [] })
    expect(types['hash']).toMatchObject({ keys: KEYS / 10, bytes: null })
    expect(namespaces[0]).toMatchObject({ bytes: null, withoutTtl: null, ttl: [], sizes: [] })
    expect(parts[0]).toMatchObject({ keys: KEYS, bytes: null })
    const text = keyspaceAsText(analysis)
    expect(text).toContain('3,000 keys · – memory · – without TTL')
    expect(text).not.toMatch(/\b0 B\b/)
  })

  it('without DBSIZE there is no sample, and nothing to compare the whole with', async () => {
    const target = await userWith('+pttl', '+pexpiretime', '+memory|usage')
    await expect(analysed(target, { sample: 500 })).rejects.toMatchObject({
      code: 'PERMISSION',
      message: expect.stringContaining('DBSIZE'),
    })
    const { keys, limitations } = await analysed(target)
    expect(keys).toBe(KEYS)
    const told = limitations.map(({ message }) => message).join('\n')
    expect(told).toContain('DBSIZE')
    expect(told).not.toMatch(/fewer|more than were seen/)
  })

  it('why elements are not counted in a cluster, and how they can be', async () => {
    const cluster = await startRedisCluster()
    try {
      const { limitations } = await analysed(cluster.target())
      const untouched = limitations.find(({ message }) => message.includes('Numbers of elements'))
      expect(untouched?.message).toContain('in a cluster')
      expect(untouched?.hint).toContain('--touch')
      expect(untouched?.hint).not.toContain('7.2')
    } finally {
      await cluster.stop()
    }
  })
})
