import type { Session } from '../../session/session.ts'
import type { Analyze, QualifiedName, Vacuum } from '../known-change.ts'
import { refusedToMaintain } from '../ownership.ts'
import { findRelation, type Relation } from '../relations.ts'
import { type Aspects, type Look, together } from './aspects.ts'
import { eachOnce, lockHolders, unseenBlockers } from './blockers.ts'
import { conflictsOf, takes } from './lock-modes.ts'
import type { ServerFacts } from './server.ts'
import { replicaWarning } from './table-facts.ts'

/** ANALYZE. */
export const lookAtAnalyze: Look<Analyze> = async (session, change, server) => {
  return together([
    await rightsAndLocks(session, change.tables, server, 'It reads a sample of the rows.'),
    {
      diskBytes: 0,
      diskNote: 'None.',
      warnings: ['Plans of all statements on these tables may change with the new statistics.'],
    },
  ])
}

/** VACUUM without FULL. */
export const lookAtVacuum: Look<Vacuum> = async (session, change, server) => {
  return together([
    await rightsAndLocks(session, change.tables, server, 'It goes through the table and its indexes.'),
    {
      locks:
        change.tables.length === 0
          ? []
          : [
              takes(
                'AccessExclusiveLock',
                'empty pages at the end of a table',
                'Only to cut them off, for a moment, and only if nobody is in the way; standbys that read the table feel it, too. VACUUM (TRUNCATE off) leaves it out.',
              ),
            ],
      diskBytes: 0,
      diskNote: 'None. What was dead becomes room for new rows; only empty pages at the end are given back.',
      warnings: [...(await horizonWarning(session)), ...replicaWarning(server, 'what it cleans')],
    },
  ])
}

async function rightsAndLocks(
  session: Session,
  names: readonly QualifiedName[],
  server: ServerFacts,
  how: string,
): Promise<Aspects> {
  const tables: Relation[] = []
  for (const name of names) {
    const table = await findRelation(session, name)
    if (table) tables.push(table)
  }
  const rights: Partial<Aspects>[] = []
  for (const table of tables) {
    const refusal = await refusedToMaintain(session, table)
    if (refusal) rights.push({ refusal })
  }
  const oids = tables.map(({ oid }) => oid)
  return together([
    ...rights,
    {
      locks:
        names.length === 0
          ? [takes('ShareUpdateExclusiveLock', 'every table of the database, one after the other', how)]
          : tables.map(({ sql }) => takes('ShareUpdateExclusiveLock', sql, how)),
      blockers: eachOnce(await lockHolders(session, oids, conflictsOf('ShareUpdateExclusiveLock'))),
      warnings: [
        ...(names.length === 0 && !server.isSuperuser
          ? ['Tables that the role does not own are passed over.']
          : []),
        ...(tables.length > 0 ? unseenBlockers(server) : []),
      ],
    },
  ])
}

/** A transaction or a slot that is older keeps rows from being removed. */
const OLD_TRANSACTIONS = 100_000
const OLD_SECONDS = 300

async function horizonWarning(session: Session): Promise<string[]> {
  const rows = await session.run(
    `SELECT 'the transaction of process ' || pid || coalesce(' (' || usename || ')', ''), age(backend_xmin),
        extract(epoch FROM now() - xact_start)
      FROM pg_catalog.pg_stat_activity
      WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid() AND datname = current_database()
      UNION ALL SELECT 'the prepared transaction ' || gid, age(transaction), extract(epoch FROM now() - prepared)
        FROM pg_catalog.pg_prepared_xacts WHERE database = current_database()
      UNION ALL SELECT 'the replication slot ' || slot_name, age(xmin), NULL
        FROM pg_catalog.pg_replication_slots WHERE xmin IS NOT NULL
      ORDER BY 2 DESC NULLS LAST LIMIT 1`,
  )
  const [holder, age, seconds] = rows[0] ?? []
  if (Number(age) < OLD_TRANSACTIONS && Number(seconds ?? 0) < OLD_SECONDS) return []
  return holder === undefined || holder === null
    ? []
    : [
        `Rows that died in the last ${Number(age).toLocaleString('en')} transactions cannot be removed: ${holder} may still see them.`,
      ]
}
