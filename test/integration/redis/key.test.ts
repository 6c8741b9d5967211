import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getKey, keyValue, type ShownPage, type ValueRequest } from '#main/redis/key/index.ts'
import type { RedisTarget } from '#main/redis/redis-target.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'
import {
  redisProgram,
  startRedis,
  startRedisCluster,
  type TestCluster,
  type TestRedis,
} from '../../support/redis.ts'
import { at, connections, failureOf, timeouts } from './connecting.ts'

const get = async (target: RedisTarget, key: string) => await getKey(target, key, timeouts)
const value = async (target: RedisTarget, request: Partial<ValueRequest> & { key: string }) =>
  await keyValue(target, { limit: 100, ...request }, timeouts)

/** All pages of a key, at most so many. */
async function pages(
  target: RedisTarget,
  request: Partial<ValueRequest> & { key: string },
  most = 1000,
): Promise<ShownPage[]> {
  const found = [await value(target, request)]
  for (let cursor = found[0]?.cursor; cursor && found.length < most; cursor = found.at(-1)?.cursor) {
    found.push(await value(target, { ...request, cursor }))
  }
  return found
}

/** What the items of a page say, in their order. */
function textsOf({ page }: ShownPage): string[] {
  switch (page.type) {
    case 'string':
      return [page.value.text]
    case 'hash':
      return page.entries.map(({ field, value: one }) => `${field.text}=${one.text}`)
    case 'list':
      return page.items.map(({ index, value: one }) => `${index}=${one.text}`)
    case 'set':
      return page.members.map(({ text }) => text)
    case 'zset':
      return page.members.map(({ member, score }) => `${member.text}=${score}`)
    case 'stream':
      return page.entries.map(({ id }) => id)
    case 'other':
      return [page.name]
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

describe.skipIf(redisProgram === undefined)('a key', () => {
  let server: TestRedis
  let target: RedisTarget
  beforeAll(async () => {
    server = await startRedis()
    target = server.target()
  })
  afterAll(async () => await server.stop())

  const sent = async () => {
    const info = await server.redis.info('stats')
    return Number(/total_net_output_bytes:(\d+)/.exec(info)?.[1])
  }

  it('is told with when it expires, its size and its type', async () => {
    const when = Date.now() + 3_600_000
    await server.redis.set('a:1', 'x'.repeat(1000))
    await server.redis.pexpireat('a:1', when)
    const { facts, expiresAt, slot, node, limitations } = await get(target, 'a:1')
    expect(expiresAt).toBe(when)
    expect(facts).toMatchObject({ key: 'a:1', type: 'string', encoding: 'raw' })
    expect(facts.ttlMs).toBeLessThanOrEqual(3_600_000)
    expect(facts.ttlMs).toBeGreaterThan(3_500_000)
    expect(facts.bytes).toBe(Number(await server.redis.call('MEMORY', 'USAGE', 'a:1')))
    expect(facts.frequency).toBeNull()
    expect(slot).toBeNull()
    expect(node).toBe(`127.0.0.1:${server.port}`)
    expect(limitations).toEqual([])
    await server.redis.persist('a:1')
    expect(await get(target, 'a:1')).toMatchObject({ expiresAt: null, facts: { ttlMs: null } })
    expect(await connections(server)).toBe(0)
  })

  it('is not used by being looked at', async () => {
    await server.redis.hset('idle', { a: 'b' })
    await server.redis.call(
      'RESTORE',
      'idle',
      0,
      await server.redis.dumpBuffer('idle'),
      'REPLACE',
      'IDLETIME',
      '5000',
    )
    const before = await get(target, 'idle')
    const again = await get(target, 'idle')
    expect(before.facts.idleSeconds).toBeGreaterThanOrEqual(5000)
    expect(again.facts.idleSeconds).toBeGreaterThanOrEqual(5000)
    await value(target, { key: 'idle' })
    const after = await get(target, 'idle')
    // It is told before whether looking at the value will show.
    if (before.lookingTouches) {
      expect(after.facts.idleSeconds).toBeLessThan(5000)
      expect(before.facts.elements).toBeNull()
    } else {
      expect(after.facts.idleSeconds).toBeGreaterThanOrEqual(5000)
      expect(before.facts.elements).toBe(1)
    }
  })

  it('has a frequency under an LFU policy', async () => {
    await server.redis.config('SET', 'maxmemory-policy', 'allkeys-lfu')
    await server.redis.set('lfu', 'x')
    const { facts, limitations } = await get(target, 'lfu')
    expect(facts).toMatchObject({ idleSeconds: null, frequency: expect.any(Number) })
    expect(limitations).toEqual([])
    await server.redis.config('SET', 'maxmemory-policy', 'noeviction')
  })

  it('that is not there fails with what may have become of it', async () => {
    for (const attempt of [
      async () => await get(target, 'none'),
      async () => await value(target, { key: 'none' }),
    ]) {
      const failure = await failureOf(attempt())
      expect(failure).toMatchObject({ code: 'NOT_FOUND', message: 'There is no key none on the server.' })
      expect(failure.hint).toContain('expired')
    }
    expect((await failureOf(get(target, 'base64:***'))).code).toBe('BAD_INPUT')
  })

  it('may have any bytes as its name', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 123, 128])
    await server.redis.hset(bytes, Buffer.from([1, 255]), Buffer.from([2, 254]))
    const name = keyNameOf(bytes)
    expect((await get(target, name)).facts).toMatchObject({ key: name, type: 'hash' })
    const { page } = await value(target, { key: name })
    expect(page).toMatchObject({
      type: 'hash',
      entries: [{ field: { formats: ['bytes'], bytes: 2 }, value: { formats: ['bytes'], bytes: 2 } }],
    })
  })

  describe('of a string', () => {
    it('is shown as what it holds', async () => {
      await server.redis.set('json', gzipSync('{"id":9223372036854775807}'))
      const { page, cursor, total } = await value(target, { key: 'json' })
      expect(page).toMatchObject({
        type: 'string',
        value: { text: '{\n  "id": 9223372036854775807\n}', formats: ['gzip', 'json'], truncated: false },
      })
      expect(cursor).toBeNull()
      expect(total).toBe(await server.redis.strlen('json'))
      await server.redis.set('empty', '')
      expect(textsOf(await value(target, { key: 'empty' }))).toEqual([''])
      await server.redis.set('number', 5)
      expect(textsOf(await value(target, { key: 'number' }))).toEqual(['5'])
    })

    it('comes in pages that lose no letter', async () => {
      const text = `x${'é☃𝒳'.repeat(50_000)}`
      await server.redis.set('letters', text)
      const found = await pages(target, { key: 'letters' })
      expect(found.length).toBe(Math.ceil(Buffer.byteLength(text) / (64 * 1024)))
      expect(found.map((page) => textsOf(page).join('')).join('')).toBe(text)
      expect(found.every(({ total }) => total === Buffer.byteLength(text))).toBe(true)
      expect(found[0]?.page).toMatchObject({ value: { truncated: true, bytes: Buffer.byteLength(text) } })
    })

    it('of 100 MB is never loaded whole', async () => {
      await server.redis.call('SETRANGE', 'huge', 100 * 1024 ** 2 - 1, 'x')
      const before = await sent()
      const first = await value(target, { key: 'huge' })
      const second = await value(target, { key: 'huge', cursor: first.cursor ?? '' })
      await get(target, 'huge')
      expect((await sent()) - before).toBeLessThan(200_000)
      expect(first).toMatchObject({ total: 100 * 1024 ** 2, page: { value: { truncated: true } } })
      expect(textsOf(second)[0]?.startsWith('00010000  00 00')).toBe(true)
      await server.redis.unlink('huge')
    })
  })

  describe.each(['small', 'large'])('of a %s collection', (size) => {
    const count = size === 'small' ? 20 : 3000
    const key = (type: string) => `${size}:${type}`
    const encodings =
      size === 'small'
        ? {
            hash: /listpack|ziplist/,
            list: /listpack|quicklist/,
            zset: /listpack|ziplist/,
            set: /intset/,
            words: /listpack|hashtable/,
          }
        : { hash: /hashtable/, list: /quicklist/, zset: /skiplist/, set: /hashtable/, words: /hashtable/ }
    beforeAll(async () => {
      const { redis } = server
      await redis.hset(key('hash'), Object.fromEntries(numbers(count).map((n) => [`f${n}`, `v${n}`])))
      await redis.rpush(key('list'), ...numbers(count).map((n) => `item ${n}`))
      await redis.sadd(key('set'), ...numbers(count))
      await redis.sadd(key('words'), ...numbers(count).map((n) => `word${n}`))
      await redis.zadd(key('zset'), ...numbers(count).flatMap((n) => [n / 2, `m${n}`]))
      for (const n of numbers(count)) await redis.xadd(key('stream'), `${n + 1}-0`, 'a', n, 'b', 'x')
    })

    it('comes in pages that hold all of it', async () => {
      for (const [type, expected] of Object.entries({
        hash: numbers(count).map((n) => `f${n}=v${n}`),
        list: numbers(count).map((n) => `${n}=item ${n}`),
        set: numbers(count).map(String),
        words: numbers(count).map((n) => `word${n}`),
        zset: numbers(count).map((n) => `m${n}=${n / 2}`),
        stream: numbers(count).map((n) => `${n + 1}-0`),
      })) {
        const { facts } = await get(target, key(type))
        if (type in encodings) expect(facts.encoding).toMatch(encodings[type as keyof typeof encodings])
        const found = await pages(target, { key: key(type), limit: 7 * (size === 'small' ? 1 : 100) })
        expect(found.every((page) => textsOf(page).length <= 700 && page.total === count)).toBe(true)
        expect(found.length).toBeGreaterThan(2)
        const texts = found.flatMap(textsOf)
        if (['list', 'zset', 'stream'].includes(type)) expect(texts).toEqual(expected)
        else expect([...new Set(texts)].toSorted()).toEqual(expected.toSorted())
      }
    })

    it('comes with those that match alone', async () => {
      for (const [type, match, expected] of [
        ['hash', 'f1[0-4]', [10, 11, 12, 13, 14].map((n) => `f${n}=v${n}`)],
        ['words', 'word7', ['word7']],
        [
          'zset',
          'm*9',
          numbers(count)
            .filter((n) => n % 10 === 9)
            .map((n) => `m${n}=${n / 2}`),
        ],
      ] as const) {
        const found = await pages(target, { key: key(type), match })
        expect([...new Set(found.flatMap(textsOf))].toSorted()).toEqual([...expected].toSorted())
      }
    })
  })

  it('of a stream tells its groups', async () => {
    await server.redis.xadd('events', '1-1', 'kind', 'sale')
    await server.redis.xgroup('CREATE', 'events', 'workers', '0')
    await server.redis.call('XREADGROUP', 'GROUP', 'workers', 'one', 'STREAMS', 'events', '>')
    const { page } = await value(target, { key: 'events' })
    expect(page).toEqual({
      type: 'stream',
      entries: [
        {
          id: '1-1',
          fields: [
            {
              field: { text: 'kind', formats: ['text'], bytes: 4, truncated: false },
              value: { text: 'sale', formats: ['text'], bytes: 4, truncated: false },
            },
          ],
        },
      ],
      groups: [{ name: 'workers', consumers: 1, pending: 1 }],
    })
  })

  it('of a million members answers each page with little work', async () => {
    await server.redis.eval(
      "for i = 1, 1000000, 1000 do local m = {} for j = 0, 999 do m[j+1] = 'member:' .. (i+j) end redis.call('SADD', KEYS[1], unpack(m)) end",
      1,
      'million',
    )
    const before = await sent()
    const found = await pages(target, { key: 'million' }, 20)
    expect(new Set(found.flatMap(textsOf)).size).toBe(2000)
    expect(found.every(({ total }) => total === 1_000_000)).toBe(true)
    const rare = await value(target, { key: 'million', match: 'nothing*' })
    // It says that it has not looked at everything yet.
    expect(rare).toMatchObject({ page: { members: [] }, cursor: expect.any(String) })
    expect((await sent()) - before).toBeLessThan(200_000)
    await server.redis.unlink('million')
  })

  it('with large values ends its pages early', async () => {
    const large = 'y'.repeat(200_000)
    await server.redis.rpush('wide:list', ...numbers(120).map((n) => `${n} ${large}`))
    await server.redis.hset('wide:hash', Object.fromEntries(numbers(60).map((n) => [`f${n}`, large])))
    for (const [key, count] of [
      ['wide:list', 120],
      ['wide:hash', 60],
    ] as const) {
      const found = await pages(target, { key })
      expect(found.length).toBeGreaterThan(1)
      expect(found.flatMap(textsOf)).toHaveLength(count)
      for (const { page } of found) expect(JSON.stringify(page).length).toBeLessThan(2.5 * 1024 ** 2)
    }
  })

  it('with elements that are too large to load says so, and shows what is before them', async () => {
    await server.redis.rpush('giant', 'first', 'second')
    await server.redis.call('SETRANGE', 'tmp', 40 * 1024 ** 2, 'x')
    await server.redis.eval("redis.call('RPUSH', KEYS[2], redis.call('GET', KEYS[1]))", 2, 'tmp', 'giant')
    const first = await value(target, { key: 'giant' })
    expect(textsOf(first)).toEqual(['0=first'])
    const failure = await failureOf(value(target, { key: 'giant', cursor: 'list 2' }))
    expect(failure).toMatchObject({ code: 'UNSUPPORTED' })
    expect(failure.message).toContain('more than 32 MB')
    await server.redis.unlink('giant', 'tmp')
  })

  it('that became another meanwhile is told', async () => {
    await server.redis.rpush('swap', ...numbers(300))
    const { cursor } = await value(target, { key: 'swap' })
    await server.redis.unlink('swap')
    await server.redis.set('swap', 'now a string')
    expect(await failureOf(value(target, { key: 'swap', cursor: cursor ?? '' }))).toMatchObject({
      code: 'NOT_FOUND',
      message: 'This key was replaced by one of another type while it was read.',
    })
    for (const broken of ['', 'list', 'list x', 'string -1', 'nonsense 5']) {
      expect((await failureOf(value(target, { key: 'swap', cursor: broken }))).code).toMatch(
        /BAD_INPUT|NOT_FOUND/,
      )
    }
  })

  it('is seen as far as the user may', async () => {
    const { redis } = server
    await redis.hset('mine:1', { a: 'b' })
    await redis.hset('theirs:1', { a: 'b' })
    await redis.call(
      'ACL',
      'SETUSER',
      'reader',
      'on',
      '>secret',
      '~mine:*',
      '+type',
      '+pttl',
      '+hlen',
      '+ping',
    )
    const reader = at(target, { user: 'reader' }, 'secret')
    const { facts, limitations } = await get(reader, 'mine:1')
    expect(facts).toMatchObject({ type: 'hash', ttlMs: null, bytes: null, encoding: null })
    expect(limitations.map(({ message }) => message).join(' ')).toMatch(/MEMORY/)
    expect(await failureOf(value(reader, { key: 'mine:1' }))).toMatchObject({
      code: 'PERMISSION',
      message: expect.stringContaining('HSCAN'),
    })
    expect(await failureOf(get(reader, 'theirs:1'))).toMatchObject({ code: 'PERMISSION' })
    await redis.call('ACL', 'SETUSER', 'reader', '-pttl')
    expect(await failureOf(get(reader, 'mine:1'))).toMatchObject({
      code: 'PERMISSION',
      message: expect.stringContaining('PTTL'),
    })
  })

  it('is left as soon as asked', async () => {
    const controller = new AbortController()
    const attempt = keyValue(target, { key: 'json', limit: 10 }, timeouts, controller.signal)
    controller.abort()
    expect((await failureOf(attempt)).code).toBe('CANCELLED')
  })
})

describe.skipIf(redisProgram === undefined)('a key of a cluster', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(async () => await cluster.stop())

  it('is found on its node, whatever its type', async () => {
    const target = cluster.target()
    const commands = {
      string: ['SET', 'k:string', 'value'],
      hash: ['HSET', 'k:hash', 'f', 'value'],
      list: ['RPUSH', 'k:list', 'value'],
      set: ['SADD', 'k:set', 'value'],
      zset: ['ZADD', 'k:zset', '1', 'value'],
      stream: ['XADD', 'k:stream', '*', 'f', 'value'],
    }
    const [first] = cluster.nodes
    const nodes = new Set<string>()
    for (const [type, [command = '', key = '', ...rest]] of Object.entries(commands)) {
      const slot = Number(await first?.redis.call('CLUSTER', 'KEYSLOT', key))
      const owner = cluster.nodes[Math.min(2, Math.floor(slot / 5461))]
      await owner?.redis.call(command, key, ...rest)
      const head = await getKey(target, key, timeouts)
      expect(head).toMatchObject({ slot, facts: { type, key } })
      nodes.add(head.node)
      expect(JSON.stringify((await value(target, { key })).page)).toContain('value')
    }
    expect(nodes.size).toBeGreaterThan(1)
  })
})
