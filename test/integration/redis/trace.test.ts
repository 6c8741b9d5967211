import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Guard } from '#shared/contract/environments.ts'
import { bytesOfKeyName } from '#shared/redis/key-name.ts'
import { expectedCost, recordTrace } from '#main/redis/trace/index.ts'
import {
  redisProgram,
  startRedis,
  startRedisCluster,
  type TestCluster,
  type TestRedis,
  until,
} from '../../support/redis.ts'
import { accessesIn, isMonitored, recordWhile, textIn, timeouts } from './recording.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-recordings-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let number = 0
const newFile = (): string => join(folder, `${(number += 1)}.jsonl.gz`)

const record = async (server: TestRedis, guard: Guard, confirmation?: string) =>
  await recordWhile(
    server.target(guard),
    [server],
    { mode: 'monitor', file: newFile(), confirmation },
    async () => {},
  )

describe.skipIf(redisProgram === undefined)('a recording of accesses', () => {
  let server: TestRedis
  let client: Redis
  beforeAll(async () => {
    server = await startRedis()
    client = new Redis({ port: server.port, db: 0 })
  })
  afterAll(async () => {
    client.disconnect()
    await server.stop()
  })
  beforeEach(async () => await server.redis.flushall().then(() => {}))

  it('has all accesses of the clients, and no values, passwords or commands of its own', async () => {
    const file = newFile()
    const binary = Buffer.from([0xff, 0, 0x22, 0x5c, 0x0a])
    const summary = await recordWhile(server.target(), [server], { mode: 'monitor', file }, async () => {
      await client.set('user:1', 'a-secret-value', 'EX', 60)
      await client.get('user:1')
      await client.hset('user:2', 'a-secret-field', 'x')
      await client.mget('user:1', 'user:3')
      await client.set(binary, 'x'.repeat(1_000_000))
      await client.eval('return redis.call("GET", KEYS[1])', 1, 'user:4')
      await client.expire('user:2', 100)
      await client.del('user:1')
      await client.auth('a-secret-password').catch(() => {})
      await client.config('SET', 'masterauth', 'another-secret')
      await client.call('HELLO', '2', 'AUTH', 'default', 'third-secret').catch(() => {})
      await client.select(3)
      await client.get('elsewhere')
      await client.select(0)
      // Enough of them that they come in many pieces.
      const pipeline = client.pipeline()
      for (let index = 0; index < 20_000; index += 1) pipeline.get(`page:${index % 500}`)
      await pipeline.exec()
      await client.publish('the end', 'x')
    })
    const accesses = await accessesIn(file)
    const some = accesses.filter(({ key }) => !key.startsWith('page:'))
    expect(some.map(({ op, command, key, bytes, ttlMs }) => [op, command, key, bytes, ttlMs])).toEqual([
      ['write', 'set', 'user:1', 14, 60_000],
      ['read', 'get', 'user:1', undefined, undefined],
      ['write', 'hset', 'user:2', 15, undefined],
      ['read', 'mget', 'user:1', undefined, undefined],
      ['read', 'mget', 'user:3', undefined, undefined],
      ['write', 'set', some[5]?.key, 1_000_000, null],
      ['read', 'get', 'user:4', undefined, undefined],
      ['expire', 'expire', 'user:2', undefined, 100_000],
      ['delete', 'del', 'user:1', undefined, undefined],
    ])
    expect(Buffer.from(bytesOfKeyName(some[5]?.key ?? ''))).toEqual(binary)
    expect(accesses).toHaveLength(20_009)
    expect(new Set(accesses.map((access) => access.client)).size).toBe(1)
    expect(textIn(file)).not.toMatch(/secret|xxxx|elsewhere/)

    expect(summary).toMatchObject({ reads: 20_004, writes: 4, deletes: 1 })
    // The first ones may have come before the first look at the counters; "elsewhere" is in them.
    expect(summary.hits).toBeLessThanOrEqual(2)
    expect(summary.misses).toBeGreaterThanOrEqual(20_000)
    expect(summary.misses).toBeLessThanOrEqual(20_003)
    expect(summary.head).toMatchObject({ mode: 'monitor', accesses: 20_009, keys: 505 })
    expect(summary.namespaces[0]).toMatchObject({ pattern: 'page:*', keys: 500, reads: 20_000 })
    expect(summary.hotKeys[0]).toMatchObject({ reads: 40, writes: 0 })
    // Read 39 times again, each time after the 499 others.
    expect(summary.reuse.find(({ until: distance }) => distance === 512)?.reads).toBe(39 * 500)
    expect(summary.cost?.pingBeforeMs).toBeGreaterThan(0)
    expect(summary.cost?.commandsPerSecondDuring).toBeGreaterThan(0)
    expect(summary.limitations.map(({ message }) => message)).toContain(
      '1 command to other databases than 0 was left out.',
    )
  })

  it('ends by itself, before its file is too large', async () => {
    const file = newFile()
    const enough = new AbortController()
    const work = (async () => {
      while (!enough.signal.aborted) {
        const pipeline = client.pipeline()
        for (let index = 0; index < 1000; index += 1) pipeline.get(`${Math.random()}:${Math.random()}`)
        await pipeline.exec()
      }
    })()
    try {
      const events = recordTrace(
        server.target(),
        { mode: 'monitor', seconds: 600, maxBytes: 1_000_000, file },
        timeouts,
      )
      let message: string | undefined
      for await (const event of events)
        if (event.type === 'trace') message = event.summary.limitations[0]?.message
      expect(message).toMatch(/reached the wanted size/)
      const { size } = statSync(file)
      expect(size).toBeGreaterThan(500_000)
      expect(size).toBeLessThanOrEqual(1_000_000)
    } finally {
      enough.abort()
      await work
    }
  })

  it('leaves nothing behind when it is cancelled or nobody listens', async () => {
    const before = readdirSync(folder)
    const cancel = new AbortController()
    await expect(
      recordWhile(
        server.target(),
        [server],
        { mode: 'monitor', file: newFile() },
        async () => await Promise.resolve(cancel.abort()),
        cancel.signal,
      ),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
    const options = { mode: 'monitor', seconds: 60, maxBytes: 1e9, file: newFile() } as const
    for await (const event of recordTrace(server.target(), options, timeouts)) {
      if (event.type === 'progress' && event.phase === 'recording' && (await isMonitored([server]))) break
    }
    expect(readdirSync(folder)).toEqual(before)
    await until('MONITOR has ended', async () => !(await isMonitored([server])))
  })

  it('asks for the name of an environment that is guarded; statistics do not', async () => {
    for (const guard of ['confirm', 'read-only'] as const) {
      await expect(record(server, guard)).rejects.toMatchObject({
        code: 'REFUSED',
        facts: { guard, environment: 'staging', needs: 'confirmation' },
      })
    }
    await expect(record(server, 'confirm', 'staging')).resolves.toMatchObject({ head: { mode: 'monitor' } })
  })

  it('says which right is missing where MONITOR is forbidden, and keeps nothing', async () => {
    await server.redis.call('ACL', 'SETUSER', 'reader', 'on', '>pw', '~*', '+@all', '-monitor')
    const target = server.target()
    const reader = { ...target, password: 'pw', address: { ...target.address, user: 'reader' } }
    const before = readdirSync(folder)
    await expect(
      recordWhile(reader, [server], { mode: 'monitor', file: newFile() }, async () => {}),
    ).rejects.toMatchObject({ code: 'PERMISSION', hint: expect.stringContaining('+monitor') as string })
    expect(readdirSync(folder)).toEqual(before)
  })

  it('tells what it would cost, by INFO alone', async () => {
    const cost = await expectedCost(server.target(), timeouts)
    expect(cost).toMatchObject({ lowPercent: 0 })
    expect(cost.commandsPerSecond).toBeGreaterThanOrEqual(0)
    expect(cost.message).toMatch(/14 %.*55 %/)
  })
})

describe.skipIf(redisProgram === undefined)('a recording of statistics', () => {
  it("has the server's counters each second, and no keys", async () => {
    const server = await startRedis()
    try {
      const file = newFile()
      const options = { mode: 'statistics', seconds: 2, maxBytes: 1e9, file } as const
      let reads = 0
      for await (const event of recordTrace(server.target('read-only'), options, timeouts)) {
        if (event.type === 'progress' && event.phase === 'recording') {
          if (reads === 0) await server.redis.set('secret:1', 'x')
          await server.redis.mget('secret:1', 'secret:2')
          reads += 1
        } else if (event.type === 'trace') {
          const { summary } = event
          expect(summary.head.mode).toBe('statistics')
          expect(summary.hits).toBe(summary.misses)
          // The first ones may have come before the first look.
          expect(summary.hits).toBeGreaterThan(0)
          expect(summary.hits).toBeLessThanOrEqual(reads)
          expect(summary.head.accesses).toBe((summary.hits ?? 0) * 2)
          expect(summary.hotKeys).toEqual([])
          expect(summary.series.length).toBeGreaterThanOrEqual(2)
        }
      }
      expect(textIn(file)).not.toContain('secret')
    } finally {
      await server.stop()
    }
  })
})

describe.skipIf(redisProgram === undefined)('a recording of a cluster', () => {
  let cluster: TestCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(async () => await cluster.stop())

  it('has the accesses of all masters, in the order of time', async () => {
    const file = newFile()
    const summary = await recordWhile(
      cluster.target(),
      cluster.nodes,
      { mode: 'monitor', file },
      async () => {
        for (let index = 0; index < 300; index += 1) {
          // Whoever is wrong answers MOVED, which is no access.
          for (const { redis } of cluster.nodes) await redis.get(`key:${index}`).catch(() => {})
        }
      },
    )
    expect(summary.head.keys).toBe(300)
    const accesses = await accessesIn(file)
    expect(accesses.map(({ at }) => at)).toEqual(accesses.map(({ at }) => at).toSorted((a, b) => a - b))
  })
})
