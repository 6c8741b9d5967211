import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adviseIndexes, compareIndexes } from '#main/postgres/advisor/index.ts'
import type { Advice, AdviseInput } from '#shared/contract/advisor.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

const hasHypopg = versions.includes(15) && existsSync('/usr/share/postgresql/15/extension/hypopg.control')

let server: TestServer

interface Query {
  sql: string
  weight?: number
}

async function advise(queries: Query[], options: Partial<AdviseInput> = {}): Promise<Advice> {
  const workload = queries.map(({ sql, weight = 1 }, at) => ({ id: `q${at + 1}`, sql, weight }))
  const input = { workload: { source: 'queries' as const, queries: workload }, ...options }
  for await (const event of adviseIndexes(server.target(), input, workload, timeouts)) {
    if (event.type === 'advice') return event.advice
  }
  throw new Error('No advice came.')
}

describe.skipIf(!hasHypopg)('planted advice, with HypoPG', () => {
  beforeAll(async () => {
    server = await startTestServer(15, { autovacuum: 'off' })
    await server.admin.query('CREATE EXTENSION hypopg')
  })
  afterAll(async () => {
    await server.stop()
  })

  it(
    'comes out right in 20 of 20 runs, whatever the size and the distribution',
    { timeout: 240_000 },
    async () => {
      for (let seed = 1; seed <= 20; seed++) {
        const rows = 8000 + seed * 2311
        await plant(seed, rows)
        await equalityThenRange()
        await nothingWhereAPrefixIs()
        await nothingWhereWritesCostMore()
        await joinAlongAForeignKey()
        await namesThatNeedQuotes()
      }
    },
  )

  it('is the same when asked again', async () => {
    await plant(3, 20_000)
    const queries = [
      { sql: 'SELECT * FROM orders WHERE status = $1 AND created_at > $2' },
      {
        sql: 'SELECT count(*) FROM line JOIN orders ON orders.id = line.order_id WHERE orders.customer_id = 7',
      },
      { sql: 'SELECT * FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 10' },
    ]
    for (const budget of [{}, { budgetBytes: 600_000 }]) {
      const { elapsedMs: first, ...one } = await advise(queries, { ...budget, seconds: 60 })
      const { elapsedMs: second, ...other } = await advise(queries, { ...budget, seconds: 60 })
      expect(one).toEqual(other)
      expect([first, second].every((ms) => ms >= 0)).toBe(true)
    }
  })

  it('keeps to the budget, and says why what is left out is left out', async () => {
    await plant(4, 30_000)
    const queries = [
      { sql: 'SELECT * FROM orders WHERE status = $1 AND created_at > $2' },
      { sql: 'SELECT * FROM line WHERE order_id = $1' },
    ]
    const all = await advise(queries)
    expect(all.indexes.length).toBeGreaterThanOrEqual(2)
    const smallest = Math.min(...all.indexes.map(({ sizeBytes }) => sizeBytes))
    const some = await advise(queries, { budgetBytes: smallest })
    expect(some.indexes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBeLessThanOrEqual(smallest)
    expect(some.rejected.length).toBeGreaterThan(0)
    const none = await advise(queries, { budgetBytes: 1 })
    expect(none).toMatchObject({ indexes: [] })
    expect(none.cost).toBe(none.baselineCost)
  })

  it('skips what cannot be planned, with the reason, and advises for the rest', async () => {
    await plant(5, 20_000)
    const advice = await advise([
      { sql: 'SELECT * FROM nowhere' },
      { sql: 'SELEKT 1' },
      { sql: 'VACUUM orders' },
      { sql: 'SELECT * FROM line WHERE order_id = 5' },
    ])
    expect(advice.skipped.map(({ id }) => id).toSorted()).toEqual(['q1', 'q2', 'q3'])
    expect(advice.skipped.every(({ reason }) => reason.length > 10)).toBe(true)
    expect(advice.indexes.map(({ columns }) => columns)).toEqual([['order_id']])
  })

  it('proposes what HypoPG cannot imagine as inconclusive', async () => {
    await server.admin.query(`DROP TABLE IF EXISTS event;
      CREATE TABLE event AS SELECT n AS id, jsonb_build_object('kind', 'k' || n % 500, 'n', n) AS payload
        FROM generate_series(1, 60000) n;
      ANALYZE event`)
    const advice = await advise([{ sql: `SELECT id FROM event WHERE payload @> '{"kind": "k7"}'` }])
    expect(advice.indexes).toMatchObject([
      {
        accessMethod: 'gin',
        table: 'event',
        verdict: 'inconclusive',
        benefit: 0,
        gains: [{ queryId: 'q1' }],
      },
    ])
    expect(advice.indexes[0]?.note).toMatch(/HypoPG cannot imagine/)
    expect(advice.cost).toBe(advice.baselineCost)
    await server.admin.query(advice.indexes[0]?.sql ?? '')
    const again = await advise([{ sql: `SELECT id FROM event WHERE payload @> '{"kind": "k7"}'` }])
    expect(again.indexes).toEqual([])
  })

  it('shows both plans of a statement, and leaves nothing behind', async () => {
    await plant(6, 20_000)
    const { before, after } = await compareIndexes(
      server.target('read-only'),
      {
        sql: 'SELECT * FROM line WHERE order_id = $1',
        indexes: ['CREATE INDEX CONCURRENTLY line_order ON line (order_id);'],
      },
      timeouts,
    )
    expect(before.nodes.some(({ index }) => index !== undefined)).toBe(false)
    expect(after.nodes.some(({ index }) => index === 'line_order')).toBe(true)
    const { rows } = await server.admin.query(`SELECT 1 FROM pg_class WHERE relname = 'line_order'`)
    expect(rows).toEqual([])
  })
})

/** A shop with `rows` orders; the seed moves what is common and how it is spread. */
async function plant(seed: number, rows: number): Promise<void> {
  await server.admin.query(`
    DROP SCHEMA IF EXISTS "My Shop" CASCADE; DROP TABLE IF EXISTS line, orders, customer, log;
    SELECT setseed(${seed / 100});
    CREATE TABLE customer (id int PRIMARY KEY, name text);
    CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, status text NOT NULL,
      created_at timestamptz NOT NULL, total numeric(10,2), note text);
    CREATE INDEX orders_customer_created ON orders (customer_id, created_at);
    CREATE TABLE line (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, amount int, note text);
    CREATE TABLE log (id int PRIMARY KEY, kind int NOT NULL, at timestamptz NOT NULL, body text);
    INSERT INTO customer SELECT n, 'customer ' || n FROM generate_series(1, ${Math.ceil(rows / 20)}) n;
    INSERT INTO orders SELECT n, 1 + (power(random(), ${1 + (seed % 3) / 2}) * ${Math.ceil(rows / 20) - 1})::int,
      (ARRAY['open','paid','sent','done','held','back'])[1 + floor(power(random(), ${1 + (seed % 4) / 3}) * 6)::int],
      timestamptz '2025-01-01' + random() * interval '${300 + seed} days', n, repeat('x', 80) FROM generate_series(1, ${rows}) n;
    INSERT INTO line SELECT n, 1 + (random() * ${rows - 1})::int, n, repeat('y', 60) FROM generate_series(1, ${rows * 2}) n;
    INSERT INTO log SELECT n, n % 3, now(), repeat('z', 40) FROM generate_series(1, ${rows}) n;
    CREATE SCHEMA "My Shop";
    CREATE TABLE "My Shop"."Order" ("Id" int PRIMARY KEY, "user" int NOT NULL, "Créé le" date NOT NULL, "we""ird" text);
    INSERT INTO "My Shop"."Order" SELECT n, 1 + (random() * ${rows / 10})::int, date '2025-01-01' + (random() * 300)::int, md5(n::text)
      FROM generate_series(1, ${rows}) n;
  `)
  await server.admin.query('VACUUM ANALYZE')
}

async function equalityThenRange(): Promise<void> {
  const advice = await advise([{ sql: 'SELECT * FROM orders WHERE status = $1 AND created_at > $2' }])
  expect(advice.method).toBe('hypopg')
  expect(advice.indexes.map(({ columns }) => columns)).toEqual([['status', 'created_at']])
  expect(advice.indexes[0]?.sql).toBe(
    'CREATE INDEX CONCURRENTLY orders_status_created_at_idx ON public.orders (status, created_at)',
  )
  expect(advice.cost).toBeLessThan(advice.baselineCost)
}

async function nothingWhereAPrefixIs(): Promise<void> {
  const advice = await advise([{ sql: 'SELECT * FROM orders WHERE customer_id = $1' }])
  expect(advice.indexes).toEqual([])
  expect(advice.rejected.some(({ reason }) => reason.includes('orders_customer_created'))).toBe(true)
}

async function nothingWhereWritesCostMore(): Promise<void> {
  const advice = await advise([
    { sql: 'INSERT INTO log (id, kind, at, body) VALUES ($1, $2, $3, $4)', weight: 100_000 },
    { sql: 'SELECT * FROM log WHERE kind = $1 AND body LIKE $2', weight: 1 },
  ])
  expect(advice.indexes).toEqual([])
  expect(advice.rejected.some(({ reason }) => /costs more than it gains/.test(reason))).toBe(true)
}

async function joinAlongAForeignKey(): Promise<void> {
  const advice = await advise([
    { sql: 'SELECT l.* FROM orders o JOIN line l ON l.order_id = o.id WHERE o.id = $1', weight: 50 },
  ])
  expect(advice.indexes.map(({ table, columns }) => [table, ...columns])).toEqual([['line', 'order_id']])
}

async function namesThatNeedQuotes(): Promise<void> {
  const advice = await advise([
    { sql: 'SELECT "we""ird" FROM "My Shop"."Order" WHERE "user" = $1 AND "Créé le" > $2' },
    { sql: 'SELECT "Id" FROM "My Shop"."Order" WHERE "we""ird" = $1' },
  ])
  const columns = advice.indexes.map((index) => index.columns[0] ?? '')
  expect(new Set(columns)).toEqual(new Set(['"user"', '"we""ird"']))
  for (const { sql, name } of advice.indexes) {
    await server.admin.query(sql)
    const { rows } = await server.admin.query(
      'SELECT indisvalid FROM pg_index WHERE indexrelid = $1::regclass',
      [`"My Shop"."${name.replaceAll('"', '""')}"`],
    )
    expect(rows).toEqual([{ indisvalid: true }])
  }
}
