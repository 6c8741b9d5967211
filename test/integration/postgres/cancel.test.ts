import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ExplainEvent } from '#shared/contract/postgres.ts'
import {
  explain,
  pitwallBackends,
  planOf,
  startTestServer,
  type TestServer,
  versions,
} from './test-server.ts'

/** Starts an EXPLAIN and reads on until it is in the phase. */
async function startedIn(
  phase: string,
  events: AsyncGenerator<ExplainEvent>,
): Promise<{ backendPid: number; rest: Promise<unknown> }> {
  for (let next = await events.next(); !next.done; next = await events.next()) {
    const event = next.value
    if (event.type === 'plan') break
    if (event.phase === phase && event.backendPid !== undefined) {
      return { backendPid: event.backendPid, rest: Array.fromAsync(events).catch((error: unknown) => error) }
    }
  }
  throw new Error(`It never was in phase ${phase}.`)
}

/** Waits until the server process is gone; how long that took. */
async function goneAfter(admin: Client, pid: number, since: number): Promise<number> {
  await vi.waitFor(
    async () => {
      const { rows } = await admin.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])
      expect(rows).toHaveLength(0)
    },
    { interval: 2, timeout: 20_000 },
  )
  return performance.now() - since
}

describe.each(versions)('Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version)
  })

  afterAll(async () => {
    await server.stop()
  })

  test('cancelling a statement that runs frees its server process', async () => {
    const sql = 'SELECT pg_sleep(600)'
    const times: number[] = []
    for (let run = 0; run < 3; run++) {
      const controller = new AbortController()
      const events = explain(
        server.target(),
        { sql, analyze: true, statementTimeoutMs: 900_000 },
        controller.signal,
      )
      const { backendPid, rest } = await startedIn('running', events)
      await vi.waitFor(async () =>
        expect(await pitwallBackends(server.admin)).toMatchObject([{ state: 'active' }]),
      )
      const since = performance.now()
      controller.abort()
      times.push(await goneAfter(server.admin, backendPid, since))
      expect(await rest).toMatchObject({ name: 'Failure', code: 'CANCELLED' })
    }
    console.log(
      `Postgres ${version}: process gone ${times.map((time) => `${time.toFixed(0)} ms`).join(', ')} after the cancel`,
    )
    await vi.waitFor(async () => expect(await pitwallBackends(server.admin)).toEqual([]))
  })

  test('so does not listening any more', async () => {
    const events = explain(server.target(), { sql: 'SELECT pg_sleep(600)', analyze: true })
    let backendPid = 0
    while (backendPid === 0) {
      const { value } = await events.next()
      if (value.type === 'progress' && value.phase === 'running') backendPid = value.backendPid ?? 0
    }
    const since = performance.now()
    await events.return(undefined)
    await goneAfter(server.admin, backendPid, since)
  })

  test('cancelling while it waits for a lock to plan', async () => {
    const locker = new Client(server.url)
    await locker.connect()
    await locker.query('BEGIN; LOCK TABLE account IN ACCESS EXCLUSIVE MODE')
    const controller = new AbortController()
    const { backendPid, rest } = await startedIn(
      'planning',
      explain(server.target(), { sql: 'SELECT * FROM account' }, controller.signal),
    )
    controller.abort()
    expect(await rest).toMatchObject({ code: 'CANCELLED' })
    await goneAfter(server.admin, backendPid, performance.now())
    await locker.end()
  })

  test('cancelling at any moment ends in a plan or in CANCELLED, and leaves nobody behind', async () => {
    const sql = 'SELECT count(*) FROM account a, account b'
    for (let after = 0; after < 90; after += 6) {
      const outcome = planOf(server.target(), { sql, analyze: true }, AbortSignal.timeout(after))
      const settled = await outcome.then(
        () => 'plan',
        (error: unknown) => error,
      )
      if (settled !== 'plan') expect(settled).toMatchObject({ name: 'Failure', code: 'CANCELLED' })
    }
    await vi.waitFor(async () => expect(await pitwallBackends(server.admin)).toEqual([]), { interval: 10 })
  })

  test('a signal that has fired already connects to nobody', async () => {
    await expect(planOf(server.target(), { sql: 'SELECT 1' }, AbortSignal.abort())).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})

test('cancelling works where no second connection can be had', async () => {
  const server = await startTestServer(18, {
    max_connections: '5',
    superuser_reserved_connections: '0',
    reserved_connections: '0',
    max_wal_senders: '0',
  })
  const others: Client[] = []
  try {
    const controller = new AbortController()
    const events = explain(server.target(), { sql: 'SELECT pg_sleep(600)', analyze: true }, controller.signal)
    const { backendPid, rest } = await startedIn('running', events)
    for (;;) {
      const other = new Client(server.url)
      const isIn = await other.connect().then(
        () => true,
        () => false,
      )
      if (!isIn) break
      others.push(other)
    }
    expect(others).toHaveLength(3)
    const since = performance.now()
    controller.abort()
    const time = await goneAfter(server.admin, backendPid, since)
    console.log(`All connections taken: process gone ${time.toFixed(0)} ms after the cancel`)
    expect(await rest).toMatchObject({ code: 'CANCELLED' })
  } finally {
    await Promise.all(others.map(async (other) => await other.end()))
    await server.stop()
  }
})

test('cancelling while connecting to somebody who never answers', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket.on('error', () => {})))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const server = await startTestServer(18)
  const target = server.target()
  const deaf = { ...target, address: { ...target.address, port } }
  const controller = new AbortController()
  const events = explain(deaf, { sql: 'SELECT 1' }, controller.signal)
  expect(await events.next()).toMatchObject({ value: { phase: 'connecting' } })
  controller.abort()
  await expect(Array.fromAsync(events)).rejects.toMatchObject({ code: 'CANCELLED' })
  for (const socket of sockets) socket.destroy()
  silent.close()
  await server.stop()
})

test('a Pitwall that is killed leaves no statement behind', async () => {
  const server = await startTestServer(18)
  const args = [
    'src/main/cli.ts',
    'explain',
    '--pg',
    server.url,
    '--sql',
    'SELECT pg_sleep(600)',
    '--analyze',
  ]
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  const backend = await vi.waitFor(
    async () => {
      const [first] = await pitwallBackends(server.admin)
      expect(first).toMatchObject({ state: 'active' })
      return first
    },
    { interval: 20, timeout: 20_000 },
  )
  child.kill('SIGKILL')
  const time = await goneAfter(server.admin, backend?.pid ?? 0, performance.now())
  console.log(`Pitwall killed: process gone ${time.toFixed(0)} ms later`)
  await server.stop()
})
