import { inTransaction } from '#main/storage/index.ts'
import type { DatabaseSync } from 'node:sqlite'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'

const HOUR: Milliseconds = 3_600_000
const DAY: Milliseconds = 24 * HOUR
/** Check-ups come as often as somebody looks; growth is a matter of days. */
const SHORTEST_GAP: Milliseconds = HOUR
/** Older records are kept one a day. */
const HOURLY_FOR: Milliseconds = 7 * DAY
const KEPT_FOR: Milliseconds = 180 * DAY

/** What is compared between check-ups: bytes of relations, positions of sequences. */
export interface Sized {
  kind: 'table' | 'index' | 'sequence' | 'database'
  /** With its schema. */
  name: string
  value: number
}

/** An earlier check-up of the same database. */
export interface EarlierSizes {
  at: EpochMilliseconds
  /** Undefined where it was not there then, or not recorded. */
  valueOf: (kind: Sized['kind'], name: string) => number | undefined
}

/** The sizes seen at each check-up, in the workbench's own database. */
export interface TableSizes {
  /** Keeps them, at most once an hour for each database; forgets what is older than half a year. */
  record(database: string, at: EpochMilliseconds, sizes: readonly Sized[]): void
  /** The check-up to compare with: the oldest of the last 30 days that is at least an hour old. */
  earlier(database: string, at: EpochMilliseconds): EarlierSizes | undefined
}

const COMPARED_WITH: Milliseconds = 30 * DAY

export function createTableSizes(database: DatabaseSync): TableSizes {
  const newest = database.prepare('SELECT max(at) AS at FROM size_records WHERE database = ?')
  const addRecord = database.prepare('INSERT INTO size_records (database, at) VALUES (?, ?)')
  const addSize = database.prepare(
    'INSERT OR REPLACE INTO sizes (record_id, kind, name, value) VALUES (?, ?, ?, ?)',
  )
  const thinOut = database.prepare(
    `DELETE FROM size_records WHERE database = ? AND (at < ? OR (at < ? AND id NOT IN (
       SELECT min(id) FROM size_records WHERE database = ? GROUP BY at / ${DAY})))`,
  )
  const findEarlier = database.prepare(
    'SELECT id, at FROM size_records WHERE database = ? AND at BETWEEN ? AND ? ORDER BY at LIMIT 1',
  )
  const sizesOf = database.prepare('SELECT kind, name, value FROM sizes WHERE record_id = ?')

  return {
    record(name, at, sizes) {
      const last = newest.get(name)?.['at']
      if (typeof last === 'number' && at - last < SHORTEST_GAP) return
      inTransaction(database, () => {
        const { lastInsertRowid } = addRecord.run(name, at)
        for (const { kind, name: relation, value } of sizes) {
          addSize.run(lastInsertRowid, kind, relation, value)
        }
        thinOut.run(name, at - KEPT_FOR, at - HOURLY_FOR, name)
      })
    },
    earlier(name, at) {
      const record = findEarlier.get(name, at - COMPARED_WITH, at - SHORTEST_GAP)
      if (!record) return undefined
      const values = new Map(
        sizesOf
          .all(Number(record['id']))
          .map((row) => [`${String(row['kind'])} ${String(row['name'])}`, Number(row['value'])]),
      )
      return { at: Number(record['at']), valueOf: (kind, relation) => values.get(`${kind} ${relation}`) }
    },
  }
}
