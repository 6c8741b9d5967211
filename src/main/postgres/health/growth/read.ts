import type { Session } from '../../session/session.ts'
import { notLocked, userSchema } from '../catalogue-sql.ts'
import { number, query, text } from '../query.ts'
import type { Sized } from './store.ts'

/** The largest relations are those whose growth matters; the rest would fill the store. */
const MOST_RELATIONS = 300
const MOST_SEQUENCES = 1000

const sizesQuery = query(
  'Sizes to compare with later',
  { kind: text, name: text, value: number },
  `
  SELECT 'database' AS kind, pg_catalog.current_database()::text AS name,
    pg_catalog.pg_database_size(pg_catalog.current_database()) AS value
  UNION ALL
  (SELECT CASE WHEN c.relkind = 'i' THEN 'index' ELSE 'table' END,
    pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.pg_table_size(c.oid)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm', 'i') AND c.relpersistence <> 't'
    AND ${userSchema} AND ${notLocked('c.oid')}
  ORDER BY c.relpages DESC, c.oid LIMIT ${MOST_RELATIONS})
  UNION ALL
  (SELECT 'sequence', r.name, r.value
  FROM (
    SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
      CASE WHEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE')
        THEN pg_catalog.pg_sequence_last_value(c.oid) END AS value
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND c.relpersistence = 'p' AND ${notLocked('c.oid')}
    OFFSET 0
  ) r
  WHERE r.value IS NOT NULL
  ORDER BY r.value DESC, r.name LIMIT ${MOST_SEQUENCES})`,
)

/** What each check-up keeps for the next ones. */
export async function readGrowth(session: Session): Promise<Sized[]> {
  const rows = await session.run(sizesQuery.sql)
  return rows.map((row) => sizesQuery.decode(row)).filter(isSized)
}

function isSized(row: { kind: string; name: string; value: number }): row is Sized {
  return ['table', 'index', 'sequence', 'database'].includes(row.kind)
}
