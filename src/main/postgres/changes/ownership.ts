import type { Session } from '../session/session.ts'
import type { Relation } from './relations.ts'

/** Why a role may not do something, and who may. */
export interface Refusal {
  message: string
  hint: string
}

/** Undefined where the role may do to a relation what only its owner may. */
export async function refusedToOwners(
  session: Session,
  { oid, sql }: Relation,
  /** MAINTAIN, since Postgres 17, allows it too. */
  orMaintain: boolean,
): Promise<Refusal | undefined> {
  const maintain =
    orMaintain && session.versionNumber >= 170_000
      ? ` OR has_table_privilege(coalesce(i.indrelid, c.oid), 'MAINTAIN')`
      : ''
  const [row] = await session.run(
    `SELECT pg_has_role(c.relowner, 'USAGE')${maintain}, pg_get_userbyid(c.relowner), current_user
      FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE c.oid = $1::oid`,
    [oid],
  )
  if (row?.[0] !== 'f') return undefined
  return {
    message: `The role ${row[2]} does not own ${sql}.`,
    hint: `Connect as ${row[1]} or as a member of it${maintain === '' ? '' : ', or have MAINTAIN granted'}.`,
  }
}

/**
 * Undefined where the role may vacuum and analyze a table: its owner may, and who owns the database
 * all of it but the shared catalogues. The server itself refuses with a mere warning and skips the table.
 */
export async function refusedToMaintain(session: Session, table: Relation): Promise<Refusal | undefined> {
  const [row] = await session.run(
    `SELECT pg_has_role(d.datdba, 'USAGE') AND NOT c.relisshared
      FROM pg_catalog.pg_database d, pg_catalog.pg_class c
      WHERE d.datname = current_database() AND c.oid = $1::oid`,
    [table.oid],
  )
  return row?.[0] === 't' ? undefined : await refusedToOwners(session, table, true)
}
