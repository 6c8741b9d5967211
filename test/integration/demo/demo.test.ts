import { rm } from 'node:fs/promises'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createDemo, type Demo } from '#main/demo/index.ts'
import { createEnvironments, type Environments } from '#main/environments/index.ts'
import { openStorage, type Storage } from '#main/storage/index.ts'
import type { DemoStatus } from '#shared/contract/demo.ts'
import type { Address } from '#shared/contract/environments.ts'
import { makeHome } from '../../support/workbench-process.ts'

let home: string
let storage: Storage
let environments: Environments
let demo: Demo
const log: string[] = []

beforeAll(async () => {
  home = await makeHome()
  storage = openStorage(home)
  environments = createEnvironments({ database: storage.database })
  demo = createDemo({ home, environments, log: (message) => log.push(message) })
})

afterAll(async () => {
  await demo.close()
  storage.close()
  await rm(home, { recursive: true, force: true })
})

/** Starts the demo and waits until it runs; every message it told on the way. */
async function startAndWait(): Promise<{ status: DemoStatus; told: string[] }> {
  demo.start()
  const told: string[] = []
  for await (const status of demo.watch(undefined)) {
    told.push(status.message)
    if (status.state === 'running') return { status, told }
    if (status.state === 'failed') throw new Error(`${status.message} ${status.hint} ${log.join('\n')}`)
  }
  throw new Error('The demo never ran.')
}

async function present(asked: Demo): Promise<DemoStatus> {
  for await (const status of asked.watch(undefined)) return status
  throw new Error('The demo has no state.')
}

async function untilSettled(asked: Demo): Promise<DemoStatus> {
  for await (const status of asked.watch(undefined)) {
    if (status.state !== 'starting' && status.state !== 'stopping') return status
  }
  throw new Error('The demo never settled.')
}

function addressOf<K extends Address['kind']>(kind: K): Extract<Address, { kind: K }> {
  const address = environments
    .list()
    .find((environment) => environment.origin === 'demo')
    ?.targets.find((target) => target.address.kind === kind)?.address
  if (address?.kind !== kind) throw new Error(`The demo has no ${kind} target.`)
  // The check above is what the compiler cannot see through the type parameter.
  return address as Extract<Address, { kind: K }>
}

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const { host, port, user, database } = addressOf('postgres')
  const client = new pg.Client({ host, port, user, database, password: 'pitwall' })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

const refused = async (port: number): Promise<boolean> =>
  await fetch(`http://127.0.0.1:${port}/`).then(
    () => false,
    () => true,
  )

test('the demo starts real servers with the planted problems, stops them, and keeps its data', async () => {
  const first = await startAndWait()
  expect(first.status.missing).toEqual([])
  expect(first.told).toContain('Making 2.3 million rows, once')

  const counts = await query<{ rows: string }>(
    `SELECT sum(n)::text AS rows FROM (SELECT count(*) n FROM customers UNION ALL SELECT count(*) FROM products
     UNION ALL SELECT count(*) FROM orders UNION ALL SELECT count(*) FROM order_items
     UNION ALL SELECT count(*) FROM events UNION ALL SELECT count(*) FROM carts) t`,
  )
  expect(Number(counts[0]?.rows)).toBeGreaterThanOrEqual(2_300_000)

  const extensions = await query<{ loaded: string }>('SHOW shared_preload_libraries')
  expect(Object.values(extensions[0] ?? {}).join()).toContain('auto_explain')
  expect(await query('SELECT 1 FROM pg_stat_statements LIMIT 1')).toHaveLength(1)

  // Every offered example runs.
  expect(first.status.examples.length).toBeGreaterThanOrEqual(4)
  for (const example of first.status.examples) {
    expect((await query(example.sql)).length, example.title).toBeGreaterThan(0)
  }

  // Stale statistics: what the planner believes of events is far from what is there.
  const [stale] = await query<{ believed: number }>(
    `SELECT reltuples::float AS believed FROM pg_class WHERE relname = 'events'`,
  )
  expect(stale?.believed).toBeLessThan(20_000)

  const redisPort = addressOf('redis').port
  const redis = new Redis({ port: redisPort, host: '127.0.0.1' })
  expect(await redis.dbsize()).toBeGreaterThan(50_000)
  expect(await redis.ttl('cache:product:7')).toBe(-1)
  expect(await redis.zcard('leaderboard:all')).toBe(150_000)
  redis.disconnect()

  const api = addressOf('http').url
  const orders: unknown = await (await fetch(`${api}/customers/4711/orders`)).json()
  expect(orders).toHaveProperty('orders.0.items.0.product_id')
  const inspector = addressOf('node')
  const versions: unknown = await (await fetch(`http://127.0.0.1:${inspector.port}/json/version`)).json()
  expect(versions).toHaveProperty('Browser')
  expect(await echoed(api, 'hello')).toBe('hello')

  await query('CREATE TABLE kept_by_the_user (id int)')
  const apiPort = Number(new URL(api).port)
  await demo.stop()
  expect(await refused(apiPort)).toBe(true)
  expect(await refused(inspector.port)).toBe(true)
  expect(await refused(redisPort)).toBe(true)
  // An environment whose servers are gone is not offered.
  expect(environments.list()).toEqual([])

  const second = await startAndWait()
  expect(second.told).not.toContain('Making 2.3 million rows, once')
  expect(second.status.environmentId).toBe(first.status.environmentId)
  expect(await query('SELECT * FROM kept_by_the_user')).toEqual([])
})

test('a second workbench on the same folder is refused in words, and harms nothing', async () => {
  const others = createEnvironments({ database: storage.database })
  const second = createDemo({ home, environments: others, log: (message) => log.push(message) })
  // Opening it has not removed the environment of the one that runs.
  expect(addressOf('postgres').port).toBeGreaterThan(0)
  second.start()
  const status = await untilSettled(second)
  expect(status).toMatchObject({
    state: 'failed',
    message: `The demo already runs in another Pitwall (process ${process.pid}).`,
  })
  await second.close()
  expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a part that ends by itself ends the demo with a sentence, and the next start has it again', async () => {
  const redis = new Redis(addressOf('redis').port, '127.0.0.1', { retryStrategy: () => null })
  redis.on('error', () => {})
  const apiPort = Number(new URL(addressOf('http').url).port)
  await redis.shutdown('NOSAVE').catch(() => {})
  redis.disconnect()
  await expect.poll(async () => (await present(demo)).state, { timeout: 20_000 }).toBe('failed')
  expect(await present(demo)).toMatchObject({
    message: 'The demo’s Redis has ended, so the demo was stopped.',
    hint: 'Start the demo again; its data was kept.',
  })
  expect(environments.list()).toEqual([])
  expect(await refused(apiPort)).toBe(true)

  const { status } = await startAndWait()
  expect(status.missing).toEqual([])
  expect(addressOf('redis').port).toBeGreaterThan(0)
})

test('stopped twice and started at once, it ends once and starts after that', async () => {
  const stops = [demo.stop(), demo.stop()]
  await Promise.all(stops)
  expect((await present(demo)).state).toBe('stopped')
  await startAndWait()
  await demo.stop()
})

test('stopping while it starts leaves nothing running', async () => {
  demo.start()
  await demo.stop()
  for await (const status of demo.watch(undefined)) {
    expect(status.state).toBe('stopped')
    break
  }
})

async function echoed(api: string, message: string): Promise<string> {
  const socket = new WebSocket(`${api.replace('http', 'ws')}/live`)
  try {
    return await new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('open', () => socket.send(message))
      socket.on('message', (data: Buffer) => {
        const text = data.toString('utf8')
        if (!text.startsWith('{')) resolve(text)
      })
    })
  } finally {
    socket.close()
  }
}
