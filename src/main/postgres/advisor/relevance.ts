import { findTableByOid } from '../schema/find.ts'
import type { Schema, Table } from '../schema/schema.ts'
import type { StatementShape } from '../statement/shape/shape.ts'
import type { Candidate } from './candidate.ts'

/** The tables that a statement reads, and which of their columns. */
export interface TableUse {
  /** By {@link tableKey}. */
  columns: Map<string, Set<string>>
  /** It reads a view or something unknown, so any table may be behind it. */
  isOpen: boolean
}

/** One text per table. */
export function tableKey({ schema, table }: { schema: string; table: string }): string {
  return `${schema}\0${table}`
}

/** Pure. Reading a partition counts as reading the partitioned table above it, and the other way round. */
export function tableUseOf(shape: StatementShape, schema: Schema): TableUse {
  const columns = new Map<string, Set<string>>()
  let isOpen = shape.blocks.length === 0
  const take = (table: Table, names: readonly string[]): void => {
    const key = tableKey({ schema: table.schema, table: table.name })
    const used = columns.get(key) ?? new Set()
    for (const name of names) used.add(name)
    columns.set(key, used)
    const above = table.parent === undefined ? undefined : findTableByOid(schema, table.parent)
    if (above) take(above, names)
  }
  for (const block of shape.blocks) {
    for (const source of block.sources) {
      if (source.kind !== 'table') continue
      const table = source.name?.table
      // What is not in the schema is the server's own, or not there.
      if (!table) continue
      if (table.kind === 'view') isOpen = true
      const names = block.columns.filter(
        (column) => column.block === block.id && column.source === source.index,
      )
      take(
        table,
        names.map(({ name }) => name),
      )
    }
  }
  for (const { table } of shape.tables) {
    if (table?.kind === 'view') isOpen = true
    else if (table) take(table, [])
  }
  return { columns, isOpen }
}

/**
 * Whether an index can change the plan of a statement: it begins with a column that the statement
 * uses, or it holds every column that the statement uses of its table, or it was made for it.
 */
export function canChange(candidate: Candidate, queryId: string, use: TableUse): boolean {
  if (use.isOpen || candidate.queryIds.includes(queryId)) return true
  const used = use.columns.get(tableKey(candidate))
  if (!used) return false
  const [first] = candidate.key
  // What an expression is over is not told by the candidate; the statements it serves name the same one.
  if (!first || first.kind === 'expression') return false
  if (used.has(first.column)) return true
  const held = new Set([
    ...candidate.include,
    ...candidate.key.flatMap((part) => (part.kind === 'column' ? [part.column] : [])),
  ])
  return candidate.predicate === null && [...used].every((column) => held.has(column))
}
