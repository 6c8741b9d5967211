import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { versions } from '../postgres/test-server.ts'
import { indexes, startWorkshop, type Workshop } from './change-server.ts'

describe.each(versions)('Postgres %i', (version) => {
  let shop: Workshop
  beforeAll(async () => {
    shop = await startWorkshop(version)
  })
  afterAll(async () => await shop.stop())

  test('an index is made CONCURRENTLY and dropped again', async () => {
    const change = await shop.apply('create index on orders (status, "total" desc) -- for the list')
    expect(change).toMatchObject({
      status: 'applied',
      kind: 'create-index',
      title: 'Create index orders_status_total_idx on orders',
      sql: 'create index CONCURRENTLY orders_status_total_idx on orders (status, "total" desc)',
      undoSql: 'DROP INDEX CONCURRENTLY public.orders_status_total_idx',
      who: 'tester',
    })
    expect(await indexes(shop.admin, 'orders')).toContainEqual({
      name: 'orders_status_total_idx',
      valid: true,
    })
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
    expect(await indexes(shop.admin, 'orders')).toEqual([{ name: 'orders_pkey', valid: true }])
    await expect(shop.undo(change.id)).rejects.toThrow('It is undone already.')
  })

  test('names in capitals and quotes, and a name that is taken', async () => {
    await shop.admin.query(`CREATE SCHEMA "Odd"; CREATE TABLE "Odd"."T ""x" ("A b" int)`)
    const sql = `CREATE INDEX "I ""1" ON "Odd"."T ""x" ("A b")`
    const change = await shop.apply(sql)
    expect(change.undoSql).toBe('DROP INDEX CONCURRENTLY "Odd"."I ""1"')
    await expect(shop.apply(sql)).rejects.toThrow('There is a relation named "Odd"."I ""1" already.')
    const again = await shop.apply(sql.replace('INDEX', 'INDEX CONCURRENTLY IF NOT EXISTS'))
    expect(again).toMatchObject({ status: 'applied', undoSql: null })
    expect(again.message).toContain('was there already')
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
  })

  test('a violated unique index leaves nothing, and says why', async () => {
    const change = await shop.apply('CREATE UNIQUE INDEX orders_code ON orders (code)')
    expect(change).toMatchObject({
      status: 'failed',
      message: 'Could not create unique index "orders_code".',
      undoSql: null,
    })
    expect(change.hint).toMatch(/Key \(code\)=\(\d+\) is duplicated/)
    expect(await indexes(shop.admin, 'orders')).toEqual([{ name: 'orders_pkey', valid: true }])
    await expect(shop.undo(change.id)).rejects.toThrow('Nothing of it is left')
  })

  test('an index that is not the one that was made is not dropped', async () => {
    const change = await shop.apply('CREATE INDEX orders_mine ON orders (total)')
    await shop.admin.query('DROP INDEX orders_mine; CREATE INDEX orders_mine ON orders (code)')
    await expect(shop.undo(change.id)).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('is another index now'),
    })
    expect(shop.ledger.get(change.id).status).toBe('applied')
    const other = await shop.apply('CREATE INDEX orders_renamed ON orders (total)')
    await shop.admin.query('ALTER INDEX orders_renamed RENAME TO orders_other')
    await expect(shop.undo(other.id)).rejects.toThrow('is named public.orders_other now')
    await shop.admin.query('DROP INDEX orders_mine, orders_other')
  })

  test('a partitioned table is refused, with its partitions named', async () => {
    await expect(shop.apply('CREATE INDEX ON event (kind)')).rejects.toMatchObject({
      code: 'REFUSED',
      hint: expect.stringContaining('public.event_2024, public.event_2025'),
    })
  })

  test('an index is dropped and made again as it was', async () => {
    await shop.admin.query(`
      CREATE UNIQUE INDEX orders_partial ON orders (id DESC, lower(status)) INCLUDE (code)
        WITH (fillfactor = 70) WHERE total > 5;
      COMMENT ON INDEX orders_partial IS 'it''s \\ mine'`)
    const definition = await shop.one(`SELECT pg_get_indexdef('orders_partial'::regclass)`)
    const change = await shop.apply('DROP INDEX orders_partial')
    expect(change).toMatchObject({ status: 'applied', sql: 'DROP INDEX CONCURRENTLY orders_partial' })
    expect(await indexes(shop.admin, 'orders')).toHaveLength(1)
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
    expect(await shop.one(`SELECT pg_get_indexdef('orders_partial'::regclass)`)).toBe(definition)
    expect(await shop.one(`SELECT obj_description('orders_partial'::regclass)`)).toBe(`it's \\ mine`)
    await shop.admin.query('DROP INDEX orders_partial')
  })

  test('an index that violates its uniqueness when it is made again leaves nothing', async () => {
    await shop.admin.query('CREATE UNIQUE INDEX orders_total ON orders (total)')
    const change = await shop.apply('DROP INDEX orders_total')
    await shop.admin.query('INSERT INTO orders (total) VALUES (1)')
    const undone = await shop.undo(change.id)
    expect(undone.status).toBe('applied')
    expect(undone.message).toContain('It was not undone: Could not create unique index')
    expect(await indexes(shop.admin, 'orders')).toHaveLength(1)
    await shop.admin.query('DELETE FROM orders WHERE status IS NULL')
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
    await shop.admin.query('DROP INDEX orders_total')
  })

  test('what stands behind a constraint is not dropped', async () => {
    await expect(shop.apply('DROP INDEX orders_pkey')).rejects.toThrow('stands behind the constraint')
    await expect(shop.apply('DROP INDEX nowhere')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await shop.apply('DROP INDEX IF EXISTS nowhere')).toMatchObject({
      status: 'applied',
      undoSql: null,
    })
  })

  test('indexes are rebuilt', async () => {
    const before = await shop.one(`SELECT relfilenode FROM pg_class WHERE relname = 'orders_pkey'`)
    const change = await shop.apply('REINDEX TABLE orders')
    expect(change).toMatchObject({
      status: 'applied',
      sql: 'REINDEX TABLE CONCURRENTLY orders',
      undoSql: null,
    })
    expect(await shop.one(`SELECT relfilenode FROM pg_class WHERE relname = 'orders_pkey'`)).not.toBe(before)
    expect(await shop.apply('REINDEX (VERBOSE) INDEX orders_pkey')).toMatchObject({ status: 'applied' })
    await expect(shop.undo(change.id)).rejects.toMatchObject({ code: 'REFUSED', hint: expect.any(String) })
  })

  test('tables are analysed and vacuumed', async () => {
    expect(await shop.apply('ANALYZE orders')).toMatchObject({
      status: 'applied',
      title: 'Analyze public.orders'.replace('public.', ''),
    })
    expect(await shop.apply('VACUUM (ANALYZE) orders')).toMatchObject({ status: 'applied', kind: 'vacuum' })
    await expect(shop.apply('VACUUM FULL orders')).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  test('an extension is created and dropped', async () => {
    const change = await shop.apply('CREATE EXTENSION pg_stat_statements')
    expect(change).toMatchObject({ status: 'applied', undoSql: 'DROP EXTENSION pg_stat_statements' })
    expect(change.message).toContain('shared_preload_libraries')
    await shop.admin.query('CREATE VIEW uses AS SELECT count(*) FROM pg_stat_statements')
    const kept = await shop.undo(change.id)
    expect(kept.status).toBe('applied')
    expect(kept.message).toContain('other objects depend on it')
    await shop.admin.query('DROP VIEW uses')
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
    await expect(shop.apply('CREATE EXTENSION no_such')).rejects.toMatchObject({ code: 'REFUSED' })
  })

  test('a server setting is set, reloaded and taken back', async () => {
    const first = await shop.apply(`ALTER SYSTEM SET work_mem = '8MB'`)
    expect(first).toMatchObject({
      status: 'applied',
      message: 'In effect.',
      undoSql: 'ALTER SYSTEM RESET work_mem;\nSELECT pg_reload_conf()',
    })
    const second = await shop.apply(`ALTER SYSTEM SET work_mem = '16MB'`)
    expect(second.undoSql).toContain(`SET work_mem = '8MB'`)
    await expect(shop.undo(first.id)).rejects.toThrow(`it is '16MB' there now`)
    expect(await shop.undo(second.id)).toMatchObject({ status: 'undone' })
    expect(await shop.undo(first.id)).toMatchObject({ status: 'undone' })
    const restart = await shop.apply('ALTER SYSTEM SET max_connections = 50')
    expect(restart.message).toContain('a restart of the server is pending')
    expect(await shop.undo(restart.id)).toMatchObject({ status: 'undone' })
    const wrong = await shop.apply(`ALTER SYSTEM SET work_mem = 'much'`)
    expect(wrong).toMatchObject({
      status: 'failed',
      message: 'Invalid value for parameter "work_mem": "much".',
    })
  })

  test('a list of libraries comes back as a list', async () => {
    await shop.admin.query(
      `ALTER SYSTEM SET session_preload_libraries = 'auto_explain', 'pg_stat_statements'`,
    )
    await shop.admin.query('SELECT pg_reload_conf()')
    const former = await shop.one(
      `SELECT setting FROM pg_file_settings WHERE name = 'session_preload_libraries'`,
    )
    const change = await shop.apply('ALTER SYSTEM RESET session_preload_libraries')
    expect(change.undoSql).toContain(`SET session_preload_libraries = 'auto_explain', 'pg_stat_statements'`)
    await shop.undo(change.id)
    expect(
      await shop.one(`SELECT setting FROM pg_file_settings WHERE name = 'session_preload_libraries'`),
    ).toBe(former)
    await shop.admin.query('ALTER SYSTEM RESET session_preload_libraries')
  })

  test('a setting of a role, of a database, and of both', async () => {
    const stored = async () =>
      await shop.one(
        `SELECT string_agg(setconfig::text, ' ' ORDER BY setconfig::text) FROM pg_db_role_setting`,
      )
    const role = await shop.apply(`ALTER ROLE visitor SET search_path = "A b", public`)
    const database = await shop.apply(`ALTER DATABASE postgres SET work_mem = '9MB'`)
    const both = await shop.apply(`ALTER ROLE visitor IN DATABASE postgres SET work_mem = '10MB'`)
    const all = await stored()
    const reset = await shop.apply('ALTER ROLE visitor RESET search_path')
    expect(reset.undoSql).toBe(`ALTER ROLE visitor SET search_path = 'A b', 'public'`)
    await shop.undo(reset.id)
    expect(await stored()).toBe(all)
    for (const { id } of [role, database, both]) {
      expect(await shop.undo(id)).toMatchObject({ status: 'undone' })
    }
    expect(await stored()).toBeNull()
    await expect(shop.apply('ALTER ROLE nobody SET work_mem = 1')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('storage options are set and come back', async () => {
    await shop.admin.query('ALTER TABLE orders SET (fillfactor = 80)')
    const change = await shop.apply(
      'ALTER TABLE orders SET (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false)',
    )
    expect(change).toMatchObject({
      status: 'applied',
      undoSql: `ALTER TABLE public.orders SET (fillfactor = '80');\nALTER TABLE public.orders RESET (autovacuum_enabled, toast.autovacuum_enabled)`,
    })
    await shop.admin.query('ALTER TABLE orders SET (fillfactor = 60)')
    await expect(shop.undo(change.id)).rejects.toThrow('it is 60 now')
    await shop.admin.query('ALTER TABLE orders SET (fillfactor = 70)')
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
    expect(await shop.one(`SELECT reloptions::text FROM pg_class WHERE relname = 'orders'`)).toBe(
      '{fillfactor=80}',
    )
  })

  test('a materialized view is created, refreshed and dropped', async () => {
    const change = await shop.apply(
      'CREATE MATERIALIZED VIEW sums AS SELECT status, sum(total) FROM orders GROUP BY 1',
    )
    expect(change).toMatchObject({ status: 'applied', undoSql: 'DROP MATERIALIZED VIEW public.sums' })
    expect(change.message).toContain('REFRESH MATERIALIZED VIEW public.sums')
    expect(await shop.apply('REFRESH MATERIALIZED VIEW sums')).toMatchObject({
      status: 'applied',
      undoSql: null,
    })
    const bad = await shop.apply('REFRESH MATERIALIZED VIEW CONCURRENTLY sums')
    expect(bad).toMatchObject({ status: 'failed' })
    expect(bad.hint).toContain('unique index')
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
  })

  test('a statement is cancelled and a session ended, if it is still that one', async () => {
    const other = await shop.session()
    const { rows } = await other.query<{ pid: number; started: string }>(
      'SELECT pid, extract(epoch FROM backend_start)::text AS started FROM pg_stat_activity WHERE pid = pg_backend_pid()',
    )
    const [{ pid, started } = { pid: 0, started: '' }] = rows
    await expect(shop.apply(`SELECT pg_terminate_backend(${pid}) /* started 1000.5 */`)).rejects.toThrow(
      'another one now',
    )
    const sleeping = other.query('SELECT pg_sleep(60)').catch((error: unknown) => error)
    const cancelled = await shop.apply(`SELECT pg_cancel_backend(${pid}); /* started ${started} */`)
    expect(cancelled).toMatchObject({ status: 'applied', kind: 'cancel-backend', undoSql: null })
    expect(String(await sleeping)).toContain('canceling statement')
    const ended = await shop.apply(`SELECT pg_terminate_backend(${pid})`)
    expect(ended).toMatchObject({ status: 'applied', kind: 'terminate-backend' })
    await expect.poll(() => shop.one(`SELECT count(*)::int FROM pg_stat_activity WHERE pid = ${pid}`)).toBe(0)
    await expect(shop.apply(`SELECT pg_cancel_backend(${pid})`)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a role without rights gets one sentence, and nothing is left', async () => {
    const target = shop.target('open', 'visitor')
    const change = await shop.apply('CREATE INDEX orders_no ON orders (code)', { target })
    expect(change).toMatchObject({ status: 'failed' })
    expect(change.message).toBe('visitor may not do that: must be owner of table orders.')
    const setting = await shop.apply('ALTER SYSTEM SET work_mem = 1000', { target })
    expect(setting.message).toContain('visitor may not do that: ')
    expect(setting).toMatchObject({ status: 'failed', undoSql: null })
    // The server skips the table with a warning and says that it is done.
    for (const sql of ['VACUUM orders', 'ANALYZE orders']) {
      await expect(shop.apply(sql, { target })).rejects.toMatchObject({
        code: 'REFUSED',
        message: 'The role visitor does not own public.orders.',
      })
    }
    expect(await indexes(shop.admin, 'orders')).toEqual([{ name: 'orders_pkey', valid: true }])
  })

  test.runIf(version >= 15)('a role that may set and not reload', async () => {
    await shop.admin.query('GRANT ALTER SYSTEM ON PARAMETER jit TO visitor')
    const target = shop.target('open', 'visitor')
    const change = await shop.apply('ALTER SYSTEM SET jit = off', { target })
    expect(change).toMatchObject({ status: 'applied', undoSql: 'ALTER SYSTEM RESET jit' })
    expect(change.message).toContain('when it is reloaded or restarted')
    expect(change.undoNote).toContain('may not read pg_file_settings')
    expect(await shop.undo(change.id, { target })).toMatchObject({ status: 'undone' })
    expect(await shop.one(`SELECT count(*)::int FROM pg_file_settings WHERE name = 'jit'`)).toBe(0)
  })

  test('a role that only reads', async () => {
    await shop.admin.query(`CREATE ROLE reader LOGIN SUPERUSER PASSWORD 'pitwall';
      ALTER ROLE reader SET default_transaction_read_only = on;
      ALTER ROLE reader SET statement_timeout = 60000`)
    const change = await shop.apply('CREATE INDEX ON orders (code)', {
      target: shop.target('open', 'reader'),
    })
    expect(change).toMatchObject({
      status: 'failed',
      message: 'This role or this database is set to read only on the server.',
    })
    await shop.admin.query('DROP ROLE reader')
  })

  test('the guard is asked before anything', async () => {
    const sql = 'CREATE INDEX orders_guarded ON orders (code)'
    const before = shop.ledger.list().length
    await expect(
      shop.apply(sql, { target: shop.target('read-only'), confirmation: 'staging' }),
    ).rejects.toMatchObject({
      code: 'REFUSED',
      facts: { guard: 'read-only', environment: 'staging' },
    })
    const target = shop.target('confirm')
    await expect(shop.apply(sql, { target })).rejects.toMatchObject({ facts: { needs: 'confirmation' } })
    expect(shop.ledger.list()).toHaveLength(before)
    const change = await shop.apply(sql, { target, confirmation: 'staging' })
    expect(change).toMatchObject({ status: 'applied', environment: { name: 'staging', guard: 'confirm' } })
    await expect(shop.undo(change.id, { target })).rejects.toMatchObject({ facts: { needs: 'confirmation' } })
    await expect(shop.undo(change.id, { target: shop.target('read-only') })).rejects.toMatchObject({
      code: 'REFUSED',
    })
    expect(await shop.undo(change.id, { target, confirmation: 'staging' })).toMatchObject({
      status: 'undone',
    })
  })
})
