import type { Session, TextRow } from '../../session/session.ts'
import { addEntries, type Entry, type Snapshot } from '../counters.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import type { ServerFacts } from './server-facts.ts'

type Extension = NonNullable<ServerFacts['extension']>

/**
 * The counters of the session's database, whatever version the extension is of. Throws a Failure where
 * the role may not read it or the library is not loaded.
 */
export async function readSnapshot(
  session: Session,
  extension: Extension,
  now: () => number,
): Promise<Snapshot> {
  const rows = await session.run(countersQuery(extension))
  const at = now()
  const info = await readInfo(session, extension)
  const entries = new Map<string, Entry>()
  for (const row of rows) {
    const entry = entryOf(row)
    const known = entries.get(entry.id)
    entries.set(entry.id, known ? addEntries(known, entry) : entry)
  }
  const shift = clockShift(info.serverNow, at)
  return {
    serverVersion: session.serverVersion,
    at,
    reset: info.reset,
    resetAt: info.reset === null ? null : Math.round(Number(info.reset) * 1000 + shift),
    evicted: info.evicted,
    entries: [...entries.values()],
  }
}

/** The first that the extension has is the one: 13 and 17 gave columns other names. */
const columns = {
  calls: ['calls'],
  totalMs: ['total_exec_time', 'total_time'],
  rows: ['rows'],
  sharedHit: ['shared_blks_hit'],
  sharedRead: ['shared_blks_read'],
  sharedDirtied: ['shared_blks_dirtied'],
  sharedWritten: ['shared_blks_written'],
  tempRead: ['temp_blks_read'],
  tempWritten: ['temp_blks_written'],
  planMs: ['total_plan_time'],
  walBytes: ['wal_bytes'],
  minMs: ['min_exec_time', 'min_time'],
  maxMs: ['max_exec_time', 'max_time'],
  stddevMs: ['stddev_exec_time', 'stddev_time'],
} as const

/** All that there are are added up. `blk_…` became `shared_blk_…` in 17, which has local ones beside. */
const ioColumns = [
  'blk_read_time',
  'blk_write_time',
  'shared_blk_read_time',
  'shared_blk_write_time',
  'local_blk_read_time',
  'local_blk_write_time',
  'temp_blk_read_time',
  'temp_blk_write_time',
]

/**
 * Without texts, so that the server does not read its file of them. Setting this apart from the
 * extension's view also leaves out its rows of other databases before they are sent.
 */
function countersQuery(extension: Extension): string {
  const has = new Set(extension.columns)
  const first = (candidates: readonly string[]): string =>
    candidates.find((candidate) => has.has(candidate)) ?? 'NULL'
  const io = ioColumns.filter((column) => has.has(column))
  const figures = [
    // Where track_planning is off, all are 0.
    ...Object.entries(columns).map(([name, candidates]) =>
      name === 'planMs' && has.has('total_plan_time')
        ? `CASE WHEN pg_catalog.current_setting('pg_stat_statements.track_planning', true) = 'on' THEN total_plan_time END`
        : first(candidates),
    ),
    has.has('stats_since') ? 'extract(epoch FROM stats_since)' : 'NULL',
    // Where track_io_timing is off, all are 0.
    io.length === 0
      ? 'NULL'
      : `CASE WHEN pg_catalog.current_setting('track_io_timing') = 'on' THEN ${io.join(' + ')} END`,
  ]
  return `SELECT /* pitwall */ queryid, userid, dbid, pg_catalog.pg_get_userbyid(userid), ${figures.join(', ')}
    FROM ${quoteIdentifier(extension.schema)}.pg_stat_statements(false)
    WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) AND calls > 0`
}

function entryOf(row: TextRow): Entry {
  const [queryId = null, userId, databaseId, role, ...figures] = row
  const [
    calls,
    totalMs,
    rows,
    sharedHit,
    sharedRead,
    sharedDirtied,
    sharedWritten,
    tempRead,
    tempWritten,
    planMs,
    walBytes,
    minMs,
    maxMs,
    stddevMs,
    statsSince = null,
    ioMs,
  ] = figures
  return {
    // Statements of others have no query id for a role without pg_read_all_stats: one entry for each role.
    id: `${queryId ?? 'hidden'}:${userId}:${databaseId}`,
    queryId,
    role: role ?? '',
    counters: {
      calls: Number(calls),
      totalMs: Number(totalMs),
      rows: Number(rows),
      sharedHit: Number(sharedHit),
      sharedRead: Number(sharedRead),
      sharedDirtied: Number(sharedDirtied),
      sharedWritten: Number(sharedWritten),
      tempRead: Number(tempRead),
      tempWritten: Number(tempWritten),
      planMs: numberOrNull(planMs),
      ioMs: numberOrNull(ioMs),
      walBytes: numberOrNull(walBytes),
    },
    spread: { minMs: Number(minMs), maxMs: Number(maxMs), stddevMs: Number(stddevMs) },
    statsSince,
  }
}

function numberOrNull(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text)
}

interface Info {
  reset: string | null
  evicted: number | null
  /** Seconds since 1970. */
  serverNow: number
}

async function readInfo(session: Session, { schema, hasInfo }: Extension): Promise<Info> {
  const from = hasInfo ? ` FROM ${quoteIdentifier(schema)}.pg_stat_statements_info` : ''
  const figures = hasInfo ? 'extract(epoch FROM stats_reset), dealloc' : 'NULL, NULL'
  const [row] = await session.run(
    `SELECT /* pitwall */ extract(epoch FROM pg_catalog.clock_timestamp()), ${figures}${from}`,
  )
  const [serverNow, reset = null, evicted] = row ?? []
  return { serverNow: Number(serverNow), reset, evicted: numberOrNull(evicted) }
}

/** A smaller difference is the way of the answer, not the clocks. */
const SAME_CLOCK = 2000

/** What to add to the server's times to have this machine's. */
function clockShift(serverNow: number, now: number): number {
  const shift = now - serverNow * 1000
  return Math.abs(shift) < SAME_CLOCK ? 0 : shift
}
