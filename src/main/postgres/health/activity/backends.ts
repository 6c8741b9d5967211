import type { Backend } from '#shared/contract/health.ts'
import { flag, number, numbers, optionalNumber, optionalText, query, text } from '../query.ts'

/**
 * Sessions of users, and what works on their tables. Another role's session shows no more than that it
 * is there (no type, no state) unless the role is a member of pg_monitor.
 */
export const backendsQuery = query(
  'What runs now, and who waits for whom',
  {
    pid: number,
    startedAt: text,
    role: text,
    application: text,
    client: text,
    state: text,
    waitEvent: optionalText,
    transactionMs: optionalNumber,
    statementMs: optionalNumber,
    stateMs: optionalNumber,
    query: text,
    blockedBy: numbers,
    waitsFor: optionalText,
    maySignal: flag,
    seen: flag,
    type: text,
    database: text,
  },
  `
  WITH waiting AS (
    SELECT DISTINCT ON (l.pid) l.pid,
      l.mode || ' on ' || CASE
        WHEN l.locktype = 'transactionid' THEN 'transaction ' || l.transactionid
        WHEN l.locktype = 'virtualxid' THEN 'transaction ' || l.virtualxid
        WHEN l.locktype = 'advisory' THEN 'an advisory lock'
        ELSE CASE WHEN l.locktype = 'tuple' THEN 'a row of ' ELSE '' END
          || coalesce((SELECT CASE n.nspname WHEN 'public' THEN '' ELSE pg_catalog.quote_ident(n.nspname) || '.' END
              || pg_catalog.quote_ident(c.relname)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = l.relation AND l.database IN (0, (SELECT oid FROM pg_catalog.pg_database
              WHERE datname = pg_catalog.current_database()))), l.locktype) END AS waits_for
    FROM pg_catalog.pg_locks l WHERE NOT l.granted ORDER BY l.pid
  )
  SELECT a.pid, extract(epoch FROM a.backend_start)::text AS started_at,
    coalesce(a.usename, '') AS role, coalesce(a.application_name, '') AS application,
    coalesce(pg_catalog.host(a.client_addr), CASE WHEN a.client_port = -1 THEN 'local socket' ELSE '' END) AS client,
    coalesce(a.state, '') AS state,
    a.wait_event_type || ': ' || a.wait_event AS wait_event,
    round(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start) * 1000) AS transaction_ms,
    CASE WHEN a.state = 'active' THEN
      round(extract(epoch FROM pg_catalog.clock_timestamp() - a.query_start) * 1000) END AS statement_ms,
    round(extract(epoch FROM pg_catalog.clock_timestamp() - a.state_change) * 1000) AS state_ms,
    coalesce(a.query, '') AS query,
    CASE WHEN w.pid IS NULL THEN '{}' ELSE ARRAY(SELECT DISTINCT b
      FROM unnest(pg_catalog.pg_blocking_pids(a.pid)) b ORDER BY b) END AS blocked_by,
    w.waits_for,
    pg_catalog.current_setting('is_superuser') = 'on' OR (a.usesysid IS NOT NULL AND NOT coalesce(r.rolsuper, false)
      AND (pg_catalog.pg_has_role(a.usesysid, 'USAGE') OR pg_catalog.pg_has_role('pg_signal_backend', 'USAGE')))
      AS may_signal,
    a.backend_start IS NOT NULL AS seen,
    coalesce(a.backend_type, '') AS type,
    coalesce(a.datname, '') AS database
  FROM pg_catalog.pg_stat_activity a
    LEFT JOIN waiting w ON w.pid = a.pid
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
  WHERE (a.datid IS NOT NULL OR a.backend_type = 'walsender')
    AND coalesce(a.backend_type, '') NOT IN ('parallel worker', 'logical replication parallel worker')
  ORDER BY a.backend_start NULLS LAST, a.pid`,
)

export type BackendRow = ReturnType<typeof backendsQuery.decode>

/** A row as the contract has it. */
export function backendOf({ seen: _seen, type, database: _database, ...row }: BackendRow): Backend {
  return {
    ...row,
    // The server's own workers have no state.
    state: row.state === '' ? (type === 'client backend' ? '' : type) : row.state,
    own: isOwn(row.application),
  }
}

/** Pitwall's own connections say so in their names. */
export function isOwn(application: string): boolean {
  return application === 'pitwall' || application.startsWith('pitwall ')
}
