import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { slotOfKey } from '#main/redis/connect/index.ts'
import {
  redisProgram,
  startRedisCluster,
  startRedisSentinel,
  type TestCluster,
  type TestRedis,
  type TestSentinel,
  until,
} from '../../support/redis.ts'
import { at, failing, failureOf, masterOf, work } from './connecting.ts'

describe.skipIf(redisProgram === undefined)('withRedis behind Sentinels', () => {
  let sentinel: TestSentinel
  beforeAll(async () => {
    sentinel = await startRedisSentinel({ password: 'open-sesame', sentinelPassword: 'open-sesame' })
  })
  afterAll(async () => await sentinel.stop())

  const target = (changes: Partial<RedisAddress> = {}) =>
    at(sentinel.servers[0].target(), {
      port: sentinel.port,
      sentinel: { master: 'main', others: [] },
      ...changes,
    })

  it('finds the master, and the new one after a failover', async () => {
    const where = async () =>
      await work(target(), async (server) => [server.facts.topology, masterOf(server).name])
    const [first, second] = sentinel.servers
    expect(await where()).toEqual(['sentinel', `127.0.0.1:${first.port}`])
    await sentinel.failover()
    expect(await where()).toEqual(['sentinel', `127.0.0.1:${second.port}`])
    await work(target(), async (server) => expect(await masterOf(server).call('SET', 'a', 'b')).toBe('OK'))
  })

  it('asks the next Sentinel when one is gone', async () => {
    const others = [{ host: '127.0.0.1', port: sentinel.port }]
    await work(target({ port: 1, sentinel: { master: 'main', others } }), async (server) => {
      expect(server.facts.topology).toBe('sentinel')
    })
  })

  it('says what is wrong: the name, the port, the password', async () => {
    expect(await failing(target({ sentinel: { master: 'mian', others: [] } }))).toMatchObject({
      code: 'NOT_FOUND',
      message: `The Sentinel at 127.0.0.1:${sentinel.port} watches no master named mian.`,
      hint: 'It watches main.',
    })
    const [server] = sentinel.servers
    expect(await failing(target({ port: server.port }))).toMatchObject({
      code: 'UNSUPPORTED',
      message: `127.0.0.1:${server.port} is no Sentinel.`,
    })
    expect(await failing({ ...target(), password: 'wrong' })).toMatchObject({
      code: 'AUTHENTICATION',
      message: expect.stringContaining('wants another password'),
    })
    const bare = target()
    delete bare.address.sentinel
    expect(await failing(bare)).toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('is a Sentinel'),
    })
  })
})

describe.skipIf(redisProgram === undefined)('withRedis on a cluster', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(async () => await cluster.stop())

  it('finds all masters, and every key its own', async () => {
    await work(cluster.target(), async (server) => {
      expect(server.facts.topology).toBe('cluster')
      expect(server.masters).toHaveLength(3)
      expect(server.limitations).toEqual([])
      const keys = Array.from({ length: 200 }, (_, index) => Buffer.from(`key:${index}`))
      for (const key of keys) {
        expect(slotOfKey(key)).toBe(await masterOf(server).call('CLUSTER', 'KEYSLOT', key))
        expect(await server.callForKey(key, 'SET', key, 'x')).toBe('OK')
      }
      const sizes = await Promise.all(server.masters.map(async (node) => Number(await node.call('DBSIZE'))))
      expect(Math.min(...sizes)).toBeGreaterThan(0)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(keys.length)
      for (const key of keys) expect(await server.nodeOf(key).call('EXISTS', key)).toBe(1)
    })
  })

  it('follows a key that has moved, and one that is just moving', async () => {
    const [from, to] = cluster.nodes
    if (from === undefined || to === undefined) throw new Error('no nodes')
    const key = Buffer.from('moving')
    const slot = slotOfKey(key)
    await work(cluster.target(), async (server) => {
      await server.callForKey(key, 'SET', key, '1')
      const owner = cluster.nodes.find(({ port }) => server.nodeOf(key).name.endsWith(`:${port}`)) ?? from
      const other = owner === from ? to : from
      const [ownerId, otherId] = [
        String(await owner.redis.call('CLUSTER', 'MYID')),
        String(await other.redis.call('CLUSTER', 'MYID')),
      ]
      await setSlot(other, slot, 'IMPORTING', ownerId)
      await setSlot(owner, slot, 'MIGRATING', otherId)
      await owner.redis.call('MIGRATE', '127.0.0.1', String(other.port), key, '0', '5000')
      // ASK: the slot is still the owner's, the key no longer.
      expect(await server.callForKey(key, 'GET', key)).toEqual(Buffer.from('1'))
      expect(server.nodeOf(key).name).toBe(`127.0.0.1:${owner.port}`)
      await setSlot(other, slot, 'NODE', otherId)
      await setSlot(owner, slot, 'NODE', otherId)
      const direct = await failureOf(server.nodeOf(key).call('GET', key))
      expect(direct).toMatchObject({ facts: { reply: 'MOVED' } })
      expect(await server.callForKey(key, 'INCR', key)).toBe(2)
      expect(server.nodeOf(key).name).toBe(`127.0.0.1:${other.port}`)
      for (const node of cluster.nodes) await setSlot(node, slot, 'NODE', otherId)
    })
  })

  it('says why keys of two slots do not go together, and that there is one database', async () => {
    await work(cluster.target(), async (server) => {
      const refused = await failureOf(server.callForKey(Buffer.from('a'), 'MGET', 'a', 'b'))
      expect(refused).toMatchObject({
        facts: { reply: 'CROSSSLOT' },
        hint: expect.stringContaining('{user:1}'),
      })
    })
    expect(await failing(at(cluster.target(), { database: 1 }))).toMatchObject({
      code: 'UNSUPPORTED',
      message: 'A Redis cluster has only database 0.',
    })
  })

  it('sees one node where the user may not ask for the others, and follows keys to them all the same', async () => {
    for (const { redis } of cluster.nodes) {
      await redis.call('ACL', 'SETUSER', 'reader', 'on', '>reads', '~*', '+@read')
    }
    await work(at(cluster.target(), { user: 'reader' }, 'reads'), async (server) => {
      expect(server.masters).toHaveLength(1)
      expect(server.limitations).toMatchObject([{ message: expect.stringContaining('CLUSTER SLOTS') }])
      for (const key of ['key:1', 'key:2', 'key:3', 'key:4']) {
        expect(await server.callForKey(Buffer.from(key), 'EXISTS', key)).toBe(1)
      }
    })
  })

  it('looks for a node at the host it knows when the announced one is not reached', async ({ skip }) => {
    const [first, , last] = cluster.nodes
    if (first === undefined || last === undefined) throw new Error('no node')
    const isKnown = await first.redis
      .config('SET', 'cluster-preferred-endpoint-type', 'hostname')
      .catch(() => undefined)
    if (isKnown === undefined) return skip('Names of nodes can be announced since Redis 7.')
    try {
      for (const { redis } of cluster.nodes) {
        await redis.config(
          'SET',
          'cluster-announce-hostname',
          redis === last.redis ? 'inner.invalid' : '127.0.0.1',
        )
      }
      const told = async () => {
        const slots = JSON.stringify(await first.redis.call('CLUSTER', 'SLOTS'))
        return slots.includes('"inner.invalid"') && slots.split('"127.0.0.1"').length > 2
      }
      await until('the others have heard', told)
      await work(cluster.target(), async ({ masters }) => {
        expect(masters.map(({ name }) => name)).toContain(`127.0.0.1:${last.port}`)
        for (const node of masters) expect(await node.call('PING')).toBe('PONG')
      })
    } finally {
      for (const { redis } of cluster.nodes) await redis.config('SET', 'cluster-announce-hostname', '')
      await first.redis.config('SET', 'cluster-preferred-endpoint-type', 'ip')
    }
  })

  it('says who named an address that is not reached', async () => {
    const [, , last] = cluster.nodes
    if (last === undefined) throw new Error('no node')
    await last.redis.config('SET', 'cluster-announce-port', '1')
    try {
      const told = async () =>
        String(await cluster.nodes[0]?.redis.call('CLUSTER', 'NODES')).includes('127.0.0.1:1@')
      await until('the others have heard', told)
      expect(await failing(cluster.target())).toMatchObject({
        code: 'UNREACHABLE',
        message:
          'The cluster says that one of its masters is at 127.0.0.1:1, which cannot be reached from here.',
        hint: expect.stringContaining('cluster-announce-ip'),
      })
    } finally {
      await last.redis.config('SET', 'cluster-announce-port', '0')
    }
  })
})

const setSlot = async ({ redis }: TestRedis, slot: number, ...state: string[]) =>
  await redis.call('CLUSTER', 'SETSLOT', String(slot), ...state)
