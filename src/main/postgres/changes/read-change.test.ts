import { describe, expect, it } from 'vitest'
import { readChange } from './read-change.ts'
import { readRunnables } from './read-runnables.ts'
import { settingValue } from './settings.ts'

describe('readChange', () => {
  it.each([
    [
      'create index on t (a)',
      {
        kind: 'create-index',
        title: 'Create index on t',
        sql: 'create index CONCURRENTLY on t (a)',
        index: undefined,
        defaultName: 't_a_idx',
        table: { name: 't' },
        notes: [expect.stringContaining('CONCURRENTLY was added')],
      },
    ],
    [
      '/* "index" */ CREATE UNIQUE /* INDEX */ INDEX "My ""i" ON "S"."T" USING gin (lower(a), "B" DESC) INCLUDE (c) WHERE a > 0 ; -- end',
      {
        title: 'Create index "My ""i" on "S"."T"',
        sql: 'CREATE UNIQUE /* INDEX */ INDEX CONCURRENTLY "My ""i" ON "S"."T" USING gin (lower(a), "B" DESC) INCLUDE (c) WHERE a > 0',
        unique: true,
        method: 'gin',
        defaultName: 'T_expr_B_c_idx',
      },
    ],
    [
      'CREATE INDEX CONCURRENTLY IF NOT EXISTS "größe" ON maße (größe)',
      {
        sql: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS "größe" ON maße (größe)',
        notes: [],
        ifNotExists: true,
      },
    ],
    [
      'DROP INDEX IF EXISTS s.i',
      { kind: 'drop-index', sql: 'DROP INDEX CONCURRENTLY IF EXISTS s.i', index: { schema: 's', name: 'i' } },
    ],
    [
      'REINDEX (VERBOSE) TABLE s.t',
      { kind: 'reindex', of: 'table', sql: 'REINDEX (VERBOSE) TABLE CONCURRENTLY s.t' },
    ],
    ['REINDEX (CONCURRENTLY) INDEX i', { sql: 'REINDEX (CONCURRENTLY) INDEX i', notes: [] }],
    ['ANALYZE', { kind: 'analyze', title: 'Analyze the whole database', tables: [] }],
    ['VACUUM ANALYZE a, b', { kind: 'vacuum', analyze: true, title: 'Vacuum and analyze a and b' }],
    ['VACUUM (FULL off) a', { kind: 'vacuum', analyze: false }],
    [
      'CREATE EXTENSION IF NOT EXISTS hypopg',
      { kind: 'create-extension', extension: 'hypopg', ifNotExists: true },
    ],
    [`ALTER SYSTEM SET work_mem = '1GB'`, { kind: 'set-server-setting', setting: 'work_mem', reset: false }],
    ['ALTER SYSTEM RESET work_mem', { kind: 'set-server-setting', reset: true }],
    ['ALTER ROLE r IN DATABASE d SET jit = off', { kind: 'set-role-setting', role: 'r', database: 'd' }],
    ['ALTER DATABASE "D" RESET jit', { kind: 'set-database-setting', database: 'D', reset: true }],
    [
      'ALTER TABLE t SET (fillfactor = 70, toast.autovacuum_enabled = off)',
      { kind: 'set-storage-options', options: ['fillfactor', 'toast.autovacuum_enabled'], reset: false },
    ],
    ['ALTER INDEX i RESET (fillfactor)', { kind: 'set-storage-options', of: 'INDEX', reset: true }],
    ['CREATE MATERIALIZED VIEW m AS SELECT 1', { kind: 'create-materialized-view', view: { name: 'm' } }],
    ['REFRESH MATERIALIZED VIEW CONCURRENTLY m', { kind: 'refresh-materialized-view', concurrently: true }],
    ['SELECT pg_stat_statements_reset()', { kind: 'reset-statements' }],
    [
      'SELECT pg_catalog.pg_cancel_backend(12) /* started 1732100000.123456 */',
      { kind: 'cancel-backend', pid: 12, startedAt: '1732100000.123456' },
    ],
    ['SELECT pg_terminate_backend(12, 1000)', { kind: 'terminate-backend', pid: 12, startedAt: undefined }],
  ])('%s', async (sql, expected) => {
    expect(await readChange(sql)).toMatchObject(expected)
  })

  it.each([
    ['', 'no statement'],
    ['ANALYZE a; ANALYZE b', 'more than one'],
    ['DROP TABLE a', 'does not apply this DROP TABLE'],
    ['ALTER TABLE a ADD COLUMN b int', 'does not apply this ALTER TABLE'],
    ['ALTER TABLE a SET (fillfactor = 70), ADD COLUMN b int', 'does not apply this ALTER TABLE'],
    ['VACUUM FULL a', 'locks everybody out'],
    ['DROP INDEX a, b', 'one at a time'],
    ['DROP INDEX a CASCADE', 'more than the index'],
    ['REINDEX DATABASE d', 'more than one change'],
    ['ALTER SYSTEM RESET ALL', 'every setting at once'],
    ['ALTER ROLE CURRENT_USER SET jit = off', 'Name the role'],
    ['ALTER ROLE r SET jit FROM CURRENT', 'has to stand in the statement'],
    [`ALTER ROLE r PASSWORD 'secret'`, 'does not apply this ALTER ROLE'],
    [`ALTER SYSTEM SET primary_conninfo = 'password=secret'`, 'may hold a password'],
    [
      `CREATE MATERIALIZED VIEW m AS SELECT * FROM dblink('host=h password=secret', '') AS t (a int)`,
      'a password in it',
    ],
    [`ALTER SYSTEM SET app.url = 'https://user:secret@host/'`, 'a password in it'],
    ['SELECT pg_terminate_backend(pid) FROM pg_stat_activity', 'does not apply this SELECT'],
    ['SELECT pg_sleep(1)', 'does not apply this SELECT'],
    ['CREATE TABLE a AS SELECT 1', 'does not apply this CREATE TABLE AS'],
  ])('refuses %s', async (sql, why) => {
    await expect(readChange(sql)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(why),
      hint: expect.not.stringContaining('secret'),
    })
  })

  it('cuts a long name as the server does', async () => {
    const change = await readChange(`CREATE INDEX ON ${'é'.repeat(31)} (a)`)
    expect(change).toMatchObject({ defaultName: `${'é'.repeat(29)}_idx` })
  })
})

it('a list of names comes back as its members, any other value as a text', () => {
  expect(settingValue('search_path', '"A b", public, "c""d"')).toBe(`'A b', 'public', 'c"d'`)
  expect(settingValue('shared_preload_libraries', '')).toBe(`''`)
  expect(settingValue('log_line_prefix', `%m 'it'\\`)).toBe(`E'%m ''it''\\\\'`)
})

it('statements of a file are told apart', async () => {
  expect(await readRunnables(`SELECT ';' ; -- one\n SELECT 'é';;\nSELECT 3`)).toEqual([
    { sql: `SELECT ';'` },
    { sql: `SELECT 'é'` },
    { sql: 'SELECT 3' },
  ])
})
