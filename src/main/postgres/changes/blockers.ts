import type { Blocker } from '#shared/contract/changes.ts'
import type { TextRow } from '../session/connection.ts'

interface Asking {
  run: (sql: string, values?: readonly (string | null)[]) => Promise<TextRow[]>
}

/**
 * Whom a server process waits for now; empty where it waits for nobody. A role without pg_monitor
 * sees that they are there and not what they do.
 *
 * @param why why the change waits for them, one sentence
 */
export async function blockersOf(asking: Asking, pid: number, why: string): Promise<Blocker[]> {
  const rows = await asking.run(
    `SELECT b.pid, extract(epoch FROM a.backend_start), a.usename, a.application_name, a.state,
        extract(epoch FROM clock_timestamp() - a.xact_start) * 1000, left(a.query, 1000)
      FROM (SELECT DISTINCT unnest(pg_blocking_pids($1::int)) AS pid) b
      LEFT JOIN pg_stat_activity a ON a.pid = b.pid ORDER BY b.pid`,
    [String(pid)],
  )
  return rows.map(([blocker, startedAt, role, application, state, transactionMs, query]) => ({
    pid: Number(blocker),
    startedAt: startedAt ?? '',
    role: role ?? '',
    application: application ?? '',
    // A prepared transaction has no process: the server says 0.
    state: blocker === '0' ? 'prepared transaction' : (state ?? ''),
    transactionMs: transactionMs === null || transactionMs === undefined ? null : Number(transactionMs),
    query: query ?? '',
    why,
  }))
}
