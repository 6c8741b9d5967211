import { expect, test } from 'vitest'
import { parseSql } from './parser.ts'
import { clausesOf, edited, endOf, parameterEdits } from './rewrite.ts'

const tokensOf = async (sql: string) => (await parseSql(sql, undefined, { withTokens: true })).tokens

test('parameters are replaced, strings, comments and names are not', async () => {
  const sql = `SELECT 'é$1', "$1", $2 /* $1 */ FROM t WHERE a = $1 -- $1\n AND b = $10`
  const edits = parameterEdits(await tokensOf(sql), (number) => (number === 1 ? 'parent.id' : undefined))
  expect(edited(sql, edits)).toBe(
    `SELECT 'é$1', "$1", $2 /* $1 */ FROM t WHERE a = parent.id -- $1\n AND b = $10`,
  )
})

test('clauses are those of the outermost SELECT', async () => {
  const sql = `SELECT (SELECT 1 ORDER BY 1 LIMIT 1) FROM é JOIN (SELECT * FROM b WHERE c ORDER BY d) x ON true WHERE a ORDER BY f(b) OFFSET $2 LIMIT 5; -- end`
  const tokens = await tokensOf(sql)
  const clauses = clausesOf(tokens)
  const bytes = Buffer.from(sql)
  const text = (span: { start: number; end: number } | undefined) =>
    span && bytes.subarray(span.start, span.end).toString()
  expect(text(clauses.WHERE)).toBe('WHERE a')
  expect(text(clauses.ORDER)).toBe('ORDER BY f(b)')
  expect(text(clauses.OFFSET)).toBe('OFFSET $2')
  expect(text(clauses.LIMIT)).toBe('LIMIT 5')
  expect(bytes.subarray(0, endOf(tokens)).toString()).toMatch(/LIMIT 5$/)
})
