import type { Session, TextRow } from '../../session/session.ts'

/** Begins a transaction in which the server is as it was before, or as it is after the change. */
export type Enter = (session: Session) => Promise<void>

/** The server as it is. A transaction for each round, so that no lock is kept from one to the next. */
export const asItIs: Enter = async (session) => {
  await session.restart('READ ONLY')
}

/**
 * The server without some indexes: they are marked as not valid in this transaction alone, and a planner
 * passes over such an index (get_relation_info in plancat.c). Only locks on these rows of pg_index are
 * taken, readers and writers of the table go on, and the rollback leaves nothing but a dead row there.
 * The rows of a partitioned index count with those of its partitions.
 *
 * Needs a superuser: nobody else may write to the catalogue. From then on the transaction is READ ONLY,
 * as for every other measured statement.
 */
export function withoutIndexes(oids: readonly string[]): Enter {
  return async (session) => {
    await session.restart('READ WRITE')
    await hide(session, oids)
    await session.run('SET LOCAL transaction_read_only = on')
  }
}

async function hide(session: Session, oids: readonly string[]): Promise<TextRow[]> {
  return await session.run(
    `WITH RECURSIVE family (oid) AS (
        SELECT unnest($1::oid[])
        UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN family ON i.inhparent = family.oid)
      UPDATE pg_catalog.pg_index SET indisvalid = false
      WHERE indexrelid IN (SELECT oid FROM family) RETURNING indexrelid`,
    [`{${oids.join(',')}}`],
  )
}

/**
 * Whether this role could hide an index. Superusers only; some managed servers call a role superuser and
 * keep it from the catalogue all the same, so it is tried, on a row that does not exist.
 */
export async function canHideIndexes(session: Session): Promise<boolean> {
  const [row] = await session.run(`SELECT current_setting('is_superuser'), pg_catalog.pg_is_in_recovery()`)
  if (row?.[0] !== 'on' || row[1] !== 'f') return false
  await session.restart('READ WRITE')
  const can = await session.attempt(
    'UPDATE pg_catalog.pg_index SET indisvalid = indisvalid WHERE indexrelid = 0',
  )
  await session.restart('READ ONLY')
  return can
}

/** The server with one setting of the session changed. */
export function withSetting(name: string, value: string): Enter {
  return async (session) => {
    await session.restart('READ ONLY')
    await session.run('SELECT pg_catalog.set_config($1, $2, true)', [name, value])
  }
}

/** What a session of Pitwall's role has for a setting, and whether it may choose another by itself. */
export async function sessionSetting(
  session: Session,
  name: string,
): Promise<{ value: string; canSet: boolean } | undefined> {
  const mayAsSuperuser =
    session.versionNumber >= 150_000
      ? `pg_catalog.has_parameter_privilege(name, 'SET')`
      : `pg_catalog.current_setting('is_superuser') = 'on'`
  const [row] = await session.run(
    `SELECT pg_catalog.current_setting(name),
        context = 'user' OR (context = 'superuser' AND ${mayAsSuperuser})
      FROM pg_catalog.pg_settings WHERE lower(name) = lower($1)`,
    [name],
  )
  if (row?.[0] === undefined || row[0] === null) return undefined
  return { value: row[0], canSet: row[1] === 't' }
}
