import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ResolvedTarget } from '#main/environments/index.ts'
import { runWarmUp, type WarmUpEvent } from '#main/redis/warm-up/index.ts'
import type { Guard, HttpAddress } from '#shared/contract/environments.ts'
import type { WarmUpInput } from '#shared/contract/redis/warm-up.ts'
import { redisProgram, startRedis, startRedisCluster, type TestRedis } from '../../support/redis.ts'
import { timeouts } from './recording.ts'

type End = Extract<WarmUpEvent, { type: 'end' }>
const KEYS = 200

async function endOf(events: AsyncGenerator<WarmUpEvent>): Promise<End> {
  for await (const event of events) if (event.type === 'end') return event
  throw new Error('no end')
}

describe.skipIf(redisProgram === undefined)('the warm-up', () => {
  let folder: string
  let trace: string
  let server: TestRedis
  let service: Server
  let url: string
  /** Paths that were asked for. */
  let asked: string[] = []
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pitwall-warm-up-'))
    trace = join(folder, 'trace.csv')
    const lines = Array.from(
      { length: KEYS },
      (_, at) => `${at},get,cache:product:${at}\n${at},set,cache:product:${at}\n`,
    )
    writeFileSync(trace, `time,op,key\n${lines.join('')}300,get,other:1\n301,get,slow:1\n302,hgetall,h\n`)
    server = await startRedis()
    // A service that fills the cache from its source, as services do.
    service = createServer((request, response) => {
      asked.push(request.url ?? '')
      void answer(request.url ?? '').then(([status, body]) => response.writeHead(status).end(body))
    })
    await new Promise<void>((resolve) => {
      service.listen(0, '127.0.0.1', resolve)
    })
    url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/api/` // it listens on TCP
  })
  afterAll(async () => {
    service.close()
    service.closeAllConnections()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    asked = []
    await server.redis.flushall()
    await server.redis.config('RESETSTAT')
  })

  async function answer(path: string): Promise<[number, string]> {
    const id = /^\/api\/products\/(\d+)$/.exec(path)?.[1]
    if (id === undefined) return [404, 'no such product']
    const key = `cache:product:${id}`
    const cached = await server.redis.get(key)
    if (cached !== null) return [200, cached]
    await server.redis.set(key, `product ${id}`, 'EX', 60)
    return [200, `product ${id}`]
  }

  const httpTarget = (guard: Guard, at = url): ResolvedTarget<HttpAddress> => ({
    id: 'h',
    name: 'shop',
    address: { kind: 'http', url: at },
    password: undefined,
    environment: { name: 'shop', guard },
  })

  function warmUp(
    input: Partial<WarmUpInput>,
    http: ResolvedTarget<HttpAddress> = httpTarget('open'),
    signal?: AbortSignal,
    target = server.target(),
  ): AsyncGenerator<WarmUpEvent> {
    return runWarmUp(
      target,
      {
        targetId: 'r',
        traceId: 't',
        readsPerSecond: 300,
        seconds: 2,
        through: {
          kind: 'http',
          targetId: 'h',
          routes: [
            { pattern: 'cache:product:*', path: '/products/$1' },
            { pattern: 'other:*', path: 'missing/$1' },
          ],
        },
        ...input,
      },
      { traceFile: () => trace, httpTarget: async () => await Promise.resolve(http) },
      timeouts,
      signal,
    )
  }

  it('fills the cache through the service, and shows the hit rate come back', async () => {
    const end = await endOf(warmUp({ seconds: 3 }))
    expect(await server.redis.dbsize()).toBe(KEYS)
    const rates = end.samples.map(({ hitRate }) => hitRate ?? NaN)
    expect(rates).toHaveLength(3)
    expect(rates[0]).toBeLessThan(0.7)
    // What no route fills stays a miss.
    expect(rates[2]).toBeGreaterThan(0.95)
    expect(end.unmatched).toBe(2)
    expect(end.failures).toEqual([
      { kind: 'HTTP 404', count: asked.filter((path) => path === '/api/missing/1').length },
    ])
    expect(end.sent).toBe(asked.length)
    // In the order of the trace, from the beginning again.
    expect(asked.slice(0, 3)).toEqual(['/api/products/0', '/api/products/1', '/api/products/2'])
    expect(end.notes.join()).toMatch(/201 of these reads; they were begun again/)
    // Looking whether a key is there is not counted: only the service's own reads are.
    const info = await server.redis.info('stats')
    const found =
      Number(/keyspace_hits:(\d+)/.exec(info)?.[1]) + Number(/keyspace_misses:(\d+)/.exec(info)?.[1])
    expect(found).toBe(asked.filter((path) => path.includes('products')).length)
  })

  it('sends the reads themselves to Redis', async () => {
    await server.redis.hset('h', 'f', 'v')
    await server.redis.set('other:1', 'x')
    const end = await endOf(
      warmUp({ through: { kind: 'redis' }, match: '[oh]*', seconds: 1, readsPerSecond: 100 }),
    )
    expect(end.sent).toBeGreaterThan(50)
    expect(end.sent).toBeLessThanOrEqual(101)
    expect(end.samples.map(({ hitRate }) => hitRate)).toEqual([1])
    expect(end.notes.join()).toMatch(/nobody fills what is missing/)
    expect(asked).toEqual([])
  })

  it('counts what the service does not answer', async () => {
    const closed = httpTarget('open', 'http://127.0.0.1:1')
    const end = await endOf(warmUp({ seconds: 1, readsPerSecond: 50 }, closed))
    expect(end.failures).toEqual([{ kind: 'connection refused', count: end.sent }])
  })

  it('keeps to the guard', async () => {
    const far = 'http://shop.example'
    const refused = [
      warmUp({}, httpTarget('read-only')),
      warmUp({}, httpTarget('open'), undefined, server.target('read-only')),
      warmUp({}, httpTarget('open', far)),
      warmUp({ confirmation: 'Shop' }, httpTarget('confirm', far)),
    ]
    for (const events of refused) await expect(events.next()).rejects.toMatchObject({ code: 'REFUSED' })
    expect(asked).toEqual([])
  })

  it('says when there is nothing to send', async () => {
    await expect(endOf(warmUp({ match: 'nothing:*' }))).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  it('stops at once', async () => {
    const stop = new AbortController()
    const events = warmUp({ seconds: 600 }, undefined, stop.signal)
    await events.next()
    stop.abort()
    await expect(endOf(events)).rejects.toMatchObject({ code: 'CANCELLED' })
    const then = asked.length
    const unheard = warmUp({ seconds: 600 })
    await unheard.next()
    await unheard.return(undefined)
    expect(asked.length).toBeGreaterThan(then)
  })

  it('asks all masters of a cluster', async () => {
    const cluster = await startRedisCluster()
    try {
      const end = await endOf(
        warmUp(
          { through: { kind: 'redis' }, seconds: 1, readsPerSecond: 1000 },
          undefined,
          undefined,
          cluster.target(),
        ),
      )
      expect(end).toMatchObject({ failed: 0, failures: [] })
      expect(end.sent).toBeGreaterThan(500)
    } finally {
      await cluster.stop()
    }
  })
})
