import { loadModule } from 'libpg-query'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { isOwnStatement, readsOnlyCatalogues } from '../own.ts'
import { openTextReader, type TextReader } from './text-reader.ts'
import { firstWord, normalise, understand } from './understand.ts'

const LONG = 20_000
let reader: TextReader | undefined

beforeAll(async () => {
  await loadModule()
})

afterEach(async () => {
  await reader?.close()
})

test('command and relations of a text', () => {
  expect(
    understand('WITH x AS (SELECT * FROM a.b) UPDATE "C" SET d = $1 FROM x, b WHERE x.id = b.id'),
  ).toEqual({
    command: 'UPDATE',
    relations: expect.arrayContaining([{ schema: 'a', name: 'b' }, { name: 'C' }, { name: 'b' }]),
  })
  expect(understand('SELECT * FROM t, t AS u').relations).toEqual([{ name: 't' }])
})

test('a text that does not parse has its first word', () => {
  expect(understand('/* hint */ -- x\n (SELECT FROM WHERE')).toEqual({ command: 'SELECT', relations: [] })
  expect(firstWord("create foo 'x'")).toBe('CREATE')
  expect(firstWord('')).toBe('')
  expect(firstWord('<insufficient privilege>')).toBe('')
})

test('texts that differ only in their values are the same', () => {
  const [one, other] = [
    "SELECT * FROM t WHERE a = 1 AND b = 'x'",
    "select *  from t where a = 2 and b = 'y'",
  ].map(normalise)
  expect(one?.normalised).toBe('SELECT * FROM t WHERE a = $1 AND b = $2')
  expect(one?.fingerprint).toBe(other?.fingerprint)
  expect(normalise('SELECT FROM WHERE')).toMatchObject({ normalised: 'SELECT FROM WHERE' })
})

test('many at once, in their order; one that breaks the parser harms no other', async () => {
  reader = openTextReader()
  const nested = `SELECT ${'('.repeat(LONG)}1${')'.repeat(LONG)} FROM deep`
  const texts = [
    ...Array.from({ length: 300 }, (_, at) => `SELECT * FROM t${at}`),
    nested,
    `SELECT ${'1, '.repeat(50_000)} 1 FROM too_long`,
    'DELETE FROM last',
  ]
  const facts = await reader.read(texts, LONG)
  expect(facts).toHaveLength(texts.length)
  expect(facts[299]).toEqual({ command: 'SELECT', relations: [{ name: 't299' }] })
  expect(facts[300]?.command).toBe('SELECT')
  expect(facts[301]).toEqual({ command: 'SELECT', relations: [] })
  expect(facts[302]).toEqual({ command: 'DELETE', relations: [{ name: 'last' }] })
})

test('what cannot be read by the deadline is left for the next time', async () => {
  reader = openTextReader()
  expect(await reader.read(['SELECT 1'], 0)).toEqual([])
  const aborted = reader.normalise(['SELECT 1'], LONG, AbortSignal.abort())
  await expect(aborted).rejects.toMatchObject({ code: 'CANCELLED' })
})

test.each([
  ['SELECT /* pitwall */ 1', 'SELECT', true],
  ['EXPLAIN SELECT 1', 'EXPLAIN', true],
  ['SET LOCAL statement_timeout = 60000', 'SET', true],
  ['SET LOCAL statement_timeout = $1', 'SET', true],
  ['BEGIN TRANSACTION READ ONLY', 'BEGIN', true],
  ['PREPARE pitwall_explain AS SELECT\n 1', 'PREPARE', true],
  ['SELECT $1', 'SELECT', false],
  ['SET LOCAL work_mem = 5', 'SET', false],
  ['COMMIT', 'COMMIT', false],
])('%s', (text, command, isOwn) => {
  expect(isOwnStatement(text, command)).toBe(isOwn)
})

test('catalogue reads are not of the workload; what also reads a table is', () => {
  expect(readsOnlyCatalogues(['pg_catalog.pg_class', 'information_schema.tables'])).toBe(true)
  expect(readsOnlyCatalogues(['pg_catalog.pg_class', 'public.orders'])).toBe(false)
  expect(readsOnlyCatalogues([])).toBe(false)
})
