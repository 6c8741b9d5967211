import { expect, it } from 'vitest'
import { oneLine, sqlSpans } from './sql-spans.ts'

it('gives back the whole text, keywords told apart', () => {
  const sql = "SELECT id FROM orders\nWHERE status = 'it''s' AND total > $1"
  const spans = sqlSpans(sql)
  expect(spans.map(({ text }) => text).join('')).toBe(sql)
  expect(spans.find(({ text }) => text === 'SELECT')?.kind).toContain('tok-keyword')
  expect(spans.find(({ text }) => text.startsWith("'it"))?.kind).toContain('tok-string')
})

it('takes text that is cut in the middle', () => {
  const sql = "SELECT 'abc"
  expect(
    sqlSpans(sql)
      .map(({ text }) => text)
      .join(''),
  ).toBe(sql)
})

it('puts a statement on one line', () => {
  expect(oneLine('  SELECT a,\n\t  b  FROM t ', 80)).toBe('SELECT a, b FROM t')
  expect(oneLine('SELECT abcdefgh', 10)).toBe('SELECT ab…')
})
