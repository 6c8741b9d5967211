import type { Rows } from '#shared/units.ts'

/**
 * What keeping an index costs: Postgres has no estimate of its own for it, neither EXPLAIN nor HypoPG
 * counts it. In the planner's units, so that it can be set against what reads gain.
 */

/**
 * One new entry: finding the leaf, changing a page of it and logging that, about the work of reading
 * one page in sequence (seq_page_cost, 1.0): both take a few microseconds when the page is in memory.
 */
const ENTRY_COST = 1
/** Going down costs the planner's 50 operators a level (`DEFAULT_PAGE_CPU_MULTIPLIER` × cpu_operator_cost). */
const LEVEL_COST = 50 * 0.0025
/** Entries in an inner page of 8 KiB, for the number of levels. */
const FAN_OUT = 256
/** A GIN entry for each key in a value; a few on average, and its pending list makes them cheaper. */
const GIN_FACTOR = 3
/** BRIN keeps a summary per 128 pages. */
const BRIN_FACTOR = 0.02

/** Writes to one table, in the time in which the workload runs once. */
export interface TableWrites {
  inserted: Rows
  /** Of the entries of a deleted row only VACUUM hears; it goes through every index for them. */
  deleted: Rows
  updated: Rows
  /** 0 to 1: updates that touch no index today, because no indexed column changes and the page has room. */
  hotShare: number
  /** Updated rows by column assigned; undefined where the statements are not known. */
  updatedColumns: ReadonlyMap<string, Rows> | undefined
  /** `known`: from the workload's own statements. `counted`: from the server's counters. */
  source: 'known' | 'counted'
}

export interface KeepCost {
  cost: number
  /** One sentence. */
  note: string
}

/**
 * @param columns those whose change needs a new entry: of the key, the expressions, the predicate and
 *   INCLUDE
 */
export function writeCost(
  index: {
    table: string
    accessMethod: string
    columns: readonly string[]
    rows: Rows
    partialShare: number
  },
  writes: TableWrites | undefined,
): KeepCost {
  if (!writes) return { cost: 0, note: `Writes to ${index.table} are not known, so none are counted.` }
  const { inserted, deleted, updated, hotShare } = writes
  if (inserted + deleted + updated < 0.5) {
    return { cost: 0, note: `${index.table} is not written while this workload runs.` }
  }
  const levels = Math.max(1, Math.ceil(Math.log(Math.max(index.rows, 2)) / Math.log(FAN_OUT)))
  const entry = (ENTRY_COST + levels * LEVEL_COST) * factorOf(index.accessMethod) * index.partialShare
  const own = ownUpdates(index.columns, writes)
  // What was HOT and changes an indexed column is so no longer; what was not HOT makes an entry anyway.
  const hot = updated * hotShare
  const newEntries = inserted + (updated - hot) + Math.min(hot, own * hotShare)
  const cost = entry * (newEntries + deleted * VACUUM_SHARE)
  return { cost, note: noteOf(index.table, writes, own) }
}

/** A deleted entry is removed together with all others of its page. */
const VACUUM_SHARE = 0.1

function factorOf(accessMethod: string): number {
  if (accessMethod === 'gin') return GIN_FACTOR
  return accessMethod === 'brin' ? BRIN_FACTOR : 1
}

/** Updates that change a column of the index. */
function ownUpdates(columns: readonly string[], { updatedColumns }: TableWrites): Rows {
  if (!updatedColumns) return 0
  return Math.max(0, ...columns.map((column) => updatedColumns.get(column) ?? 0))
}

function noteOf(table: string, writes: TableWrites, own: Rows): string {
  const { inserted, updated, deleted, hotShare, source, updatedColumns } = writes
  const parts = [
    ...(inserted >= 0.5 ? [`${count(inserted)} rows inserted`] : []),
    ...(updated >= 0.5 ? [`${count(updated)} updated (${Math.round(hotShare * 100)} % of them HOT)`] : []),
    ...(deleted >= 0.5 ? [`${count(deleted)} deleted`] : []),
  ]
  const from = source === 'known' ? 'by this workload' : "while this workload runs, by the server's counters"
  const rates = `${table}: ${parts.join(', ')} ${from}`
  if (own >= 0.5) {
    return `${rates}; ${count(own)} of the updates change a column of this index, so they stop being HOT and write to every index of the table.`
  }
  if (updated >= 0.5 && updatedColumns) return `${rates}; no update changes a column of this index.`
  return `${rates}.`
}

function count(rows: Rows): string {
  return Math.round(rows).toLocaleString('en-US')
}
