import { inTransaction } from '#main/storage/index.ts'
import type { DatabaseSync } from 'node:sqlite'
import type { HistoryPoint } from '#shared/contract/statements.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { Snapshot } from '../counters.ts'

/** Looking more often adds nothing that a person could see in a history. */
const BETWEEN_MOMENTS: Milliseconds = 60_000
const MOST_MOMENTS = 500
const LONGEST_KEPT: Milliseconds = 30 * 24 * 3_600_000
/** A moment keeps the costliest; what is beyond them has no history. */
const MOST_ENTRIES = 5000

/** The moments at which the counters of a target were read, and so what each statement did in between. */
export interface Moments {
  /** Keeps the snapshot, unless the last one kept is younger than a minute and `always` is not given. */
  keep: (targetId: string, server: string, snapshot: Snapshot, always?: 'always') => void
  /**
   * One statement between the moments, the oldest first; without the times at which it did not run. Of
   * the server that the target had last.
   */
  history: (targetId: string, statementId: string) => HistoryPoint[]
}

export function createMoments(database: DatabaseSync): Moments {
  return {
    keep(targetId, server, snapshot, always) {
      const latest = database
        .prepare('SELECT max(at) AS at FROM statement_moments WHERE target_id = ? AND server = ?')
        .get(targetId, server)
      const last = latest?.['at']
      const age = typeof last === 'number' ? snapshot.at - last : BETWEEN_MOMENTS
      // A clock that was set back must not stop the history.
      if (always === undefined && age >= 0 && age < BETWEEN_MOMENTS) return
      inTransaction(database, () => {
        store(database, targetId, server, snapshot)
        prune(database, targetId, snapshot.at)
      })
    },
    history(targetId, statementId) {
      const newest = database
        .prepare('SELECT server FROM statement_moments WHERE target_id = ? ORDER BY id DESC LIMIT 1')
        .get(targetId)
      const server = String(newest?.['server'] ?? '')
      const moments = database
        .prepare('SELECT at FROM statement_moments WHERE target_id = ? AND server = ? ORDER BY at, id')
        .all(targetId, server)
        .map((row) => Number(row['at']))
      const rows = database.prepare(historyQuery).all(targetId, server, statementId)
      return pointsOf(moments, rows.map(asCounted))
    },
  }
}

const historyQuery = `
  SELECT m.at, m.reset, c.calls, c.total_ms, c.rows, c.blocks, c.stats_since
  FROM statement_names n
  JOIN statement_counters c ON c.name_id = n.id
  JOIN statement_moments m ON m.id = c.moment_id
  WHERE n.target_id = ? AND m.server = ? AND n.statement_id = ?
  ORDER BY m.at, m.id`

/** The counters of one statement at a moment at which they had changed. */
export interface Counted {
  at: number
  reset: string | null
  statsSince: string | null
  calls: number
  totalMs: number
  rows: number
  blocks: number
}

/**
 * What was counted between moments. A statement has no row of a moment before which it had not run
 * again, so a difference belongs to the time since the moment just before. Counters that began anew are
 * younger than the row before them and count whole.
 */
export function pointsOf(moments: readonly number[], counted: readonly Counted[]): HistoryPoint[] {
  return counted.flatMap((row, at) => {
    const before = counted[at - 1]
    if (!before) return []
    const isAnew =
      row.reset !== before.reset ||
      row.statsSince !== before.statsSince ||
      row.calls < before.calls ||
      row.totalMs < before.totalMs - 1e-6 ||
      row.rows < before.rows ||
      row.blocks < before.blocks
    const start = isAnew ? { calls: 0, totalMs: 0, rows: 0, blocks: 0 } : before
    const calls = row.calls - start.calls
    if (calls <= 0) return []
    const totalMs = Math.max(0, row.totalMs - start.totalMs)
    const from = moments.findLast((moment) => moment < row.at) ?? before.at
    return [
      {
        from,
        until: row.at,
        calls,
        totalMs,
        meanMs: totalMs / calls,
        rows: row.rows - start.rows,
        blocks: row.blocks - start.blocks,
      },
    ]
  })
}

function asCounted(row: Record<string, unknown>): Counted {
  return {
    at: Number(row['at']),
    reset: textOrNull(row['reset']),
    statsSince: textOrNull(row['stats_since']),
    calls: Number(row['calls']),
    totalMs: Number(row['total_ms']),
    rows: Number(row['rows']),
    blocks: Number(row['blocks']),
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function store(database: DatabaseSync, targetId: string, server: string, snapshot: Snapshot): void {
  const last = lastCounted(database, targetId, server)
  const { lastInsertRowid } = database
    .prepare('INSERT INTO statement_moments (target_id, server, at, reset) VALUES (?, ?, ?, ?)')
    .run(targetId, server, snapshot.at, snapshot.reset)
  const addName = database.prepare(
    'INSERT INTO statement_names (target_id, statement_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const addCounters = database.prepare(`
    INSERT INTO statement_counters (name_id, moment_id, calls, total_ms, rows, blocks, stats_since)
    SELECT id, ?, ?, ?, ?, ?, ? FROM statement_names WHERE target_id = ? AND statement_id = ?`)
  const costliest = snapshot.entries
    .toSorted((a, b) => b.counters.totalMs - a.counters.totalMs)
    .slice(0, MOST_ENTRIES)
  for (const { id, counters, statsSince } of costliest) {
    const { calls, totalMs, rows } = counters
    const before = last.get(id)
    const isSame =
      before?.calls === calls &&
      before.totalMs === totalMs &&
      before.reset === snapshot.reset &&
      before.statsSince === statsSince
    if (isSame) continue
    const blocks = counters.sharedHit + counters.sharedRead
    if (!before) addName.run(targetId, id)
    addCounters.run(lastInsertRowid, calls, totalMs, rows, blocks, statsSince, targetId, id)
  }
}

type LastCounted = Pick<Counted, 'calls' | 'totalMs' | 'reset' | 'statsSince'>

function lastCounted(database: DatabaseSync, targetId: string, server: string): Map<string, LastCounted> {
  // SQLite takes the other columns of a max() from the row that has it.
  const rows = database
    .prepare(`
      SELECT n.statement_id, max(m.id), m.reset, c.calls, c.total_ms, c.stats_since
      FROM statement_names n
      JOIN statement_counters c ON c.name_id = n.id
      JOIN statement_moments m ON m.id = c.moment_id AND m.server = ?
      WHERE n.target_id = ?
      GROUP BY n.id`)
    .all(server, targetId)
  return new Map(rows.map((row) => [String(row['statement_id']), asCounted(row)]))
}

function prune(database: DatabaseSync, targetId: string, now: number): void {
  const { changes } = database
    .prepare(`
      DELETE FROM statement_moments WHERE target_id = ?1 AND (at < ?2 OR id NOT IN (
        SELECT id FROM statement_moments WHERE target_id = ?1 ORDER BY id DESC LIMIT ?3))`)
    .run(targetId, now - LONGEST_KEPT, MOST_MOMENTS)
  if (Number(changes) === 0) return
  database
    .prepare(`
      DELETE FROM statement_names WHERE target_id = ?
        AND NOT EXISTS (SELECT 1 FROM statement_counters WHERE name_id = statement_names.id)`)
    .run(targetId)
}
