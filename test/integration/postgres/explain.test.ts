import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  explain,
  pitwallBackends,
  planOf,
  startTestServer,
  type TestServer,
  versions,
} from './test-server.ts'

/** How many rows of `account` meet a condition with parameters, as its plan has it. */
function rowsOn(server: TestServer) {
  return async (where: string, parameters: (string | null)[]): Promise<number | undefined> => {
    const sql = `SELECT * FROM account WHERE ${where}`
    return (await planOf(server.target(), { sql, analyze: true, parameters })).nodes[0]?.rows
  }
}

describe.each(versions)('Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version)
  })

  afterAll(async () => {
    await server.stop()
  })

  afterEach(async () => {
    await vi.waitFor(async () => expect(await pitwallBackends(server.admin)).toEqual([]), { interval: 10 })
  })

  const count = async (sql: string): Promise<number> => {
    const { rows } = await server.admin.query<{ n: string }>(sql)
    return Number(rows[0]?.n)
  }

  test('without ANALYZE nothing is run, whatever the statement', async () => {
    const plan = await planOf(server.target('read-only'), { sql: 'DELETE FROM account' })
    expect(plan).toMatchObject({
      source: 'json',
      sql: 'DELETE FROM account',
      has: { analyze: false, costs: true },
    })
    expect(plan.serverVersion).toMatch(new RegExp(`^${version}`))
    expect(plan.nodes.map(({ type }) => type)).toEqual(['ModifyTable', 'Seq Scan'])
    expect(await count('SELECT count(*) AS n FROM account')).toBe(1000)
  })

  test('with ANALYZE it is run and measured', async () => {
    const plan = await planOf(server.target(), {
      sql: 'SELECT * FROM account WHERE id <= 10;',
      analyze: true,
    })
    expect(plan).toMatchObject({ has: { analyze: true, timing: true, buffers: true, io: true } })
    expect(plan.nodes[0]).toMatchObject({ rows: 10, relation: 'account' })
    expect(plan.executionMs).toBeGreaterThan(0)
    expect(JSON.parse(plan.raw)).toHaveLength(1)
  })

  test('progress is told until the plan', async () => {
    const events = await Array.fromAsync(
      explain(server.target(), { sql: 'SELECT pg_sleep(0.7)', analyze: true }),
    )
    expect(events.at(-1)?.type).toBe('plan')
    expect(events[0]).toMatchObject({ type: 'progress', phase: 'connecting' })
    const running = events.filter((event) => event.type === 'progress' && event.phase === 'running')
    expect(running.length).toBeGreaterThanOrEqual(2)
    expect(running.every((event) => event.type === 'progress' && (event.backendPid ?? 0) > 0)).toBe(true)
  })

  test('what it writes is rolled back', async () => {
    for (const sql of [
      "INSERT INTO account (big, name) SELECT n, 'x' FROM generate_series(1, 50) n",
      'UPDATE account SET amount = 0',
      'DELETE FROM account',
      'WITH gone AS (DELETE FROM account RETURNING *) SELECT count(*) FROM gone',
      'CREATE TABLE account_copy AS SELECT * FROM account',
      'SELECT * INTO account_copy FROM account',
    ]) {
      const plan = await planOf(server.target(), { sql, analyze: true, acceptEffects: true })
      expect(plan.executionMs).toBeGreaterThan(0)
    }
    expect(await count('SELECT count(*) AS n FROM account')).toBe(1000)
    expect(await count('SELECT sum(amount)::int AS n FROM account')).toBe(500_500)
    expect(await count(`SELECT count(*) AS n FROM pg_class WHERE relname = 'account_copy'`)).toBe(0)
  })

  test('as the warning says, a sequence stays where it is moved to', async () => {
    const before = await count('SELECT last_value AS n FROM account_id_seq')
    const sql = 'INSERT INTO account (big) VALUES (1)'
    await planOf(server.target(), { sql, analyze: true, acceptEffects: true })
    expect(await count('SELECT last_value AS n FROM account_id_seq')).toBe(before + 1)
  })

  test('parameters have the types that the server gives them', async () => {
    const rowsOf = rowsOn(server)
    expect(await rowsOf('id = $1', ['7'])).toBe(1)
    expect(await rowsOf('name = $1', ["name 7' OR true --"])).toBe(0)
    expect(await rowsOf('name = $1', ['name 7'])).toBe(1)
    expect(await rowsOf('opened = $1', ['2024-01-02'])).toBe(3)
    expect(await rowsOf('opened IS NOT DISTINCT FROM $1', [null])).toBe(0)
    expect(await rowsOf('id = ANY ($1)', ['{1,2,3}'])).toBe(3)
    expect(await rowsOf('tags @> $1 AND id < $2', ['{6,10}', '500'])).toBe(6)
    expect(await rowsOf('big = $1', ['9007199254740994'])).toBe(1)
    expect(await rowsOf('amount BETWEEN $1 AND $2', ['0.5', '2.5'])).toBe(2)
  })

  test('a value that is none of its type is an answer, not a crash', async () => {
    const request = { sql: 'SELECT * FROM account WHERE id = $1', analyze: true, parameters: ['seven'] }
    await expect(planOf(server.target(), request)).rejects.toMatchObject({
      code: 'SERVER_ERROR',
      message: 'Invalid input syntax for type integer: "seven".',
    })
  })

  test('a parameter of no type: how to give it one', async () => {
    const request = { sql: 'SELECT * FROM account WHERE $1 IS NULL', analyze: true, parameters: ['x'] }
    await expect(planOf(server.target(), request)).rejects.toMatchObject({
      facts: { sqlState: '42P18' },
      hint: expect.stringContaining('$1::int'),
    })
  })

  test('parameters that are missing or too many', async () => {
    const sql = 'SELECT * FROM account WHERE id = $1 OR id = $2'
    await expect(planOf(server.target(), { sql, analyze: true })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      hint: expect.stringContaining('without running it'),
    })
    await expect(planOf(server.target(), { sql, parameters: ['1'] })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'The statement takes 2 parameters, and 1 were given.',
    })
  })

  test('without values, the generic plan', async () => {
    const plan = await planOf(server.target(), { sql: 'SELECT * FROM account WHERE id = $1 AND name = $2' })
    expect(plan.nodes[0]).toMatchObject({ type: 'Index Scan', relation: 'account' })
    expect(plan.raw).toContain('$1')
    expect(plan.notes.join(' ')).toMatch(/generic plan.*partial indexes.*partitions/)
  })

  test('the generic plan of a partitioned table, which says what to think of it', async () => {
    const plan = await planOf(server.target(), { sql: 'SELECT * FROM event WHERE at = $1' })
    if (version >= 16) {
      expect(plan.nodes.filter(({ type }) => type === 'Seq Scan')).toHaveLength(2)
    } else {
      expect(plan.notes.join(' ')).toContain('older than 16')
    }
  })

  test('the generic plan of a change', async () => {
    const sql = 'UPDATE account SET name = $2 WHERE id = $1'
    const plan = await planOf(server.target('read-only'), { sql })
    expect(plan.nodes.map(({ type }) => type)).toEqual(['ModifyTable', 'Index Scan'])
  })

  test("the user's own EXPLAIN is replaced, and the plan says so", async () => {
    const plan = await planOf(server.target(), { sql: 'explain (analyze, format text) SELECT 1' })
    expect(plan).toMatchObject({ sql: 'SELECT 1', has: { analyze: false } })
    expect(plan.notes.join(' ')).toContain('The text was an EXPLAIN')
  })

  test('an error of the server has its place in the text given', async () => {
    const sql = "-- 'é'\nEXPLAIN SELECT '😀',\n  nope FROM account"
    await expect(planOf(server.target(), { sql })).rejects.toMatchObject({
      code: 'SERVER_ERROR',
      message: 'Column "nope" does not exist.',
      facts: { sqlState: '42703', position: sql.indexOf('nope') + 1, line: 3, column: 3 },
    })
    const prepared = 'SELECT * FROM account WHERE nope = $1'
    await expect(planOf(server.target(), { sql: prepared })).rejects.toMatchObject({
      facts: { line: 1, column: prepared.indexOf('nope') + 1 },
    })
  })

  test('two commands never reach the server', async () => {
    const sql = 'SELECT 1; DROP TABLE account'
    await expect(planOf(server.target(), { sql })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(planOf(server.target(), { sql: 'VACUUM account' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'There is no plan for VACUUM.',
    })
  })

  test('strings are read as they were checked, whatever the role is set to', async () => {
    await server.admin.query('ALTER ROLE pitwall SET standard_conforming_strings = off')
    try {
      const sql = String.raw`SELECT 'a\' AS "; DROP TABLE account --"`
      expect((await planOf(server.target(), { sql, analyze: true })).nodes[0]?.rows).toBe(1)
    } finally {
      await server.admin.query('ALTER ROLE pitwall RESET ALL')
    }
  })

  test('a role without rights gets a sentence', async () => {
    const visitor = server.target('open', 'visitor')
    await expect(planOf(visitor, { sql: 'SELECT * FROM secret', analyze: true })).rejects.toMatchObject({
      code: 'PERMISSION',
      message: expect.stringContaining('secret'),
    })
    const plan = await planOf(visitor, { sql: 'SELECT count(*) FROM pg_class', analyze: true })
    expect(plan.has).toMatchObject({ analyze: true, buffers: true })
  })
})
