import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { explainStatement, readCatalogue } from '#main/postgres/index.ts'
import { type StatementList, statementListSchema } from '#shared/contract/statements.ts'
import { openTestRoom, statementWith, type TestRoom, urlOf } from './statements-room.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

/** Every text has been read with the parser. */
function isWhole({ limitations }: StatementList): boolean {
  return limitations.every(({ message }) => !message.includes('not known yet'))
}

describe.each(versions)('pg_stat_statements on Postgres %i', (version) => {
  let server: TestServer
  let rooms: TestRoom

  beforeAll(async () => {
    server = await startTestServer(version, {
      shared_preload_libraries: 'pg_stat_statements',
      track_io_timing: 'on',
    })
    await server.admin.query('CREATE SCHEMA "Stats"; CREATE EXTENSION pg_stat_statements SCHEMA "Stats"')
    rooms = openTestRoom()
  })

  afterAll(async () => {
    rooms.close()
    await server.stop()
  })

  beforeEach(async () => {
    await server.admin.query('SELECT "Stats".pg_stat_statements_reset()')
  })

  const list = async (user?: string) =>
    statementListSchema.parse(await rooms.room.list(rooms.target(server, user), {}, timeouts))

  test('what was run, how often, on which tables, by whom', async () => {
    const shop = new Client({ connectionString: server.url, application_name: 'the shop' })
    await shop.connect()
    try {
      for (const id of [1, 2, 3])
        await shop.query('SELECT a.name FROM account a, secret WHERE a.id = $1', [id])
      await shop.query('UPDATE account SET amount = amount + 1 WHERE id <= 100')
      const answer = await list()
      expect(answer).toMatchObject({ source: 'pg_stat_statements', evicted: 0 })
      expect(answer.serverVersion).toMatch(new RegExp(`^${version}`))
      expect(answer.since).toBeLessThanOrEqual(answer.until)
      expect(answer.until - (answer.since ?? 0)).toBeLessThan(60_000)
      const select = statementWith(answer, 'a.name')
      expect(select).toMatchObject({
        command: 'SELECT',
        tables: ['public.account', 'public.secret'],
        role: 'pitwall',
        calls: 3,
        rows: 0,
      })
      expect(select?.meanMs).toBeCloseTo((select?.totalMs ?? 0) / 3, 9)
      expect(select?.ioMs).toBeGreaterThanOrEqual(0)
      expect(select).not.toHaveProperty('planMs')
      const update = statementWith(answer, 'UPDATE account')
      expect(update).toMatchObject({ command: 'UPDATE', tables: ['public.account'], calls: 1, rows: 100 })
      expect(update?.walBytes).toBeGreaterThan(0)
      expect(update?.sharedHit).toBeGreaterThan(0)
      // Its last statement is seen with the application's name.
      expect(update?.applications).toEqual(['the shop'])
      const shares = answer.statements.reduce((sum, { sharePercent }) => sum + sharePercent, 0)
      expect(shares).toBeCloseTo(100, 6)
    } finally {
      await shop.end()
    }
  })

  test('ids stay the same, the costliest comes first, and a limit keeps the shares', async () => {
    await server.admin.query('SELECT count(*) FROM account a, account b')
    await server.admin.query('SELECT name FROM account WHERE id = 1')
    const first = await list()
    expect(first.statements.map(({ totalMs }) => totalMs)).toEqual(
      first.statements.map(({ totalMs }) => totalMs).toSorted((a, b) => b - a),
    )
    const again = await rooms.room.list(rooms.target(server), { limit: 1 }, timeouts)
    expect(again.statements).toHaveLength(1)
    expect(again.statements[0]?.id).toBe(first.statements[0]?.id)
    expect(again.statements[0]?.sharePercent).toBeLessThan(100)
  })

  test("other databases, Pitwall's own questions, EXPLAIN and catalogue reads are left out", async () => {
    await server.admin.query('DROP DATABASE IF EXISTS beside')
    await server.admin.query('CREATE DATABASE beside')
    const beside = new Client(server.url.replace(/postgres$/, 'beside'))
    await beside.connect()
    await beside.query('SELECT 1 AS elsewhere')
    await beside.end()
    await list()
    await readCatalogue(server.target(), timeouts)
    const explained = { sql: 'SELECT name AS explained FROM account WHERE id = $1', analyze: false }
    await Array.fromAsync(explainStatement(server.target(), explained, timeouts))
    await server.admin.query('SELECT count(*) FROM pg_catalog.pg_class, pg_attribute')
    const texts = (await list()).statements.map(({ query }) => query)
    expect(
      texts.filter((text) => /pitwall|elsewhere|explained|pg_catalog|statement_timeout/.test(text)),
    ).toEqual([])
  })

  test('a text that is longer than a list shows is to be had whole', async () => {
    const long = `SELECT ${Array.from({ length: 400 }, (_, at) => `id AS column_${at}`).join(', ')} FROM account`
    await server.admin.query(long)
    const entry = statementWith(await list(), 'column_1,')
    expect(entry?.query).toHaveLength(2000)
    const target = rooms.target(server)
    expect(await rooms.room.get(target, entry?.id ?? '', timeouts)).toEqual({
      statementId: entry?.id,
      query: long,
    })
    await expect(rooms.room.get(target, '1:2:3', timeouts)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a text with comments, a cut quote or a grammar of its own does no harm', async () => {
    await server.admin.query("/* hint */ SELECT /* in */ 1 AS one, ''' ; \"' AS two -- end")
    await server.admin.query("SELECT now() - interval '1 day' AS yesterday")
    await server.admin.query('SET work_mem TO 5000; RESET work_mem')
    const answer = await list()
    expect(statementWith(answer, 'AS one')).toMatchObject({ command: 'SELECT', tables: [] })
    expect(statementWith(answer, 'yesterday')).toMatchObject({ command: 'SELECT', tables: [] })
    expect(statementWith(answer, 'work_mem')).toMatchObject({ command: expect.stringMatching(/^(RE)?SET$/) })
  })

  test('inside and outside of functions, a statement is one', async () => {
    await server.admin.query(`
      CREATE OR REPLACE FUNCTION inside() RETURNS bigint LANGUAGE plpgsql AS
        'BEGIN RETURN (SELECT sum(big) FROM account WHERE id < 10); END'`)
    await server.admin.query("SET pg_stat_statements.track = 'all'")
    await server.admin.query('SELECT inside()')
    await server.admin.query('SELECT (SELECT sum(big) FROM account WHERE id < 10)')
    await server.admin.query('RESET pg_stat_statements.track')
    const ids = (await list()).statements.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('a role without rights sees its own, the others as one entry each, and what would show them', async () => {
    await server.admin.query('GRANT USAGE ON SCHEMA "Stats" TO visitor')
    await server.admin.query('SELECT name FROM account WHERE id = 1')
    const visitor = new Client(urlOf(server, 'visitor'))
    await visitor.connect()
    await visitor.query('SELECT 42 AS answer')
    await visitor.end()
    const answer = await list('visitor')
    expect(statementWith(answer, 'AS answer')).toMatchObject({ role: 'visitor', calls: 1 })
    const hidden = answer.statements.filter(({ queryId }) => queryId === null)
    expect(hidden).toMatchObject([
      { query: '<insufficient privilege>', role: 'pitwall', command: '', tables: [] },
    ])
    expect(hidden[0]?.calls).toBeGreaterThanOrEqual(1)
    const about = answer.limitations.filter(({ hint }) => hint.includes('pg_read_all_stats'))
    expect(about).toHaveLength(1)
    expect(answer.limitations.flatMap(({ proposals }) => proposals)).toEqual([])

    await server.admin.query('REVOKE USAGE ON SCHEMA "Stats" FROM visitor')
    const without = await list('visitor')
    expect(without.source).toBe('pg_stat_activity')
    expect(without.limitations[0]).toMatchObject({ hint: expect.stringContaining('GRANT USAGE') })
  })

  test('settings that hide figures are named, with the change for who may make it', async () => {
    await server.admin.query('ALTER ROLE pitwall SET track_io_timing = off')
    try {
      const answer = await list()
      expect(answer.limitations.flatMap(({ proposals }) => proposals.map(({ sql }) => sql))).toEqual([
        'ALTER SYSTEM SET track_io_timing = on',
        'ALTER SYSTEM SET pg_stat_statements.track_planning = on',
      ])
      expect(answer.statements.every((statement) => !('ioMs' in statement))).toBe(true)
    } finally {
      await server.admin.query('ALTER ROLE pitwall RESET ALL')
    }
  })

  test('5,000 statements', async () => {
    await server.admin.query("SET pg_stat_statements.track = 'all'")
    await server.admin.query(`DO $$
      DECLARE condition text;
      BEGIN
        FOR n IN 1..5000 LOOP
          SELECT string_agg(CASE WHEN n >> bit & 1 = 1 THEN 'a.id > 0' ELSE 'a.big > 0' END, ' AND ' ORDER BY bit)
            INTO condition FROM generate_series(0, 12) bit;
          EXECUTE 'SELECT a.name, count(*) FROM account a JOIN account b ON b.id = a.id WHERE a.id = -1 AND '
            || condition || ' GROUP BY a.name ORDER BY 2 DESC LIMIT 10';
        END LOOP;
      END $$`)
    await server.admin.query('RESET pg_stat_statements.track')
    const fresh = openTestRoom()
    try {
      const times: string[] = []
      const listTimed = async (): Promise<StatementList> => {
        const startedAt = performance.now()
        const answer = await fresh.room.list(fresh.target(server), {}, timeouts)
        times.push(`${(performance.now() - startedAt).toFixed(0)} ms`)
        return answer
      }
      // On a busy machine the texts may take more than one look.
      let answer = await listTimed()
      while (!isWhole(answer)) answer = await listTimed()
      answer = await listTimed()
      expect(answer.statements.length).toBeGreaterThan(4500)
      const made = answer.statements.filter(({ query }) => query.startsWith('SELECT a.name, count(*)'))
      expect(made.length).toBeGreaterThan(4500)
      expect(new Set(made.map(({ tables }) => tables.join()))).toEqual(new Set(['public.account']))
      console.log(`5,000 statements of Postgres ${version}: ${times.join(', ')}`)
    } finally {
      fresh.close()
    }
  })

  test('an aborted list is CANCELLED', async () => {
    const answer = rooms.room.list(rooms.target(server), {}, timeouts, AbortSignal.abort())
    await expect(answer).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe.each(versions)('older versions of the extension, on Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version, { shared_preload_libraries: 'pg_stat_statements' })
  })

  afterAll(async () => {
    await server.stop()
  })

  // Their columns are those of Postgres 9.6 to 12, 13, 14, 15 and 16, 17, 18.
  test.each(['1.4', '1.7', '1.8', '1.9', '1.10', '1.11', '1.12'])('%s', async (extension) => {
    const { rows } = await server.admin.query(
      'SELECT FROM pg_available_extension_versions WHERE name = $1 AND version = $2',
      ['pg_stat_statements', extension],
    )
    if (rows.length === 0) return
    await server.admin.query('DROP EXTENSION IF EXISTS pg_stat_statements')
    await server.admin.query(`CREATE EXTENSION pg_stat_statements VERSION '${extension}'`)
    await server.admin.query('SELECT pg_stat_statements_reset()')
    await server.admin.query('UPDATE account SET name = name WHERE id < 10')
    const rooms = openTestRoom()
    try {
      const answer = await rooms.room.list(rooms.target(server), {}, timeouts)
      const update = statementWith(answer, 'UPDATE account')
      expect(update).toMatchObject({ calls: 1, rows: 9, tables: ['public.account'] })
      expect(update?.totalMs).toBeGreaterThan(0)
      expect(update?.minMs).toBe(update?.maxMs)
      const minor = Number(extension.split('.')[1])
      expect(update?.walBytes !== undefined).toBe(minor >= 8)
      expect(answer.since !== null).toBe(minor >= 9)
      expect(answer.evicted !== undefined).toBe(minor >= 9)
    } finally {
      rooms.close()
    }
  })
})
