import type { TextRow } from '../session/session.ts'
import { assembleColumns } from './assemble-columns.ts'
import { assembleIndexes } from './assemble-indexes.ts'
import { json, list, number, optionalNumber, text, textList, yes } from './cells.ts'
import type { ForeignKeyAction, MissingPart, Schema, Table, WriteCounters } from './schema.ts'

/** The answers to `queries.ts`; undefined where one was refused. */
export interface SchemaRows {
  server: TextRow
  replicas: TextRow[] | undefined
  tables: TextRow[]
  writeCounters: TextRow[] | undefined
  columns: TextRow[]
  types: TextRow[]
  collations: TextRow[]
  statistics: TextRow[] | undefined
  indexes: TextRow[]
  /** Oids of tables whose indexes could not be read. */
  lockedTables: number[]
  indexSizes: TextRow[] | undefined
  foreignKeys: TextRow[]
  functions: TextRow[]
}

export interface Reading {
  versionNumber: number
  serverVersion: string
  /** Values of columns were limited to a few. */
  isShortened: boolean
  missing: MissingPart[]
}

/** Puts the rows of the catalogue together. Pure. */
export function assembleSchema(rows: SchemaRows, reading: Reading): Schema {
  const [database, searchPath, description, blockSize, isStandby, since, readAt, extensions] = rows.server
  const collatesBytewise = comparesBytes(json(description))
  const tables = assembleTables(rows, reading)
  assembleColumns(rows, tables, { isShortened: reading.isShortened, collatesBytewise })
  assembleForeignKeys(rows, tables)
  assembleIndexes(rows, tables, number(blockSize))
  sumUpPartitions(tables)
  return {
    serverVersion: reading.serverVersion,
    versionNumber: reading.versionNumber,
    database: database ?? '',
    searchPath: textList(searchPath),
    collatesBytewise,
    blockSize: number(blockSize),
    extensions: list(extensions).map((extension) => ({
      name: text(extension['name']),
      version: text(extension['version']),
      schema: text(extension['schema']),
    })),
    isStandby: yes(isStandby),
    replicas: rows.replicas === undefined ? undefined : number(rows.replicas[0]?.[0]),
    statisticsSince: optionalNumber(since),
    readAt: number(readAt),
    tables: [...tables.values()],
    functions: Object.fromEntries(
      rows.functions.map(([name, letter]) => [
        name ?? '',
        letter === 'i' ? 'immutable' : letter === 's' ? 'stable' : 'volatile',
      ]),
    ),
    missing: reading.missing,
  }
}

/**
 * Whether a database's own collation compares bytes, as the server decides it (`collate_is_c`): libc's
 * C and POSIX, and every locale of the builtin provider, which 17 introduced. ICU never does.
 */
function comparesBytes(database: unknown): boolean {
  if (typeof database !== 'object' || database === null) return false
  const { datlocprovider: provider, datcollate } = database as Record<string, unknown> // An object of JSON.
  if (provider === 'b') return true
  if (provider === 'i') return false
  return datcollate === 'C' || datcollate === 'POSIX'
}

const kinds = {
  r: 'table',
  p: 'partitioned table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
} as const

function isKind(letter: string | null | undefined): letter is keyof typeof kinds {
  return typeof letter === 'string' && Object.hasOwn(kinds, letter)
}

type Tables = Map<number, Table>

function assembleTables(rows: SchemaRows, { versionNumber }: Reading): Tables {
  const counters = new Map((rows.writeCounters ?? []).map((row) => [number(row[0]), countersOf(row)]))
  const locked = new Set(rows.lockedTables)
  const tables: Tables = new Map()
  for (const [
    oid,
    schema,
    name,
    kind,
    persistence,
    tuples,
    pages,
    visible,
    parent,
    key,
    options,
  ] of rows.tables) {
    const id = number(oid)
    const rowsNow = number(tuples)
    // Before Postgres 14, never analysed was 0 rows in 0 pages.
    const isUnknown = rowsNow < 0 || (versionNumber < 140_000 && rowsNow === 0 && number(pages) === 0)
    tables.set(id, {
      oid: id,
      schema: schema ?? '',
      name: name ?? '',
      kind: isKind(kind) ? kinds[kind] : 'table',
      rows: isUnknown || kind === 'v' ? undefined : rowsNow,
      pages: number(pages),
      allVisibleShare: number(pages) > 0 ? Math.min(1, number(visible) / number(pages)) : 0,
      parent: optionalNumber(parent),
      // Numbers for now; names when the columns are known.
      partitionKey: textList(key),
      options: Object.fromEntries(
        textList(options).map((option) => {
          const at = option.indexOf('=')
          return [option.slice(0, at), option.slice(at + 1)]
        }),
      ),
      isUnlogged: persistence === 'u',
      columns: [],
      indexes: [],
      isLocked: locked.has(id),
      foreignKeys: [],
      writes: counters.get(id),
    })
  }
  return tables
}

function countersOf(row: TextRow): WriteCounters {
  return {
    inserted: number(row[1]),
    updated: number(row[2]),
    deleted: number(row[3]),
    hotUpdated: number(row[4]),
    live: number(row[5]),
    dead: number(row[6]),
    modifiedSinceAnalyze: number(row[7]),
    sequentialScans: number(row[8]),
    sequentialRows: number(row[9]),
    indexScans: number(row[10]),
    lastVacuum: optionalNumber(row[11]),
    lastAutovacuum: optionalNumber(row[12]),
    lastAnalyze: optionalNumber(row[13]),
    lastAutoanalyze: optionalNumber(row[14]),
  }
}

const actions: Record<string, ForeignKeyAction> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

function assembleForeignKeys(rows: SchemaRows, tables: Tables): void {
  for (const [
    table,
    oid,
    name,
    columns,
    references,
    schema,
    referenced,
    referencedColumns,
    validated,
    del,
    upd,
  ] of rows.foreignKeys) {
    const owner = tables.get(number(table))
    if (!owner) continue
    const names = new Map(owner.columns.map((column) => [String(column.number), column.name]))
    owner.foreignKeys.push({
      oid: number(oid),
      name: name ?? '',
      columns: textList(columns).flatMap((key) => names.get(key) ?? []),
      references: number(references),
      referencedSchema: schema ?? '',
      referencedTable: referenced ?? '',
      referencedColumns: textList(referencedColumns),
      isValidated: yes(validated),
      onDelete: actions[del ?? ''] ?? 'no action',
      onUpdate: actions[upd ?? ''] ?? 'no action',
    })
  }
}

/** A partitioned table has no storage: what is counted is counted for its partitions. */
function sumUpPartitions(tables: Tables): void {
  const partitions = Map.groupBy(tables.values(), (table) => table.parent)
  const visit = (table: Table): void => {
    const parts = partitions.get(table.oid) ?? []
    for (const part of parts) if (part.kind === 'partitioned table') visit(part)
    const counted = parts.flatMap((part) => (part.writes ? [part.writes] : []))
    if (table.kind !== 'partitioned table' || parts.length === 0) return
    if (counted.length > 0) table.writes = counted.reduce(added)
    const pages = parts.reduce((sum, part) => sum + part.pages, 0)
    table.allVisibleShare =
      pages > 0 ? parts.reduce((sum, part) => sum + part.allVisibleShare * part.pages, 0) / pages : 0
    table.pages = pages
    const known = parts.flatMap((part) => part.rows ?? [])
    // Its own figure is as old as its own ANALYZE, which autovacuum never does.
    if (known.length > 0) table.rows = known.reduce((sum, rows) => sum + rows, 0)
  }
  for (const table of tables.values()) if (table.parent === undefined) visit(table)
}

function added(a: WriteCounters, b: WriteCounters): WriteCounters {
  return {
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    deleted: a.deleted + b.deleted,
    hotUpdated: a.hotUpdated + b.hotUpdated,
    live: a.live + b.live,
    dead: a.dead + b.dead,
    modifiedSinceAnalyze: a.modifiedSinceAnalyze + b.modifiedSinceAnalyze,
    sequentialScans: a.sequentialScans + b.sequentialScans,
    sequentialRows: a.sequentialRows + b.sequentialRows,
    indexScans: a.indexScans + b.indexScans,
    lastVacuum: latest(a.lastVacuum, b.lastVacuum),
    lastAutovacuum: latest(a.lastAutovacuum, b.lastAutovacuum),
    lastAnalyze: latest(a.lastAnalyze, b.lastAnalyze),
    lastAutoanalyze: latest(a.lastAutoanalyze, b.lastAutoanalyze),
  }
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other)
}
