import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  CreateIndex,
  DropIndex,
  KnownChange,
  SetRoleSetting,
} from '#main/postgres/changes/known-change.ts'
import { prepareProof } from '#main/postgres/changes/proof/index.ts'
import type { Proof } from '#shared/contract/changes.ts'
import type { Runnable } from '#shared/contract/finding.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

const extent = { budgetMs: 1500, fewestRounds: 5, mostRounds: 15 }

const createIndex = (index: string, on: string): CreateIndex => ({
  kind: 'create-index',
  title: '',
  sql: `CREATE INDEX ${index} ON ${on}`,
  notes: [],
  index,
  defaultName: 'sale_idx',
  table: { name: 'sale' },
  unique: false,
  method: 'btree',
  ifNotExists: false,
})
const dropIndex = (index: string): DropIndex => ({
  kind: 'drop-index',
  title: '',
  sql: `DROP INDEX ${index}`,
  notes: [],
  index: { name: index },
  ifExists: false,
})

const lookUp: Runnable = { sql: 'SELECT * FROM sale WHERE customer = $1', parameters: ['4711'] }
const countAll: Runnable = { sql: 'SELECT count(*) FROM sale WHERE amount > 10' }

describe.each(versions)('Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version, { max_parallel_workers_per_gather: '0', jit: 'off' })
    await server.admin.query(`
      CREATE TABLE sale (id serial PRIMARY KEY, customer int, amount int, note text);
      INSERT INTO sale (customer, amount, note)
        SELECT n * 7919 % 20000, n % 100, repeat('x', 40) FROM generate_series(1, 200000) n;
      GRANT SELECT ON sale TO visitor;
    `)
    await server.admin.query('VACUUM ANALYZE sale')
  })

  afterAll(async () => {
    await server.stop()
  })

  async function prove(
    change: KnownChange,
    statements: Runnable[],
    { user, apply }: { user?: string; apply?: string } = {},
  ): Promise<Proof> {
    const target = server.target('open', user)
    const run = prepareProof(target, change, statements, timeouts, undefined, () => {}, { extent })
    await run.before()
    await server.admin.query(apply ?? change.sql)
    return await run.after()
  }

  test('an index is proven in turn: faster where it helps, the same where it does not', async () => {
    const proof = await prove(createIndex('sale_customer_idx', 'sale (customer)'), [lookUp, countAll])
    expect(proof.method).toBe('interleaved')
    const [helped, untouched] = proof.measurements
    expect(helped).toMatchObject({ verdict: 'faster', planChanged: true })
    expect(helped?.ratio?.high).toBeLessThan(0.5)
    expect(helped?.after?.blocks).toBeLessThan((helped?.before.blocks ?? 0) / 10)
    expect(helped?.before.runs).toBe(helped?.after?.runs)
    expect(helped?.after?.plan.nodes.some(({ index }) => index === 'sale_customer_idx')).toBe(true)
    expect(helped?.before.plan.nodes.some(({ index }) => index === 'sale_customer_idx')).toBe(false)
    expect(untouched).toMatchObject({ planChanged: false })
    expect(['same', 'unclear']).toContain(untouched?.verdict)
    expect(proof.notes.join('\n')).toContain('does not use the new index for this statement: SELECT count(*)')

    // The trial has left nothing behind.
    const { rows } = await server.admin.query(
      `SELECT indisvalid FROM pg_index WHERE indexrelid = 'sale_customer_idx'::regclass`,
    )
    expect(rows).toEqual([{ indisvalid: true }])
  })

  test('dropping it is proven in turn before it is gone', async () => {
    const proof = await prove(dropIndex('sale_customer_idx'), [lookUp])
    expect(proof).toMatchObject({ method: 'interleaved' })
    expect(proof.measurements[0]).toMatchObject({ verdict: 'slower', planChanged: true })
  })

  test('an ordinary role measures before and after', async () => {
    const proof = await prove(createIndex('sale_customer_idx', 'sale (customer)'), [lookUp, countAll], {
      user: 'visitor',
    })
    expect(proof.method).toBe('sequential')
    expect(proof.measurements[0]).toMatchObject({ verdict: 'faster', planChanged: true })
    expect(proof.measurements[1]?.verdict).not.toBe('slower')
    expect(proof.notes.join('\n')).toContain('superuser')
    await server.admin.query('DROP INDEX sale_customer_idx')
  })

  test('an index that nothing uses is not called faster', async () => {
    const proof = await prove(createIndex('sale_note_idx', 'sale (note)'), [countAll, lookUp])
    for (const { verdict, planChanged } of proof.measurements) {
      expect(['same', 'unclear']).toContain(verdict)
      expect(planChanged).toBe(false)
    }
  })

  test('a setting is set in turn, also for another role', async () => {
    const change: SetRoleSetting = {
      kind: 'set-role-setting',
      title: '',
      sql: `ALTER ROLE visitor SET enable_hashagg = off`,
      notes: [],
      role: 'visitor',
      database: undefined,
      setting: 'enable_hashagg',
      reset: false,
    }
    const grouped = { sql: 'SELECT customer, count(*) FROM sale GROUP BY customer' }
    const proof = await prove(change, [grouped])
    expect(proof.method).toBe('interleaved')
    expect(proof.notes.join('\n')).toContain('enable_hashagg was on and off in turn')
    expect(proof.measurements[0]).toMatchObject({ planChanged: true })
  })

  test('a partitioned index is hidden with its partitions', async () => {
    await server.admin.query(`
      INSERT INTO event SELECT date '2024-01-01' + n % 700, 'kind ' || n % 5000 FROM generate_series(1, 100000) n;
      ANALYZE event`)
    const change: CreateIndex = { ...createIndex('event_kind_idx', 'event (kind)'), table: { name: 'event' } }
    const proof = await prove(change, [{ sql: `SELECT * FROM event WHERE kind = 'kind 7'` }])
    expect(proof).toMatchObject({ method: 'interleaved', measurements: [{ verdict: 'faster' }] })
  })

  test('what writes, lacks values or fails is left out, with the reason', async () => {
    const change = createIndex('sale_amount_idx', 'sale (amount)')
    const statements = [
      { sql: 'UPDATE sale SET amount = 1' },
      { sql: "SELECT writes('x')" },
      { sql: 'SELECT * FROM sale WHERE $1::text IS NULL' },
      { sql: 'SELECT * FROM nowhere' },
      { sql: 'SELECT 1 / (amount - amount) FROM sale' },
      { sql: 'VACUUM' },
      { sql: 'SELEC 1' },
      countAll,
    ]
    const proof = await prove(change, statements)
    expect(proof.measurements.map(({ sql }) => sql)).toEqual([countAll.sql])
    const reasons = new Map(proof.skipped.map(({ sql, reason }) => [sql, reason]))
    expect(reasons.size).toBe(7)
    expect(reasons.get('UPDATE sale SET amount = 1')).toContain('more than read')
    expect(reasons.get("SELECT writes('x')")).toContain('functions with effects')
    expect(reasons.get('SELECT * FROM sale WHERE $1::text IS NULL')).toContain('no values')
    expect(reasons.get('SELECT * FROM nowhere')).toContain('nowhere')
    expect(reasons.get('SELECT 1 / (amount - amount) FROM sale')).toContain('Division by zero')
    expect((await server.admin.query('SELECT * FROM secret')).rows).toEqual([])
  })

  test('parameters without values get common ones, and the proof says so', async () => {
    const change = createIndex('sale_filled_idx', 'sale (customer)')
    const proof = await prove(change, [{ sql: 'SELECT * FROM sale WHERE customer = $1 LIMIT $2' }])
    expect(proof.measurements[0]?.parameters).toEqual([expect.stringMatching(/^\d+$/), '10'])
    expect(proof.notes.join('\n')).toContain('filled with the commonest values')
    await server.admin.query('DROP INDEX sale_filled_idx')
  })

  test('a statement that timed out before and ends after is told of', async () => {
    const change = createIndex('sale_slow_idx', 'sale (customer, id)')
    const target = server.target()
    // Not an index but the timeout itself is what changes here, which is quicker to bring about.
    const short = { ...timeouts, statementTimeoutMs: 1000 }
    const sleepy = {
      sql: 'SELECT pg_sleep(CASE WHEN to_regclass($1) IS NULL THEN 5 ELSE 0.01 END)',
      parameters: ['sale_slow_idx'],
    }
    const run = prepareProof(target, change, [sleepy], short, undefined, () => {}, { extent })
    await run.before()
    await server.admin.query(change.sql)
    const proof = await run.after()
    expect(proof.skipped[0]?.reason).toMatch(/longer than 1 s\. With the change it ended after \d/)
  })

  test('cancelling stops the server at once', async () => {
    const stopping = new AbortController()
    const change = createIndex('sale_none_idx', 'sale (amount)')
    const run = prepareProof(
      server.target(),
      change,
      [{ sql: 'SELECT pg_sleep(30)' }],
      timeouts,
      stopping.signal,
      () => {},
      { extent },
    )
    const measuring = run.before()
    await expect
      .poll(async () => {
        const { rows } = await server.admin.query(
          `SELECT 1 FROM pg_stat_activity WHERE application_name = 'pitwall' AND query LIKE '%pg_sleep(30)%' AND state = 'active'`,
        )
        return rows.length
      })
      .toBe(1)
    stopping.abort()
    await expect(measuring).rejects.toMatchObject({ code: 'CANCELLED' })
    const { rows } = await server.admin.query(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = 'pitwall' AND state = 'active'`,
    )
    expect(rows).toEqual([])
  })
})
