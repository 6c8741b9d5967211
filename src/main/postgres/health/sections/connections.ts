import type { Finding } from '#shared/contract/finding.ts'
import { flag, number, optionalNumber, query, text } from '../query.ts'
import { type Diagnosis, figure, needsMonitor, type Section } from '../section.ts'
import { changeSetting } from '../server/change-setting.ts'
import type { Server } from '../server/server.ts'
import { count, counted, duration, percent } from '../../wording.ts'

/** The next rush of a service that opens one for each request takes the last fifth in a moment. */
const NEARLY_FULL = 0.8
const FULL = 0.95
/** Idle sessions cost memory and a look at each in every snapshot; below this nobody notices. */
const MANY_IDLE = 100
const IDLE_SHARE = 0.8

const limitsQuery = query(
  'How many connections the server takes, and how busy the sessions of this database are on average',
  { most: number, reserved: number, activeMs: optionalNumber, sessionMs: optionalNumber, parallel: number },
  `
  SELECT pg_catalog.current_setting('max_connections') AS most,
    pg_catalog.current_setting('superuser_reserved_connections')::int
      + coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0) AS reserved,
    (pg_catalog.to_jsonb(d) ->> 'active_time')::float8 AS active_ms,
    (pg_catalog.to_jsonb(d) ->> 'session_time')::float8 AS session_ms,
    pg_catalog.current_setting('max_worker_processes') AS parallel
  FROM pg_catalog.pg_stat_database d WHERE d.datname = pg_catalog.current_database()`,
)

const sessionsQuery = query(
  'Sessions by application and client',
  {
    application: text,
    role: text,
    client: text,
    sessions: number,
    active: number,
    idle: number,
    idleInTransaction: number,
    longestIdleMs: optionalNumber,
    seen: flag,
  },
  `
  SELECT coalesce(nullif(application_name, ''), 'without a name') AS application, coalesce(usename, '') AS role,
    coalesce(pg_catalog.host(client_addr), 'local') AS client, count(*) AS sessions,
    count(*) FILTER (WHERE state = 'active') AS active,
    count(*) FILTER (WHERE state = 'idle') AS idle,
    count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS idle_in_transaction,
    max(round(extract(epoch FROM now() - state_change) * 1000)) FILTER (WHERE state = 'idle') AS longest_idle_ms,
    bool_or(backend_start IS NOT NULL) AS seen
  FROM pg_catalog.pg_stat_activity
  WHERE datid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'
    AND pid <> pg_catalog.pg_backend_pid()
  GROUP BY 1, 2, 3
  ORDER BY 4 DESC, 1, 2, 3`,
)

export type LimitsRow = ReturnType<typeof limitsQuery.decode>
export type SessionsRow = ReturnType<typeof sessionsQuery.decode>

export const connections: Section = {
  id: 'connections',
  title: 'Connections and pool',
  async examine({ server, read, limit }) {
    const [limits] = await read(limitsQuery)
    const sessions = await read(sessionsQuery)
    if (!limits) throw new Error('The server gave no limit of connections.')
    if (sessions.some((row) => !row.seen)) limit(needsMonitor('What sessions of other roles do', server.role))
    return judgeConnections(limits, sessions, server)
  },
}

export function judgeConnections(
  limits: LimitsRow,
  sessions: readonly SessionsRow[],
  server: Server,
): Diagnosis {
  const sum = (pick: (row: SessionsRow) => number): number =>
    sessions.reduce((total, row) => total + pick(row), 0)
  const used = sum((row) => row.sessions)
  const active = sum((row) => row.active)
  const idle = sum((row) => row.idle)
  const hidden = sum((row) => (row.seen ? 0 : row.sessions))
  const now = hidden > 0 ? 'now, of those that are seen' : 'now'
  const usable = Math.max(1, limits.most - limits.reserved)
  const share = used / usable
  const average =
    limits.activeMs === null || server.countingMs === 0 ? undefined : limits.activeMs / server.countingMs
  const findings: Finding[] = []
  const evidenceSql = sessionsQuery.sql
  if (share >= NEARLY_FULL) {
    const change = changeSetting(server, 'max_connections', String(limits.most * 2))
    findings.push({
      id: 'connections-full',
      kind: 'connections-full',
      severity: share >= FULL ? 'high' : 'medium',
      title: `${percent(share)} of the connections are taken`,
      detail: `${count(used)} of ${count(usable)} connections that applications may have are open, ${count(idle)} of them idle and ${count(active)} active. When all are taken, the next one is refused.`,
      advice: `Lower the pools of the applications or put a pooler such as PgBouncer before the server: ${poolAdvice(server, average)} More connections are the last resort: each costs memory. ${change.advice}`,
      subject: { kind: 'setting', name: 'max_connections' },
      evidence: [
        { label: 'Open', value: count(used) },
        { label: 'Allowed to applications', value: count(usable) },
        { label: 'Idle', value: count(idle) },
        { label: 'Active', value: count(active) },
      ],
      evidenceSql,
      proposals: change.proposals,
    })
  }
  if (idle >= MANY_IDLE && idle >= IDLE_SHARE * used) {
    findings.push({
      id: 'idle-connections',
      kind: 'idle-connections',
      severity: 'low',
      title: `${count(idle)} connections are idle`,
      detail: `${percent(idle / used)} of ${count(used)} sessions do nothing now; ${count(active)} work. Each idle one keeps its memory, some MiB, for nothing.`,
      advice: `Make the pools smaller: ${poolAdvice(server, average)}`,
      subject: { kind: 'server', name: server.database },
      evidence: [
        { label: 'Idle', value: count(idle) },
        { label: 'Active', value: count(active) },
      ],
      evidenceSql,
      proposals: [],
    })
  }
  return {
    summary: `${counted(used, 'connection')} of the ${count(usable)} that applications may have are open; ${hidden > 0 ? `what ${count(hidden)} of them ${hidden === 1 ? 'does' : 'do'} is not seen` : `${count(active)} ${active === 1 ? 'is' : 'are'} at work now`}${average === undefined ? '' : hidden > 0 ? `; ${count(average)} of this database are at work on average` : `, ${count(average)} on average`}. ${poolAdvice(server, average)}${poolerHint(sessions, server)}`,
    figures: [
      figure('Open connections', `${count(used)} of ${count(usable)}`, 'below 80 %', share < NEARLY_FULL),
      figure(`Active ${now}`, count(active)),
      figure(`Idle ${now}`, count(idle)),
      figure(`Idle in a transaction ${now}`, count(sum((row) => row.idleInTransaction))),
      ...(average === undefined ? [] : [figure('Active on average, in this database', count(average))]),
      ...(limits.activeMs === null || limits.sessionMs === null || limits.sessionMs === 0
        ? []
        : [figure('Time that open sessions work', percent(limits.activeMs / limits.sessionMs))]),
      figure('Cores of the server', server.machine ? count(server.machine.cores) : 'not visible by SQL'),
    ],
    tables: [
      {
        title: 'Sessions by application and client',
        columns: [
          { label: 'Application', kind: 'text' },
          { label: 'Role', kind: 'text' },
          { label: 'Client', kind: 'text' },
          { label: 'Sessions', kind: 'count' },
          { label: 'Active', kind: 'count' },
          { label: 'Idle', kind: 'count' },
          { label: 'Idle in transaction', kind: 'count' },
          { label: 'Idle for at most', kind: 'text' },
        ],
        rows: sessions
          .slice(0, 50)
          .map((row) => [
            row.application,
            row.role,
            row.client,
            row.sessions,
            row.active,
            row.idle,
            row.idleInTransaction,
            row.longestIdleMs === null ? null : duration(row.longestIdleMs),
          ]),
      },
    ],
    findings,
  }
}

/**
 * Twice the cores is where throughput levels off when the data is in memory ("Number Of Database
 * Connections" in the PostgreSQL wiki: cores × 2 + spindles).
 */
function poolAdvice(server: Server, average: number | undefined): string {
  const seen =
    average === undefined || average < 1 ? '' : `; on average ${count(average)} were active here at once`
  return server.machine
    ? `The server runs on this machine with ${counted(server.machine.cores, 'core')}: all pools together need about ${count(server.machine.cores * 2)} connections (twice the cores)${seen}.`
    : `All pools together need about twice as many connections as the server has cores, which SQL does not show${seen}.`
}

function poolerHint(sessions: readonly SessionsRow[], { traits }: Server): string {
  if (traits.includes('pooler in transaction mode')) {
    return ' A pooler in transaction mode stands between: each transaction here was answered by another server process.'
  }
  const pooled = sessions.some((row) =>
    /pgbouncer|pgcat|odyssey|supavisor/i.test(`${row.application} ${row.role}`),
  )
  return pooled || traits.includes('PgBouncer')
    ? ' A pooler seems to be in use: its name shows among the sessions or roles.'
    : ''
}
