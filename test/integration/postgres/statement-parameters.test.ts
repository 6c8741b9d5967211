import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { suggestParameters } from '#main/postgres/index.ts'
import type { ParameterSuggestion } from '#shared/contract/statements.ts'
import { planOf, startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

describe.each(versions)('values for parameters on Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version)
    await server.admin.query(`
      CREATE TABLE orders (
        id bigint PRIMARY KEY, status text NOT NULL, total numeric(12, 2), created_at timestamptz NOT NULL,
        paid boolean NOT NULL, tags text[] NOT NULL, payload jsonb NOT NULL, "Odd ""Name" text);
      INSERT INTO orders
        SELECT n, CASE WHEN n % 10 < 7 THEN 'done' WHEN n % 10 < 9 THEN 'open, "new"' ELSE 'x_y' END, n / 3.0,
          timestamptz '2026-01-01 00:00Z' + n * interval '1 hour', n % 4 = 0, ARRAY['tag ' || n % 5], jsonb_build_object('kind', n % 3),
          CASE WHEN n % 2 = 0 THEN 'even' END
        FROM generate_series(1, 2000) n;
      CREATE TABLE unread (id int, word text);
      INSERT INTO unread SELECT n, 'word ' || n FROM generate_series(1, 10) n;
      CREATE VIEW done AS SELECT * FROM orders WHERE status = 'done';
      ANALYZE orders`)
  })

  afterAll(async () => {
    await server.stop()
  })

  const suggest = async (sql: string, user?: string): Promise<ParameterSuggestion[]> =>
    await suggestParameters(server.target('read-only', user), sql, timeouts)

  test('common values with their shares, then what else the statistics have', async () => {
    const [status, low, high, limit, offset] = await suggest(`
      SELECT o.id FROM orders o WHERE o.status = $1 AND o.created_at >= $2 AND o.created_at < $3
      ORDER BY o.id LIMIT $4 OFFSET $5`)
    expect(status).toMatchObject({
      number: 1,
      column: 'orders.status',
      type: 'text',
      values: [{ value: 'done' }, { value: 'open, "new"' }, { value: 'x_y' }],
    })
    expect(status?.values.map(({ share }) => share?.toFixed(1))).toEqual(['0.7', '0.2', '0.1'])
    expect(low).toMatchObject({ column: 'orders.created_at', type: 'timestamp with time zone' })
    // Between the two ends there are rows.
    expect((low?.values[0]?.value ?? '') < (high?.values[0]?.value ?? '')).toBe(true)
    expect(limit).toMatchObject({ column: null, type: 'bigint', values: [{ value: '10', share: null }] })
    expect(offset).toMatchObject({ values: [{ value: '0', share: null }] })
  })

  test('what is suggested can be run', async () => {
    for (const sql of [
      'SELECT * FROM orders WHERE status = ANY ($1) AND total > $2 AND paid = $3',
      'SELECT * FROM orders WHERE id = ANY ($1)',
      'SELECT * FROM orders WHERE id BETWEEN $1 AND $2 LIMIT $3',
      'SELECT * FROM orders WHERE status LIKE $1 AND "Odd ""Name" = $2',
      'SELECT * FROM orders WHERE tags @> $1 AND payload @> $2',
      'SELECT * FROM orders WHERE $1 = ANY (tags)',
      'SELECT * FROM orders WHERE upper(status) = $1',
      'SELECT * FROM unread WHERE word = $1',
      'SELECT * FROM orders WHERE id IN ($1, $2)',
    ]) {
      const suggestions = await suggest(sql)
      const parameters = suggestions.map(({ values }) => values[0]?.value ?? null)
      expect(parameters, sql).not.toContain(null)
      const plan = await planOf(server.target(), { sql, analyze: true, parameters })
      expect(plan.nodes[0]?.rows, sql).toBeGreaterThan(0)
    }
  })

  test('an array of common values has the share of all of them', async () => {
    const [list] = await suggest('SELECT * FROM orders WHERE status = ANY ($1)')
    expect(list).toMatchObject({
      type: 'text[]',
      values: [{ value: String.raw`{"done","open, \"new\"","x_y"}` }],
    })
    expect(list?.values[0]?.share).toBeCloseTo(1, 5)
  })

  test('assigned values, several uses, and a type alone', async () => {
    const [status, id] = await suggest('UPDATE orders SET status = $1 WHERE id = $2')
    expect(status).toMatchObject({ column: 'orders.status', values: [{ value: 'done' }, {}, {}] })
    expect(id).toMatchObject({ column: 'orders.id', type: 'bigint' })
    const [days] = await suggest('SELECT count(*) FROM orders WHERE created_at > now() - $1::interval')
    expect(days).toMatchObject({ type: 'interval' })
    const [nothing] = await suggest('SELECT $1 IS NULL')
    expect(nothing).toMatchObject({ type: null, values: [], note: expect.stringContaining('$1::int') })
  })

  test('no parameters, no statement, a text that only the parser takes', async () => {
    expect(await suggest('SELECT 1')).toEqual([])
    await expect(suggest('SELECT 1; SELECT $1')).rejects.toMatchObject({ code: 'BAD_INPUT' })
    const [first] = await suggest(
      'SELECT * FROM orders WHERE status = $1 AND created_at > now() - interval $2',
    )
    expect(first).toMatchObject({ column: 'orders.status', values: [{ value: 'done' }, {}, {}] })
    const [gone] = await suggest('SELECT * FROM nowhere WHERE id = $1')
    expect(gone).toMatchObject({ values: [], note: expect.any(String) })
  })

  test('a role without rights is told so; nothing of the statement is run', async () => {
    const [status] = await suggest('SELECT * FROM orders WHERE status = $1', 'visitor')
    expect(status).toMatchObject({
      column: 'orders.status',
      type: 'text',
      values: [],
      note: 'The role may not read public.orders, so it sees no statistics of it either.',
    })
    const { rows } = await server.admin.query('SELECT last_value, is_called FROM tickets')
    await suggest(`SELECT nextval('tickets') FROM orders WHERE id = $1`)
    await suggest('DELETE FROM orders WHERE id = $1')
    expect((await server.admin.query('SELECT last_value, is_called FROM tickets')).rows).toEqual(rows)
    expect((await server.admin.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 2000 }])
  })

  test('a view has no statistics, but the columns behind a subquery have', async () => {
    const [view] = await suggest('SELECT * FROM done WHERE status = $1')
    expect(view).toMatchObject({
      column: 'done.status',
      values: [],
      note: expect.stringContaining('is a view'),
    })
    const [inner] = await suggest('SELECT * FROM (SELECT status AS s FROM orders) x WHERE x.s = $1')
    expect(inner).toMatchObject({ values: [{ value: 'done' }, {}, {}] })
  })
})
