import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { findColumn } from '../../schema/find.ts'
import type { Column, Schema, Table } from '../../schema/schema.ts'
import type { Operand } from '../../statement/shape/shape.ts'
import type { KeyPart } from '../candidate.ts'
import { isIndexable } from './immutable.ts'

/** Something that an index can be ordered by. */
export interface Part {
  /** The same for the same column or expression, whatever its direction. */
  id: string
  key: KeyPart
  /** Of a plain column. */
  column: Column | undefined
  /** Of the table, that it is made of. */
  columns: string[]
  /** Different values, as far as known; of an expression its columns' product is not known: undefined. */
  distinct: number | undefined
}

/** A btree entry may take a third of a page; far below it an index is no longer smaller than its table. */
const WIDEST_KEY = 400

/** What a btree could hold of an operand; undefined for what it could not. */
export function partOf(operand: Operand, table: Table, schema: Schema): Part | undefined {
  if (operand.kind === 'column') {
    const column = findColumn(table, operand.column.name)
    return column && columnPartOf(column)
  }
  const columns = operand.columns.flatMap(({ name }) => findColumn(table, name) ?? [])
  const { text } = operand
  if (text === undefined || columns.length < operand.columns.length) return undefined
  if (columns.every(({ width }) => width > WIDEST_KEY) && operand.json === undefined) return undefined
  if (!isIndexable(operand, columns, schema)) return undefined
  return {
    id: `(${text})`,
    key: { kind: 'expression', expression: text, descending: false, nullsFirst: false, opclass: null },
    column: undefined,
    columns: columns.map(({ name }) => name),
    distinct: undefined,
  }
}

export function columnPartOf(column: Column): Part | undefined {
  if (!column.indexable.btree || column.width > WIDEST_KEY) return undefined
  return {
    id: quoteIdentifier(column.name),
    key: { kind: 'column', column: column.name, descending: false, nullsFirst: false, opclass: null },
    column,
    columns: [column.name],
    distinct: column.statistics?.distinct,
  }
}

/** The same part in another direction or with another operator class. */
export function withKey(
  part: Part,
  given: Partial<Pick<KeyPart, 'descending' | 'nullsFirst' | 'opclass'>>,
): Part {
  const key = { ...part.key, ...given }
  return { ...part, key }
}

/** The operator class with which LIKE 'x%' is a range where the text does not sort bytewise. */
export function patternPart(part: Part): Part {
  const { column } = part
  if (column?.collatesBytewise) return part
  const type = column?.baseType ?? 'text'
  const opclass =
    type === 'varchar' ? 'varchar_pattern_ops' : type === 'bpchar' ? 'bpchar_pattern_ops' : 'text_pattern_ops'
  return { ...withKey(part, { opclass }), id: `${part.id} ${opclass}` }
}
