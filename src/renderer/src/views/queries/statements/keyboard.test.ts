import { expect, it } from 'vitest'
import { rowMove } from './keyboard.ts'
import type { StatementRow } from './rows.ts'
import { sumOf } from './figures.ts'
import { sampleStatement } from './statement.test-support.ts'

const group = (folded: boolean): StatementRow => ({
  kind: 'group',
  key: 'group t',
  name: 't',
  count: 2,
  figures: sumOf([]),
  folded,
})
const row = (id: string): StatementRow => ({
  kind: 'statement',
  key: id,
  statement: sampleStatement(id),
  level: 2,
})
const rows = [group(false), row('a'), row('b')]

it('moves up and down and stays within the rows', () => {
  expect(rowMove('ArrowDown', rows, 0, 10)).toEqual({ kind: 'go', to: 1 })
  expect(rowMove('ArrowUp', rows, 0, 10)).toEqual({ kind: 'go', to: 0 })
  expect(rowMove('PageDown', rows, 0, 10)).toEqual({ kind: 'go', to: 2 })
  expect(rowMove('End', rows, 0, 10)).toEqual({ kind: 'go', to: 2 })
  expect(rowMove('ArrowDown', [], 0, 10)).toBeNull()
})

it('folds and unfolds groups, and goes back to the head', () => {
  expect(rowMove('ArrowLeft', rows, 0, 10)).toEqual({ kind: 'fold', name: 't' })
  expect(rowMove('ArrowRight', rows, 0, 10)).toBeNull()
  expect(rowMove('ArrowRight', [group(true)], 0, 10)).toEqual({ kind: 'fold', name: 't' })
  expect(rowMove('ArrowLeft', rows, 2, 10)).toEqual({ kind: 'go', to: 0 })
  expect(rowMove('Enter', rows, 0, 10)).toEqual({ kind: 'fold', name: 't' })
})

it('opens a statement with Enter', () => {
  expect(rowMove('Enter', rows, 1, 10)).toMatchObject({ kind: 'open', row: { key: 'a' } })
  expect(rowMove('x', rows, 1, 10)).toBeNull()
})
