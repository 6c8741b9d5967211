import { findTableByOid } from '../../schema/find.ts'
import type { ForeignKey, Index, Schema, Table } from '../../schema/schema.ts'
import { columnPart } from '../candidate.ts'
import { chooseIndexName, createIndexSql } from '../definition.ts'

/** A foreign key whose referencing columns no index begins with. */
export interface MissingForeignKeyIndex {
  schema: string
  table: string
  foreignKey: string
  columns: string[]
  referencedSchema: string
  referencedTable: string
  /** `CREATE INDEX CONCURRENTLY …`, or without CONCURRENTLY where the table is partitioned. */
  sql: string
  name: string
  /** Of the referencing table; undefined when never analysed. */
  rows: number | undefined
  /** Deletes and updates of the referenced table since the counters began; undefined where unseen. */
  referencedDeletes: number | undefined
  referencedUpdates: number | undefined
  detail: string
}

/** Smaller tables are read as a whole sooner than an index is. */
const FEWEST_ROWS = 1000

/**
 * Foreign keys without an index on the referencing side: each delete (and each update of the key) of
 * the referenced table reads all of the referencing one, under a lock. Those that cost most first.
 */
export function findMissingForeignKeyIndexes(schema: Schema): MissingForeignKeyIndex[] {
  const taken = new Map<string, Set<string>>()
  const namesIn = (name: string): Set<string> => {
    const known = taken.get(name) ?? namesOfSchema(schema, name)
    taken.set(name, known)
    return known
  }
  return schema.tables
    .flatMap((table) => missingOf(table, schema, namesIn))
    .toSorted(
      (a, b) => costOf(b) - costOf(a) || (b.rows ?? 0) - (a.rows ?? 0) || a.name.localeCompare(b.name),
    )
}

function missingOf(
  table: Table,
  schema: Schema,
  namesIn: (schema: string) => Set<string>,
): MissingForeignKeyIndex[] {
  // A partition's own foreign keys are those of the partitioned table; an index goes there.
  if (table.isLocked || table.kind === 'foreign table' || table.parent !== undefined) return []
  if (table.rows !== undefined && table.rows < FEWEST_ROWS) return []
  const seen = new Set<string>()
  return table.foreignKeys.flatMap((foreignKey) => {
    const columns = foreignKey.columns.toSorted().join('\0')
    if (seen.has(columns) || table.indexes.some((index) => index.isValid && isSupporting(index, foreignKey)))
      return []
    seen.add(columns)
    return [proposal(table, foreignKey, schema, namesIn(table.schema))]
  })
}

function proposal(
  table: Table,
  foreignKey: ForeignKey,
  schema: Schema,
  taken: Set<string>,
): MissingForeignKeyIndex {
  const candidate = {
    schema: table.schema,
    table: table.name,
    accessMethod: 'btree',
    key: foreignKey.columns.map(columnPart),
    include: [],
    predicate: null,
  }
  const name = chooseIndexName(candidate, taken)
  const writes = findTableByOid(schema, foreignKey.references)?.writes
  return {
    schema: table.schema,
    table: table.name,
    foreignKey: foreignKey.name,
    columns: foreignKey.columns,
    referencedSchema: foreignKey.referencedSchema,
    referencedTable: foreignKey.referencedTable,
    sql: createIndexSql(candidate, { name, concurrently: table.kind !== 'partitioned table' }),
    name,
    rows: table.rows,
    referencedDeletes: writes?.deleted,
    referencedUpdates: writes?.updated,
    detail: detailOf(table, foreignKey, writes),
  }
}

function detailOf(table: Table, { referencedTable, onDelete }: ForeignKey, writes: Table['writes']): string {
  const rows = table.rows === undefined ? 'all rows' : `all ${counted(table.rows)} rows`
  const follows = onDelete === 'cascade' ? ' and deletes what refers to it' : ''
  const seen = writes
    ? ` ${counted(writes.deleted)} deletes and ${counted(writes.updated)} updates of ${referencedTable} were counted.`
    : ''
  return `Each delete from ${referencedTable} reads ${rows} of ${table.name}${follows}; so does each update of its key.${seen}`
}

function counted(rows: number): string {
  return Math.round(rows).toLocaleString('en-US')
}

function costOf({ rows, referencedDeletes, referencedUpdates }: MissingForeignKeyIndex): number {
  return (rows ?? 0) * ((referencedDeletes ?? 0) + (referencedUpdates ?? 0))
}

function namesOfSchema(schema: Schema, name: string): Set<string> {
  const tables = schema.tables.filter((table) => table.schema === name)
  return new Set(tables.flatMap((table) => [table.name, ...table.indexes.map((index) => index.name)]))
}

/** The foreign keys whose rows an index finds. */
export function supportedForeignKeys(index: Index, table: Table): ForeignKey[] {
  return table.foreignKeys.filter((foreignKey) => isSupporting(index, foreignKey))
}

/**
 * It begins with the foreign key's columns, in any order. Of partial ones only those without nulls
 * find every row that refers to something.
 */
export function isSupporting(index: Index, { columns }: ForeignKey): boolean {
  if (index.accessMethod !== 'btree' && !(index.accessMethod === 'hash' && columns.length === 1)) return false
  if (index.predicate !== undefined && !isNotNullOf(index.predicate, columns)) return false
  const start = index.keys.slice(0, columns.length).map(({ column }) => column)
  return columns.length > 0 && columns.every((column) => start.includes(column))
}

function isNotNullOf(predicate: string, columns: readonly string[]): boolean {
  const tested = /^\(?"?([^"()]+?)"? IS NOT NULL\)?$/.exec(predicate)?.[1]
  return tested !== undefined && columns.includes(tested)
}
