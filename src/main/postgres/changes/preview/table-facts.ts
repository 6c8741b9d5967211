import type { Session } from '../../session/session.ts'
import { refusedToOwners } from '../ownership.ts'
import type { Relation } from '../relations.ts'
import type { Aspects } from './aspects.ts'
import type { ServerFacts } from './server.ts'

/** Fewer are not worth a word. */
const MANY_WRITES_PER_SECOND = 10

/**
 * Rows written to a table in a second, on average since its counters began. Undefined where that is not
 * known: counters that were never reset are older than the server's start, which is no help.
 */
export async function writesPerSecond(session: Session, { oid }: Relation): Promise<number | undefined> {
  const [row] = await session.run(
    `SELECT (t.n_tup_ins + t.n_tup_upd + t.n_tup_del) / greatest(1, extract(epoch FROM now() - d.stats_reset))
      FROM pg_catalog.pg_stat_all_tables t, pg_catalog.pg_stat_database d
      WHERE t.relid = $1::oid AND d.datname = current_database() AND d.stats_reset IS NOT NULL`,
    [oid],
  )
  return row?.[0] === undefined || row[0] === null ? undefined : Number(row[0])
}

export async function writeWarning(session: Session, table: Relation): Promise<string[]> {
  const rate = await writesPerSecond(session, table)
  if (rate === undefined || rate < MANY_WRITES_PER_SECOND) return []
  return [
    `About ${Math.round(rate)} rows of ${table.sql} are written in a second, on average since the statistics began: each will keep this index up to date, too, and an update of its columns can no longer be a HOT one.`,
  ]
}

/** Refuses what only the owner of a relation may do to it. */
export async function ownerRefusal(
  session: Session,
  relation: Relation,
  /** MAINTAIN, since Postgres 17, allows it too. */
  orMaintain: boolean,
): Promise<Partial<Aspects>> {
  const refusal = await refusedToOwners(session, relation, orMaintain)
  return refusal ? { refusal } : {}
}

/** What standbys feel of a change that writes much. */
export function replicaWarning({ receivers }: ServerFacts, written: string): string[] {
  if (receivers === 0) return []
  return [
    `${receivers === 1 ? 'One receiver of the WAL is' : `${receivers} receivers of the WAL are`} connected: ${written} is sent there, too, and a standby may fall behind meanwhile.`,
  ]
}
