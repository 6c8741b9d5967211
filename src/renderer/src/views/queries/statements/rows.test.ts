import { describe, expect, it } from 'vitest'
import { firstChoices } from '#renderer/stores/statements/choices.ts'
import type { ColumnContext } from './columns.ts'
import { rowsOf, sorted, type StatementRow } from './rows.ts'
import { sampleStatement } from './statement.test-support.ts'

const context: ColumnContext = { windowMs: 10_000, findingsOf: (id) => (id === 'b' ? 2 : 0) }
const a = sampleStatement('a', { totalMs: 30, maxMs: 5, tables: ['public.orders'], applications: ['web'] })
const b = sampleStatement('b', { totalMs: 10, tables: ['public.orders', 'public.items'], role: 'batch' })
const c = sampleStatement('c', { totalMs: 20, maxMs: 9 })
const ids = (statements: readonly { id: string }[]): string => statements.map(({ id }) => id).join('')

describe('sorting', () => {
  it('goes by a figure, either way', () => {
    expect(ids(sorted([a, b, c], { key: 'totalMs', descending: true }, context))).toBe('acb')
    expect(ids(sorted([a, b, c], { key: 'totalMs', descending: false }, context))).toBe('bca')
  })

  it('puts what has no such figure last, either way', () => {
    expect(ids(sorted([b, a, c], { key: 'maxMs', descending: true }, context))).toBe('cab')
    expect(ids(sorted([b, a, c], { key: 'maxMs', descending: false }, context))).toBe('acb')
  })

  it('goes by words and by findings too', () => {
    expect(ids(sorted([c, b, a], { key: 'query', descending: false }, context))).toBe('abc')
    expect(ids(sorted([a, b, c], { key: 'findings', descending: true }, context))).toBe('bac')
  })
})

const words = (rows: readonly StatementRow[]): string[] =>
  rows.map((row) => (row.kind === 'group' ? `${row.name} ${row.figures.totalMs}` : row.statement.id))
const grouped = (grouping: 'table' | 'role' | 'application', folded: string[] = []) =>
  rowsOf([a, c, b], { grouping, folded: new Set(folded), sort: firstChoices.sort }, context)

describe('grouping', () => {
  it('puts a statement under each of its tables, the costliest table first', () => {
    expect(words(grouped('table'))).toEqual([
      'public.orders 40',
      'a',
      'b',
      'No table 20',
      'c',
      'public.items 10',
      'b',
    ])
  })

  it('leaves out the statements of folded groups', () => {
    expect(words(grouped('role', ['app']))).toEqual(['app 50', 'batch 10', 'b'])
  })

  it('gives each row a key of its own', () => {
    const keys = grouped('table').map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('names what was not seen', () => {
    expect(words(grouped('application'))).toEqual(['Application not seen 30', 'c', 'b', 'web 30', 'a'])
  })

  it('is not done unless asked for', () => {
    const rows = rowsOf([a, b], { grouping: 'none', folded: new Set(), sort: firstChoices.sort }, context)
    expect(words(rows)).toEqual(['a', 'b'])
  })
})
