import { assert, asyncProperty, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '#shared/failure.ts'
import type { Name } from './contents.ts'
import { displayName } from './effects.ts'
import { checkStatement, readStatement } from './statement.ts'

const titlesOf = async (sql: string): Promise<string[]> =>
  (await checkStatement(sql)).warnings.map(({ title }) => title)

const failureOf = async (sql: string): Promise<Failure> => {
  const thrown = await readStatement(sql).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(Failure)
  return thrown as Failure // Checked in the line above.
}

const named = (names: Name[]): Set<string> => new Set(names.map(displayName))

describe('one statement', () => {
  test.each([
    ['select 1', 'select 1', 0],
    ['select 1;', 'select 1', 0],
    ['  select 1 ; -- done\n;', 'select 1 ', 2],
    [';; select 1', 'select 1', 3],
    ['-- é\n/*+ SeqScan(t) */ select 1', '-- é\n/*+ SeqScan(t) */ select 1', 0],
    [`select ';', $a$;$a$ /* ; */`, `select ';', $a$;$a$ /* ; */`, 0],
  ])('%j', async (sql, text, offset) => {
    expect(await readStatement(sql)).toMatchObject({ text, offset, hadExplain: false })
  })

  test.each(['', '   ', '-- nothing', '/* nothing */ ;'])('none in %j', async (sql) => {
    expect(await failureOf(sql)).toMatchObject({
      code: 'BAD_INPUT',
      message: 'There is no statement to explain.',
    })
  })

  test('two are refused, with both names and the place of the second', async () => {
    const failure = await failureOf("select 'é';\n  drop table orders")
    expect(failure.message).toBe('There are two statements: SELECT, and DROP TABLE in line 2, column 3.')
    expect(failure.facts).toEqual({ position: 15, line: 2, column: 3 })
  })

  test('a syntax error has its place, counted as editors count', async () => {
    const failure = await failureOf("select '😀'\n fro x y")
    expect(failure).toMatchObject({
      code: 'BAD_INPUT',
      message: 'Syntax error at or near "x", line 2, column 6.',
    })
    expect(failure.facts).toEqual({ position: 18, line: 2, column: 6 })
    expect(failure.hint).toBe('Look at: fro x y')
  })

  test('a NUL character, at which the parser would stop reading', async () => {
    const failure = await failureOf('select 1 \0; drop table orders')
    expect(failure).toMatchObject({ code: 'BAD_INPUT', facts: { position: 10 } })
  })

  test('too deep a nest is refused, and the parser works on', async () => {
    for (const sql of [
      `select ${'1+'.repeat(30_000)}1`,
      `select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`,
    ]) {
      expect((await failureOf(sql)).message).toMatch(/too deeply nested/)
      expect(await checkStatement('select 1')).toMatchObject({ command: 'SELECT' })
    }
  })

  test('a statement of a megabyte', async () => {
    const list = Array.from({ length: 150_000 }, (_, index) => index).join(',')
    expect(await checkStatement(`select * from t where a in (${list}) and b = $7`)).toMatchObject({
      readOnly: true,
      parameters: 7,
    })
  })

  test('a signal that fires gives the parser up', async () => {
    const controller = new AbortController()
    const check = checkStatement('select 1', controller.signal)
    controller.abort()
    await expect(check).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(checkStatement('select 1')).resolves.toMatchObject({ command: 'SELECT' })
  })

  test('any text is either understood or refused with a Failure', async () => {
    await assert(
      asyncProperty(string({ unit: 'grapheme', maxLength: 200 }), async (text) => {
        await checkStatement(text).catch((error: unknown) => expect(error).toBeInstanceOf(Failure))
      }),
      { numRuns: 300 },
    )
  })
})

describe('an EXPLAIN of the user is unwrapped', () => {
  test.each([
    ['explain select 1', 'select 1'],
    ['explain analyze verbose /* x */ select 1;', 'select 1'],
    ['explain analyse update t set a = 1', 'update t set a = 1'],
    ['/* é */ EXPLAIN (analyze, buffers off, format json) select 1', 'select 1'],
    ['explain (select 1)', '(select 1)'],
    ['explain (costs off) (select 1)', '(select 1)'],
    ['explain (settings) with a as (select 1) select * from a', 'with a as (select 1) select * from a'],
  ])('%j', async (sql, text) => {
    const statement = await readStatement(sql)
    expect(statement).toMatchObject({ text, hadExplain: true })
    expect(statement.check.warnings[0]?.title).toBe('EXPLAIN and its options are replaced')
    expect(sql.slice(statement.offset, statement.offset + text.length)).toBe(text)
  })
})

describe('what running it would do', () => {
  test.each([
    'select * from orders where id = 1',
    'values (1), (2)',
    'table orders',
    'select 1 union select 2 order by 1',
    'with recent as (select 1) select * from recent',
    'declare c cursor for select 1',
    "select pg_sleep(1), count(*), lower('x') from t",
    "select set_config('work_mem', '1MB', true)",
  ])('reads: %s', async (sql) => {
    expect(await checkStatement(sql)).toMatchObject({ explainable: true, readOnly: true, warnings: [] })
  })

  test.each([
    ['update orders set total = 0', 'UPDATE', 'Dead rows and write-ahead log stay'],
    ['insert into orders values (1)', 'INSERT', 'Sequences stay where they are moved to'],
    [
      'merge into a using b on a.i = b.i when not matched then do nothing',
      'MERGE',
      'Dead rows and write-ahead log stay',
    ],
    [
      'with gone as (delete from orders returning *) select * from gone',
      'SELECT',
      'Dead rows and write-ahead log stay',
    ],
    ['select * from orders for update skip locked', 'SELECT', 'Rows are locked while it runs'],
    ['select * into copy from orders', 'SELECT INTO', 'A table is really made, then rolled back'],
    ['create table copy as select 1', 'CREATE TABLE AS', 'A table is really made, then rolled back'],
    [
      'create materialized view v as select 1',
      'CREATE MATERIALIZED VIEW',
      'A table is really made, then rolled back',
    ],
    ["select nextval('s')", 'SELECT', 'Sequences stay where they are moved to'],
    ['select pg_try_advisory_xact_lock(1)', 'SELECT', 'Advisory locks are really taken'],
    ['select * from (select pg_catalog.pg_terminate_backend(1)) x', 'SELECT', 'Other sessions are hit'],
    ['select pg_reload_conf()', 'SELECT', 'The server itself is changed'],
    ["select lo_export(1, '/tmp/x')", 'SELECT', "Files of the server's machine are written"],
    [
      "select * from dblink('…', 'delete from t') as t(a int)",
      'SELECT',
      'Another server does part of the work',
    ],
    ["select set_config('work_mem', '1MB', false)", 'SELECT', 'A setting of the session is changed'],
    ["select query_to_xml('select 1', true, true, '')", 'SELECT', 'SQL inside a text is run'],
    ['select pg_stat_reset()', 'SELECT', 'Statistics are thrown away'],
    ["select pg_drop_replication_slot('s')", 'SELECT', 'Replication is changed'],
    ["select lo_from_bytea(0, '')", 'SELECT', 'The call writes'],
  ])('does more than read: %s', async (sql, command, title) => {
    expect(await checkStatement(sql)).toMatchObject({ command, explainable: true, readOnly: false })
    expect(await titlesOf(sql)).toContain(title)
  })

  test.each([
    ["select pg_notify('a', 'b')", 'The notification is not sent'],
    ["select pg_read_file('x')", "Files of the server's machine are read"],
  ])('worth a word, but reads: %s', async (sql, title) => {
    expect(await checkStatement(sql)).toMatchObject({ readOnly: true })
    expect(await titlesOf(sql)).toEqual([title])
  })

  test.each([
    ['vacuum orders', 'VACUUM'],
    ['analyze orders', 'ANALYZE'],
    ['create table a (b int)', 'CREATE TABLE'],
    ['create unique index concurrently i on a (b)', 'CREATE INDEX'],
    ['alter table a add c int', 'ALTER TABLE'],
    ['drop foreign table a', 'DROP FOREIGN TABLE'],
    ['create extension dblink', 'CREATE EXTENSION'],
    ['begin', 'BEGIN'],
    ['set work_mem = 1', 'SET'],
    ['call f()', 'CALL'],
    ['do $$ begin end $$', 'DO'],
    ['execute x(1)', 'EXECUTE'],
    ['prepare x as select 1', 'PREPARE'],
    ['create table a as execute x', 'CREATE TABLE AS'],
    ['copy (select 1) to stdout', 'COPY'],
    ['refresh materialized view v', 'REFRESH MATERIALIZED VIEW'],
    ['notify a', 'NOTIFY'],
  ])('has no plan: %s', async (sql, command) => {
    const { check, refusal } = await readStatement(sql)
    expect(check).toMatchObject({ command, explainable: false, readOnly: false })
    expect(refusal).toBeTypeOf('string')
    expect(check.warnings[0]).toEqual({ title: `${command} has no plan`, detail: refusal })
  })

  test('COPY … PROGRAM is named as what it is', async () => {
    expect(await titlesOf("copy t from program 'ls'")).toContain("A program of the server's machine is run")
  })

  test('names are what the statement means, strings are not', async () => {
    const { contents } = await readStatement(
      `with a as (select f(1) from "Orders") select s.g($2), 'nextval(1) drop $9' from a, x.b where h($1) -- i()`,
    )
    expect(named(contents.functions)).toEqual(new Set(['f', 's.g', 'h']))
    expect(named(contents.relations)).toEqual(new Set(['Orders', 'x.b']))
    expect(contents.parameters).toBe(2)
  })
})
