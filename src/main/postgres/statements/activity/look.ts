import type { Session } from '../../session/session.ts'

/** What one session runs, or ran last. */
export interface SeenSession {
  pid: number
  /** Together with the pid the same for the same run; seconds since 1970 as the server prints them. */
  startedAt: string
  /** So far, or in all where it has ended. */
  elapsedMs: number
  running: boolean
  /** Since it ended; 0 while it runs. */
  endedMsAgo: number
  text: string
  role: string
  application: string
  /** Since 14; null where it is not computed. */
  queryId: string | null
  userId: string
  databaseId: string
}

/**
 * The sessions of the database, without the workbench's own. A session that is idle still shows its
 * last statement and when it ended, so that what is too short to be met running is found, too.
 *
 * Sessions of other roles are left out for a role without pg_read_all_stats: they show nothing.
 */
export async function readActivity(session: Session): Promise<SeenSession[]> {
  const queryId = session.versionNumber >= 140_000 ? 'query_id' : 'NULL'
  const rows = await session.run(
    `SELECT /* pitwall */ pid, extract(epoch FROM query_start),
        extract(epoch FROM CASE WHEN state = 'active' THEN greatest(clock.now, query_start) ELSE greatest(state_change, query_start) END - query_start) * 1000,
        state = 'active', extract(epoch FROM clock.now - state_change) * 1000,
        query, usename, application_name, ${queryId}, usesysid, datid
      FROM pg_catalog.pg_stat_activity, (SELECT pg_catalog.clock_timestamp() AS now) AS clock
      WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
        AND backend_type = 'client backend' AND query_start IS NOT NULL AND query <> ''
        AND application_name NOT IN ('pitwall', 'pitwall cancel')`,
  )
  return rows.map(
    ([pid, startedAt, elapsed, running, ended, text, role, application, id, userId, databaseId]) => ({
      pid: Number(pid),
      startedAt: startedAt ?? '',
      elapsedMs: Math.max(0, Number(elapsed)),
      running: running === 't',
      endedMsAgo: running === 't' ? 0 : Math.max(0, Number(ended)),
      text: text ?? '',
      role: role ?? '',
      application: application ?? '',
      // 0 stands for "none" in some versions.
      queryId: id === '0' ? null : (id ?? null),
      userId: userId ?? '',
      databaseId: databaseId ?? '',
    }),
  )
}

/** pg_stat_activity stays as it was first read within a transaction; this has it read anew. */
export async function lookAgain(session: Session): Promise<void> {
  await session.run('SELECT /* pitwall */ pg_catalog.pg_stat_clear_snapshot()')
}
