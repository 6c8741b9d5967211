import type { Bytes, Milliseconds } from '#shared/units.ts'
import type { PostgresTarget } from '../../postgres-target.ts'
import type { Session } from '../../session/session.ts'
import { flag, number, optionalNumber, optionalText, query, text } from '../query.ts'
import { type Machine, machineOf } from './machine.ts'
import { traitsOf } from './traits.ts'

/** What every section may want to know of the server. */
export interface Server {
  /** `server_version_num`: 180004. */
  version: number
  database: string
  role: string
  isSuperuser: boolean
  /** The role sees other roles' statements and all statistics. */
  seesAll: boolean
  isStandby: boolean
  /** `RDS`, `Cloud SQL`…: settings are changed in its console, not by ALTER SYSTEM. */
  managedBy: string | undefined
  uptimeMs: Milliseconds
  /** Since when the counters of this database count; the server's start where they were never reset. */
  countingMs: Milliseconds
  databaseBytes: Bytes
  /** The machine, where the server is seen to run on this one. */
  machine: Machine | undefined
  traits: string[]
}

const serverQuery = query(
  'The server',
  {
    database: text,
    role: text,
    isSuperuser: flag,
    seesAll: flag,
    isStandby: flag,
    uptimeMs: number,
    countingMs: optionalNumber,
    databaseBytes: number,
    dataDirectory: optionalText,
    serverPort: optionalNumber,
  },
  `
  SELECT pg_catalog.current_database() AS database,
    current_user AS role,
    pg_catalog.current_setting('is_superuser') = 'on' AS is_superuser,
    pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all,
    pg_catalog.pg_is_in_recovery() AS is_standby,
    round(extract(epoch FROM now() - pg_catalog.pg_postmaster_start_time()) * 1000) AS uptime_ms,
    (SELECT round(extract(epoch FROM now() - stats_reset) * 1000) FROM pg_catalog.pg_stat_database
      WHERE datname = pg_catalog.current_database()) AS counting_ms,
    pg_catalog.pg_database_size(pg_catalog.current_database()) AS database_bytes,
    CASE WHEN pg_catalog.pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')
      THEN pg_catalog.current_setting('data_directory') END AS data_directory,
    pg_catalog.inet_server_port() AS server_port`,
)

/** Reads what the server is. Throws a Failure as the session does. */
export async function readServer(session: Session, target: PostgresTarget): Promise<Server> {
  const [first] = await session.run(serverQuery.sql)
  if (!first) throw new Error('The server did not say what it is.')
  const row = serverQuery.decode(first)
  const { names, managedBy } = await traitsOf(session, row.isStandby)
  // A pooler that gives each transaction another connection shows by the process that answers.
  await session.restart('READ ONLY')
  const [again] = await session.run('SELECT pg_catalog.pg_backend_pid()')
  const isPooled = Number(again?.[0]) !== session.backendPid
  return {
    version: session.versionNumber,
    database: row.database,
    role: row.role,
    isSuperuser: row.isSuperuser,
    seesAll: row.seesAll,
    isStandby: row.isStandby,
    managedBy,
    uptimeMs: row.uptimeMs,
    // Never reset: the counters go on over restarts, so they count for at least as long as it runs.
    countingMs: row.countingMs ?? row.uptimeMs,
    databaseBytes: row.databaseBytes,
    machine: machineOf(target.address, session.backendPid, row.dataDirectory),
    traits: [...names, ...(isPooled ? ['pooler in transaction mode'] : [])],
  }
}
