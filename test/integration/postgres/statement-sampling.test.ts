import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openTestRoom, statementWith, type TestRoom, urlOf } from './statements-room.ts'
import { pitwallBackends, startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

describe.each(versions)('without counters, on Postgres %i', (version) => {
  let server: TestServer
  let rooms: TestRoom
  let shop: Client

  beforeAll(async () => {
    server = await startTestServer(version, { track_activity_query_size: '200' })
    rooms = openTestRoom()
    shop = new Client({ connectionString: server.url, application_name: 'the shop' })
    await shop.connect()
  })

  afterAll(async () => {
    await shop.end()
    rooms.close()
    await server.stop()
  })

  test('what is running or ran last is listed, and what is missing said with the change', async () => {
    const running = shop.query("SELECT pg_sleep(600), name FROM account WHERE name = 'x' LIMIT 1")
    running.catch(() => {})
    try {
      await vi.waitFor(
        async () => {
          const answer = await rooms.room.list(rooms.target(server), {}, timeouts)
          expect(answer).toMatchObject({ source: 'pg_stat_activity', since: null })
          expect(statementWith(answer, 'pg_sleep')).toMatchObject({
            query: 'SELECT pg_sleep($1), name FROM account WHERE name = $2 LIMIT $3',
            command: 'SELECT',
            tables: ['public.account'],
            applications: ['the shop'],
            calls: 1,
          })
          expect(answer.limitations[0]).toMatchObject({
            message: expect.stringContaining('shared_preload_libraries'),
            hint: expect.stringContaining('restart'),
            proposals: [{ sql: "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'" }],
          })
        },
        { timeout: 20_000 },
      )
      const visitor = await rooms.room.list(rooms.target(server, 'visitor'), {}, timeouts)
      expect(visitor.limitations[0]).toMatchObject({
        hint: expect.stringContaining('Have a superuser run'),
        proposals: [],
      })
    } finally {
      await server.admin.query(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'the shop'",
      )
      await running.catch(() => {})
    }
  })

  test('sampling tells runs apart and sums their times', async () => {
    const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'the shop' AND state = 'active'`
    let running: Promise<unknown> = Promise.resolve()
    let begun = 0
    let totalMs = 0
    for await (const list of rooms.room.sample(rooms.target(server), 60, timeouts)) {
      const sleep = statementWith(list, 'pg_sleep')
      if (statementWith(list, 'AS short')) {
        // Over before anybody looked, but the idle session still shows it.
        expect(statementWith(list, 'AS short')).toMatchObject({ calls: 1 })
        expect(list).toMatchObject({ source: 'pg_stat_activity' })
        expect(list.limitations[0]?.message).toContain('lower bounds')
        expect(sleep).toMatchObject({ calls: 3, applications: ['the shop'], tables: ['public.account'] })
        expect(list.statements.some(({ query }) => query.includes('pitwall'))).toBe(false)
        break
      }
      expect(sleep?.calls ?? 0).toBeLessThanOrEqual(begun)
      expect(sleep?.totalMs ?? 0).toBeGreaterThanOrEqual(totalMs)
      totalMs = sleep?.totalMs ?? 0
      if ((sleep?.calls ?? 0) < begun) continue
      await server.admin.query(cancel)
      await running
      if (begun < 3) {
        begun++
        running = shop
          .query(`SELECT pg_sleep(60${begun}), name FROM account WHERE id = ${begun}`)
          .catch(() => {})
      } else {
        await shop.query('SELECT $1::int AS short', [1])
      }
    }
    expect(begun).toBe(3)
  })

  test('lists come at most twice a second, the last at the end of the time', async () => {
    const lists = await Array.fromAsync(rooms.room.sample(rooms.target(server), 1, timeouts))
    expect(lists.length).toBeGreaterThanOrEqual(1)
    expect(lists.length).toBeLessThanOrEqual(3)
    expect(new Set(lists.map(({ since }) => since)).size).toBe(1)
  })

  test('sampling ends at once when nobody reads on, and when it is aborted', async () => {
    for await (const list of rooms.room.sample(rooms.target(server), 600, timeouts)) {
      expect(list.source).toBe('pg_stat_activity')
      break
    }
    expect(await pitwallBackends(server.admin)).toEqual([])

    const abort = new AbortController()
    const reading = (async () => {
      for await (const list of rooms.room.sample(rooms.target(server), 600, timeouts, abort.signal)) {
        if (list.statements) abort.abort()
      }
    })()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    await vi.waitFor(async () => expect(await pitwallBackends(server.admin)).toEqual([]), {
      interval: 10,
      timeout: 20_000,
    })
  })

  test('a text that the server has cut is shown as it is', async () => {
    await shop.query(`SELECT ${'name, '.repeat(60)} 7 AS seven FROM account LIMIT 1`)
    const answer = await rooms.room.list(rooms.target(server), {}, timeouts)
    expect(statementWith(answer, 'name, name')).toMatchObject({ command: 'SELECT', tables: [] })
    expect(answer.limitations.at(-1)?.message).toMatch(/cut after 200 bytes/)
  })

  test('a role without rights is not shown what others run', async () => {
    const visitor = new Client(urlOf(server, 'visitor'))
    await visitor.connect()
    await visitor.query('SELECT 1 AS mine')
    const answer = await rooms.room.list(rooms.target(server, 'visitor'), {}, timeouts)
    await visitor.end()
    expect(answer.statements.map(({ role }) => role)).toEqual(['visitor'])
  })
})
