import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adviseIndexes, compareIndexes } from '#main/postgres/advisor/index.ts'
import type { Advice, AdviseInput } from '#shared/contract/advisor.ts'
import type { Guard } from '#shared/contract/environments.ts'
import { startTestServer, type TestServer, timeouts } from './test-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer(18, { autovacuum: 'off' })
  await server.admin.query(`
    SELECT setseed(0.3);
    CREATE TABLE orders (id int PRIMARY KEY, status text NOT NULL, created_at timestamptz NOT NULL, note text);
    INSERT INTO orders SELECT n, (ARRAY['open','paid','sent','done'])[1 + n % 4], timestamptz '2025-01-01' + random() * interval '200 days', repeat('x', 80)
      FROM generate_series(1, 40000) n;
    CREATE TABLE visit (id int PRIMARY KEY, page int NOT NULL, hits int NOT NULL) WITH (fillfactor = 50);
    INSERT INTO visit SELECT n, n % 2000, 0 FROM generate_series(1, 20000) n;
  `)
  await server.admin.query('VACUUM ANALYZE')
})
afterAll(async () => {
  await server.stop()
})

const byStatus = 'SELECT * FROM orders WHERE status = $1 AND created_at > $2'

async function advise(
  sql: string[],
  options: Partial<AdviseInput> = {},
  guard: Guard = 'open',
): Promise<Advice> {
  const queries = sql.map((text, at) => ({ id: `q${at + 1}`, sql: text, weight: 1 }))
  const input = { workload: { source: 'queries' as const, queries }, ...options }
  for await (const event of adviseIndexes(server.target(guard), input, queries, timeouts)) {
    if (event.type === 'advice') return event.advice
  }
  throw new Error('No advice came.')
}

describe('without HypoPG', () => {
  it('asks before it builds anything', async () => {
    await expect(advise([byStatus])).rejects.toMatchObject({
      code: 'REFUSED',
      facts: { needs: 'allowTrial' },
    })
    await expect(advise([byStatus], { allowTrial: true }, 'confirm')).rejects.toMatchObject({
      code: 'REFUSED',
      facts: { needs: 'confirmation' },
    })
    await expect(advise([byStatus], { allowTrial: true }, 'read-only')).rejects.toMatchObject({
      code: 'REFUSED',
    })
  })

  it('finds the index by building it for a moment, and leaves nothing behind', async () => {
    const advice = await advise([byStatus], { allowTrial: true, confirmation: 'staging' }, 'confirm')
    expect(advice.method).toBe('trial')
    expect(advice.indexes.map(({ columns, verdict }) => [verdict, ...columns])).toEqual([
      ['proposed', 'status', 'created_at'],
    ])
    expect(advice.cost).toBeLessThan(advice.baselineCost)
    // Creating the extension is only offered where the server has its package.
    const { rowCount } = await server.admin.query(
      `SELECT 1 FROM pg_available_extensions WHERE name = 'hypopg'`,
    )
    expect(advice.limitations.flatMap(({ proposals }) => proposals.map(({ sql }) => sql))).toEqual(
      rowCount === 1 ? ['CREATE EXTENSION hypopg'] : [],
    )
    const { rows } = await server.admin.query(`SELECT 1 FROM pg_class WHERE relname LIKE 'pitwall_trial%'`)
    expect(rows).toEqual([])
  })

  it('says inconclusive where the planner may not look at the new index', async () => {
    const old = new Client(server.url)
    await old.connect()
    try {
      // A snapshot that still sees the rows before they are updated in place.
      await old.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      await old.query('SELECT count(*) FROM visit')
      await server.admin.query('UPDATE visit SET hits = hits + 1 WHERE id % 3 = 0')
      const advice = await advise(['SELECT * FROM visit WHERE page = 7'], { allowTrial: true })
      expect(advice.indexes.map(({ columns, verdict }) => [verdict, ...columns])).toEqual([
        ['inconclusive', 'page'],
      ])
      expect(advice.indexes[0]?.note).toContain('older transaction')
      expect(advice.cost).toBe(advice.baselineCost)
    } finally {
      await old.end()
    }
  })

  it('gives up on a table that somebody is writing to, and says so', async () => {
    const writer = new Client(server.url)
    await writer.connect()
    try {
      await writer.query('BEGIN; UPDATE orders SET note = note WHERE id = 1')
      const queries = [{ id: 'q1', sql: byStatus, weight: 1 }]
      const input = { workload: { source: 'queries' as const, queries }, allowTrial: true }
      const short = { ...timeouts, lockTimeoutMs: 50 }
      let advice: Advice | undefined
      for await (const event of adviseIndexes(server.target(), input, queries, short)) {
        if (event.type === 'advice') advice = event.advice
      }
      expect(advice?.indexes).toEqual([])
      expect(advice?.rejected.some(({ reason }) => reason.includes('lock'))).toBe(true)
    } finally {
      await writer.end()
    }
  })

  it('compares two plans with an index that is built and rolled back', async () => {
    const { before, after } = await compareIndexes(
      server.target(),
      {
        sql: byStatus,
        indexes: ['CREATE INDEX CONCURRENTLY orders_tried ON orders (status, created_at)'],
        allowTrial: true,
      },
      timeouts,
    )
    expect(before.nodes.some(({ index }) => index === 'orders_tried')).toBe(false)
    expect(after.nodes.some(({ index }) => index === 'orders_tried')).toBe(true)
    await expect(
      compareIndexes(server.target(), { sql: byStatus, indexes: ['DROP TABLE orders'] }, timeouts),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })
})
