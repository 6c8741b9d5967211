import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { previewChange } from '#main/postgres/changes/preview/index.ts'
import type { ChangePreview } from '#shared/contract/changes.ts'
import type { Guard } from '#shared/contract/environments.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

const rows = 100_000

describe.each(versions)('Postgres %i', (version) => {
  let server: TestServer

  beforeAll(async () => {
    server = await startTestServer(version, { max_prepared_transactions: '5' })
    await server.admin.query(`
      CREATE TABLE sale (id serial PRIMARY KEY, customer int, status text, note text, at timestamptz,
        amount numeric(12, 2), doc jsonb, tags text[], "Mixed case" uuid, maybe int);
      INSERT INTO sale (customer, status, note, at, amount, doc, tags, "Mixed case", maybe)
        SELECT n * 7919 % 50000, (ARRAY['new', 'paid', 'sent', 'done'])[n % 4 + 1], md5(n::text) || n,
          now() - n * interval '1 minute', n % 977 / 7.0,
          jsonb_build_object('id', n, 'kind', 'kind ' || n % 20, 'email', 'person' || n || '@example.org',
            'address', jsonb_build_object('zip', n % 1000, 'city', 'city ' || n % 300)),
          ARRAY['t' || n % 50, 't' || n % 31], md5(n::text)::uuid, CASE WHEN n % 10 = 0 THEN n END
        FROM generate_series(1, ${rows}) n;
      CREATE INDEX sale_customer_idx ON sale (customer);
      CREATE MATERIALIZED VIEW per_customer AS SELECT customer, sum(amount) FROM sale GROUP BY customer;
      CREATE TABLE notes_of_visitor (id int, note text);
      ALTER TABLE notes_of_visitor OWNER TO visitor;
      ANALYZE;
    `)
  })

  afterAll(async () => {
    await server.stop()
  })

  const preview = async (
    sql: string,
    { guard = 'open', user }: { guard?: Guard; user?: string } = {},
  ): Promise<ChangePreview> => await previewChange(server.target(guard, user), sql, timeouts)
  const warningsOf = async (sql: string): Promise<string> => (await preview(sql)).warnings.join('\n')

  test.each([
    ['(id)', 2],
    ['(customer)', 2],
    ['(status)', 2],
    ['(note)', 2],
    ['(at)', 2],
    ['(amount)', 2],
    ['("Mixed case")', 2],
    ['(maybe)', 2],
    ['(status, at DESC)', 2],
    ['(customer, note) INCLUDE (amount)', 2],
    ['(lower(note))', 2],
    [`(at) WHERE status = 'new'`, 2],
    ['USING hash (note)', 2],
    ['USING gin (doc)', 2],
    ['USING gin (doc jsonb_path_ops)', 2],
    ['USING gin (tags)', 2],
    ['USING brin (at)', 2],
  ])('the size of an index on %s is foreseen within a factor of %i', async (on, factor) => {
    const { diskBytes, diskNote, refusal } = await preview(`CREATE INDEX sized_idx ON sale ${on}`)
    expect(refusal).toBeUndefined()
    await server.admin.query(`CREATE INDEX sized_idx ON sale ${on}`)
    const { rows: found } = await server.admin.query<{ size: string }>(
      `SELECT pg_relation_size('sized_idx') AS size`,
    )
    await server.admin.query('DROP INDEX sized_idx')
    const real = Number(found[0]?.size)
    expect(diskNote).not.toContain('temporary')
    expect(diskBytes ?? 0).toBeGreaterThan(real / factor)
    expect(diskBytes ?? 0).toBeLessThan(real * factor)
  })

  test('HypoPG is asked about expressions, where it is installed', async () => {
    const { rows: available } = await server.admin.query(
      `SELECT 1 FROM pg_available_extensions WHERE name = 'hypopg'`,
    )
    if (available.length === 0) return
    await server.admin.query('CREATE EXTENSION hypopg')
    const { diskBytes, diskNote } = await preview('CREATE INDEX ON sale (lower(note))')
    await server.admin.query('DROP EXTENSION hypopg')
    expect(diskNote).toContain('HypoPG')
    expect(diskBytes).toBeGreaterThan(1_000_000)
  })

  test('CREATE INDEX: statement, undo, lock, and nobody in the way', async () => {
    const seen = await preview('CREATE INDEX sale_status_idx ON sale (status)')
    expect(seen).toMatchObject({
      kind: 'create-index',
      statements: ['CREATE INDEX CONCURRENTLY sale_status_idx ON sale (status)'],
      undoSql: 'DROP INDEX CONCURRENTLY public.sale_status_idx',
      locks: [{ lock: 'ShareUpdateExclusiveLock', on: 'public.sale' }],
      blockers: [],
      needsConfirmation: false,
    })
    expect(seen.locks[0]?.meaning).toContain('Reads and writes go on')
    expect(seen.refusal).toBeUndefined()
    const { rows: there } = await server.admin.query(`SELECT to_regclass('sale_status_idx') AS oid`)
    expect(there).toEqual([{ oid: null }])
  })

  test('whoever stands in the way is named with the reason', async () => {
    const writer = new Client(server.url)
    const reader = new Client(server.url)
    await writer.connect()
    await reader.connect()
    try {
      await writer.query(`SET application_name = 'importer'; BEGIN; UPDATE sale SET maybe = 1 WHERE id = 1`)
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM account')
      await server.admin.query(
        `BEGIN; UPDATE sale SET maybe = 2 WHERE id = 2; PREPARE TRANSACTION 'left over'`,
      )
      const { blockers } = await preview('CREATE INDEX sale_status_idx ON sale (status)')
      const byWriter = blockers.find(({ application }) => application === 'importer')
      expect(byWriter).toMatchObject({
        state: 'idle in transaction',
        query: expect.stringContaining('UPDATE sale'),
      })
      expect(byWriter?.why).toContain('RowExclusiveLock on sale')
      expect(byWriter?.transactionMs).toBeGreaterThanOrEqual(0)
      expect(blockers.some(({ why }) => why.includes('snapshot'))).toBe(true)
      expect(blockers.find(({ pid }) => pid === 0)).toMatchObject({
        state: 'prepared transaction',
        query: "PREPARE TRANSACTION 'left over'",
      })
      // A reader in another table is not in the way of dropping; a writer of this one is.
      const dropping = await preview('DROP INDEX sale_customer_idx')
      expect(dropping.blockers.map(({ application }) => application)).toContain('importer')
      expect(dropping.blockers.some(({ query }) => query.includes('FROM account'))).toBe(false)
      // Nor does either keep ANALYZE waiting.
      expect((await preview('ANALYZE sale')).blockers).toEqual([])
      // Whoever may not see them is told so.
      const blind = await preview('CREATE INDEX ON notes_of_visitor (note)', { user: 'visitor' })
      expect(blind.warnings.join('\n')).toContain('pg_monitor')
    } finally {
      await server.admin.query(`ROLLBACK PREPARED 'left over'`)
      await writer.end()
      await reader.end()
    }
  })

  test('an index that is there already, one that begins with it, and one that it would replace', async () => {
    expect(await warningsOf('CREATE INDEX x ON sale (customer)')).toContain(
      'public.sale_customer_idx has the same key already',
    )
    expect(await warningsOf('CREATE INDEX x ON sale (customer, at)')).toContain(
      'make public.sale_customer_idx superfluous',
    )
    await server.admin.query('CREATE INDEX wide_idx ON sale (status, at)')
    expect(await warningsOf('CREATE INDEX x ON sale (status)')).toContain(
      'public.wide_idx begins with the same key',
    )
    await server.admin.query('DROP INDEX wide_idx')
    expect(await warningsOf('CREATE UNIQUE INDEX x ON sale (customer, "Mixed case") WHERE id > 5')).toContain(
      'SELECT customer, "Mixed case", count(*) FROM public.sale WHERE id > 5 GROUP BY 1, 2 HAVING count(*) > 1 LIMIT 10',
    )
  })

  test('guards: read-only refuses, confirm asks', async () => {
    const sql = 'CREATE INDEX ON sale (status)'
    expect((await preview(sql, { guard: 'read-only' })).refusal?.message).toContain('read-only')
    const asked = await preview(sql, { guard: 'confirm' })
    expect(asked.needsConfirmation).toBe(true)
    expect(asked.refusal).toBeUndefined()
  })

  test.each([
    ['CREATE INDEX ON sale (status)', 'does not own'],
    ['DROP INDEX sale_customer_idx', 'does not own'],
    ['REINDEX TABLE sale', 'does not own'],
    ['VACUUM sale', 'does not own'],
    ['ANALYZE sale', 'does not own'],
    ['ALTER TABLE sale SET (fillfactor = 80)', 'does not own'],
    ['REFRESH MATERIALIZED VIEW per_customer', 'does not own'],
    ['CREATE MATERIALIZED VIEW mine AS SELECT * FROM notes_of_visitor', 'may not create anything'],
    [`ALTER SYSTEM SET work_mem = '8MB'`, 'may not change settings'],
    [`ALTER ROLE pitwall SET work_mem = '8MB'`, 'may not change settings of the role'],
    [`ALTER DATABASE postgres SET work_mem = '8MB'`, 'does not own the database'],
    ['ALTER ROLE visitor SET log_min_duration_statement = 5', 'Only a superuser may set'],
    ['SELECT pg_terminate_backend($PID)', 'may not signal'],
  ])('an ordinary role is told why not: %s', async (sql, why) => {
    const { rows: pids } = await server.admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const owner = server.target().address.user
    const seen = await preview(sql.replace('$PID', String(pids[0]?.pid)).replace('pitwall', owner), {
      user: 'visitor',
    })
    expect(seen.refusal?.message).toContain(why)
    expect(seen.refusal?.hint).toBeDefined()
  })

  test.each([
    ['ALTER ROLE visitor SET work_mem = $$8MB$$', 'visitor'],
    ['CREATE EXTENSION pg_stat_statements', 'pitwall'],
    ['VACUUM', 'pitwall'],
    ['VACUUM (ANALYZE) sale', 'pitwall'],
    ['ANALYZE', 'visitor'],
    ['REINDEX INDEX sale_customer_idx', 'pitwall'],
    ['ALTER TABLE sale SET (autovacuum_vacuum_scale_factor = 0.02)', 'pitwall'],
    [`ALTER SYSTEM SET random_page_cost = 1.1`, 'pitwall'],
    [`ALTER DATABASE postgres SET work_mem = '8MB'`, 'pitwall'],
    ['CREATE MATERIALIZED VIEW v AS SELECT status, count(*) FROM sale GROUP BY 1', 'pitwall'],
    ['REFRESH MATERIALIZED VIEW per_customer', 'pitwall'],
    ['CREATE INDEX ON notes_of_visitor USING gist (to_tsvector($$simple$$, note))', 'pitwall'],
  ])('everything else can be looked at: %s', async (sql, user) => {
    const text = sql.replaceAll('$$', "'")
    const seen = await preview(text, user === 'visitor' ? { user } : {})
    expect(seen.refusal).toBeUndefined()
    expect(seen.diskNote).toBeDefined()
    expect(seen.statements.length).toBeGreaterThan(0)
    expect(seen.warnings.join()).not.toContain('could not be looked up')
  })

  test('a materialized view: its sources, its size, and what CONCURRENTLY lacks', async () => {
    const created = await preview('CREATE MATERIALIZED VIEW v AS SELECT * FROM sale JOIN account USING (id)')
    expect(created.locks).toMatchObject([{ lock: 'AccessShareLock', on: 'public.account and public.sale' }])
    expect(created.diskBytes).toBeGreaterThan(0)
    const refreshed = await preview('REFRESH MATERIALIZED VIEW per_customer')
    expect(refreshed.locks.map(({ lock, on }) => `${lock} ${on}`)).toEqual([
      'AccessExclusiveLock public.per_customer',
      'AccessShareLock public.sale',
    ])
    const concurrent = await preview('REFRESH MATERIALIZED VIEW CONCURRENTLY per_customer')
    expect(concurrent.refusal?.message).toContain('no unique index')
    expect(concurrent.locks[0]?.lock).toBe('ExclusiveLock')
  })

  test('options that lock everybody out are told from those that do not', async () => {
    await server.admin.query('CREATE INDEX tags_idx ON sale USING gin (tags)')
    const [quiet, loud] = [
      await preview('ALTER TABLE sale SET (autovacuum_enabled = off)'),
      await preview('ALTER INDEX tags_idx SET (fastupdate = off)'),
    ]
    expect(quiet.locks[0]).toMatchObject({ lock: 'ShareUpdateExclusiveLock' })
    expect(loud.locks[0]).toMatchObject({ lock: 'AccessExclusiveLock', on: 'public.tags_idx' })
    await server.admin.query('DROP INDEX tags_idx')
  })

  test('what is not there is a refusal, what is no change a failure', async () => {
    expect((await preview('DROP INDEX nowhere_idx')).refusal?.message).toContain('nowhere_idx')
    expect((await preview('CREATE INDEX ON nowhere (id)')).refusal?.message).toContain('nowhere')
    await expect(preview('DROP TABLE sale')).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })
})
