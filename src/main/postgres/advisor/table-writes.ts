import { findTableByOid } from '../schema/find.ts'
import type { Schema, Table } from '../schema/schema.ts'
import type { TableWrites } from './costs/writes.ts'
import { tableKey, type TableUse } from './relevance.ts'
import type { AdvisedQuery } from './workload.ts'

/**
 * Counters of few reads say little about the share of writes: a table that was just loaded or corrected
 * in one go would look as if it were only written. So many reads are taken to have been there anyway.
 */
const READS_BEFORE_BELIEVED = 100

export interface WrittenQuery {
  query: AdvisedQuery
  use: TableUse
  /** Rows that one run writes, as the planner expects. */
  rows: number
}

/**
 * How much each table is written while the workload runs once. Where the workload's own statements
 * write to it, that is the rate; where they do not, the server's counters tell how many writes come on
 * each read, and the workload's reads are multiplied by that. Rows that were inserted and are still
 * there are taken for the first filling of the table, not for something that goes on.
 */
export function writesOfTables(
  queries: readonly WrittenQuery[],
  schema: Schema,
  workloadIsComplete: boolean,
): Map<string, TableWrites> {
  const known = knownWrites(queries)
  const result = new Map<string, TableWrites>()
  for (const table of schema.tables) {
    const key = tableKey({ schema: table.schema, table: table.name })
    const own = known.get(key)
    const counted = countedWrites(table, key, queries)
    const hotShare = counted?.hotShare ?? 0
    if (own && (workloadIsComplete || !counted || rowsOf(own) >= rowsOf(counted))) {
      result.set(key, { ...own, hotShare })
    } else if (counted) {
      result.set(key, { ...counted, updatedColumns: own?.updatedColumns })
    }
  }
  return result
}

function rowsOf({ inserted, updated, deleted }: TableWrites): number {
  return inserted + updated + deleted
}

function knownWrites(queries: readonly WrittenQuery[]): Map<string, TableWrites> {
  const known = new Map<string, TableWrites & { updatedColumns: Map<string, number> }>()
  for (const { query, rows } of queries) {
    for (const { command, table, columns } of query.shape.writes) {
      if (!table.table) continue
      const key = tableKey({ schema: table.table.schema, table: table.table.name })
      const writes = known.get(key) ?? {
        inserted: 0,
        updated: 0,
        deleted: 0,
        hotShare: 0,
        updatedColumns: new Map<string, number>(),
        source: 'known',
      }
      known.set(key, writes)
      const all = query.weight * Math.max(rows, 1)
      if (command === 'INSERT') writes.inserted += all
      else if (command === 'DELETE') writes.deleted += all
      else {
        writes.updated += all
        for (const column of columns) {
          writes.updatedColumns.set(column, (writes.updatedColumns.get(column) ?? 0) + all)
        }
      }
    }
  }
  return known
}

function countedWrites(table: Table, key: string, queries: readonly WrittenQuery[]): TableWrites | undefined {
  const { writes } = table
  if (!writes) return undefined
  let reads = 0
  for (const { query, use } of queries) if (use.columns.has(key)) reads += query.weight
  const perRead = reads / (writes.sequentialScans + writes.indexScans + READS_BEFORE_BELIEVED)
  return {
    inserted: Math.max(0, writes.inserted - writes.live) * perRead,
    updated: writes.updated * perRead,
    deleted: writes.deleted * perRead,
    hotShare: writes.updated > 0 ? Math.min(1, writes.hotUpdated / writes.updated) : 0,
    updatedColumns: undefined,
    source: 'counted',
  }
}

/** Leaf partitions of a partitioned table; the table itself where it is none. */
export function storedTables(table: Table, schema: Schema): Table[] {
  if (table.kind !== 'partitioned table') return [table]
  return schema.tables.filter((other) => other.kind === 'table' && isBelow(other, table.oid, schema))
}

function isBelow(table: Table, oid: number, schema: Schema): boolean {
  for (let above = table.parent; above !== undefined; above = findTableByOid(schema, above)?.parent) {
    if (above === oid) return true
  }
  return false
}
