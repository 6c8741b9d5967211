import type { Blocker } from '#shared/contract/changes.ts'
import type { Session, TextRow } from '../../session/session.ts'
import type { LockMode } from './lock-modes.ts'
import type { ServerFacts } from './server.ts'

/** Of a query; enough to know it by. */
const QUERY_LENGTH = 500

/** The row of pg_stat_activity behind {@link blockerOf}. A role without pg_monitor sees little of others. */
const who = `a.pid, a.backend_start, a.usename, a.application_name, coalesce(a.state, a.backend_type),
  round(extract(epoch FROM clock_timestamp() - a.xact_start) * 1000), left(a.query, ${QUERY_LENGTH}), a.backend_type`

function blockerOf(row: TextRow, why: (backendType: string, query: string) => string): Blocker {
  const [pid, startedAt, role, application, state, transactionMs, query, backendType] = row
  return {
    pid: Number(pid),
    startedAt: startedAt ?? '',
    role: role ?? '',
    application: application ?? '',
    state: state ?? '',
    transactionMs: typeof transactionMs === 'string' ? Number(transactionMs) : null,
    query: query ?? '',
    why: why(backendType ?? '', query ?? ''),
  }
}

/**
 * Transactions that hold a lock of one of the modes on one of the relations, prepared ones among them
 * (their pid is 0, and only COMMIT PREPARED or ROLLBACK PREPARED ends them).
 */
export async function lockHolders(
  session: Session,
  oids: readonly string[],
  modes: readonly LockMode[],
): Promise<Blocker[]> {
  const held = `SELECT l.pid, l.virtualtransaction,
      string_agg(DISTINCT l.mode || ' on ' || l.relation::regclass, ', ') AS locks
    FROM pg_catalog.pg_locks l
    WHERE l.locktype = 'relation' AND l.granted AND l.relation = ANY ($1::oid[]) AND l.mode = ANY ($2::text[])
      AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
      AND l.pid IS DISTINCT FROM pg_backend_pid()
    GROUP BY 1, 2`
  const values = [`{${oids.join(',')}}`, `{${modes.join(',')}}`]
  const backends = await session.run(
    `SELECT ${who}, held.locks FROM (${held}) held JOIN pg_catalog.pg_stat_activity a USING (pid)
      ORDER BY a.xact_start NULLS LAST, a.pid`,
    values,
  )
  const prepared = await session.run(
    `SELECT 0, p.prepared, p.owner, '', 'prepared transaction',
        round(extract(epoch FROM clock_timestamp() - p.prepared) * 1000), 'PREPARE TRANSACTION ' || quote_literal(p.gid),
        '', held.locks
      -- Which prepared transaction holds a lock is told by its lock on its own number alone.
      FROM (${held}) held
      JOIN pg_catalog.pg_locks own ON own.locktype = 'transactionid' AND own.pid IS NULL
        AND own.virtualtransaction = held.virtualtransaction
      JOIN pg_catalog.pg_prepared_xacts p ON p.transaction = own.transactionid
      WHERE held.pid IS NULL`,
    values,
  )
  return [...backends, ...prepared].map((row) =>
    blockerOf(row, (backendType, query) => whyOfLock(row[8] ?? 'a lock', row[0] === '0', backendType, query)),
  )
}

function whyOfLock(locks: string, isPrepared: boolean, backendType: string, query: string): string {
  if (isPrepared) {
    return `It holds ${locks}, and nothing but COMMIT PREPARED or ROLLBACK PREPARED ends it.`
  }
  if (backendType !== 'autovacuum worker') return `It holds ${locks} until its transaction ends.`
  return query.includes('to prevent wraparound')
    ? `It holds ${locks}; an autovacuum that prevents wraparound does not give way.`
    : `It holds ${locks}; an autovacuum gives way by itself after deadlock_timeout.`
}

/**
 * Transactions whose snapshot CREATE INDEX and REINDEX CONCURRENTLY wait for after the second scan, for
 * they may still read rows that are in no index: those of this database, whatever tables they read.
 * Other databases do not count, nor VACUUM (WaitForOlderSnapshots in indexcmds.c).
 */
export async function snapshotHolders(session: Session): Promise<Blocker[]> {
  const rows = await session.run(
    `SELECT ${who} FROM pg_catalog.pg_stat_activity a
      WHERE a.datname = current_database() AND a.backend_xmin IS NOT NULL AND a.pid <> pg_backend_pid()
        AND a.backend_type <> 'autovacuum worker'
        AND a.pid NOT IN (SELECT pid FROM pg_catalog.pg_stat_progress_vacuum)
      ORDER BY a.xact_start NULLS LAST, a.pid`,
  )
  return rows.map((row) =>
    blockerOf(
      row,
      () => 'Its snapshot is older, and the build waits for it to end before the index is valid.',
    ),
  )
}

/** One entry for each process: whoever stands in the way twice says so in one place. */
export function eachOnce(blockers: readonly Blocker[]): Blocker[] {
  const found = new Map<string, Blocker>()
  for (const blocker of blockers) {
    const key = blocker.pid === 0 ? blocker.query : String(blocker.pid)
    const known = found.get(key)
    found.set(key, known ? { ...known, why: `${known.why} ${blocker.why}` } : blocker)
  }
  return [...found.values()]
}

/** What a role without pg_monitor cannot see of blockers; nothing for the others. */
export function unseenBlockers({ seesOthers }: ServerFacts): string[] {
  return seesOthers
    ? []
    : [
        'This role cannot see how old the transactions of other roles are, nor what they run: there may be more to wait for than is listed. GRANT pg_monitor shows it.',
      ]
}
