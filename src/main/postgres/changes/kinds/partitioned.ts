import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import type { CreateIndex } from '../known-change.ts'
import { nameOf, type Relation } from '../relations.ts'

/** So many partitions are named; the others are counted. */
const NAMED = 10

/**
 * CONCURRENTLY is not possible on a partitioned table as a whole, and without it every partition would
 * be locked against writes until the last is done. Throws REFUSED with the way around it.
 */
export async function refusePartitioned(
  session: Session,
  table: Relation,
  { sql }: CreateIndex,
): Promise<never> {
  const rows = await session.run(
    `SELECT n.nspname, c.relname FROM pg_partition_tree($1::oid::regclass) p
      JOIN pg_class c ON c.oid = p.relid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE p.isleaf ORDER BY 1, 2`,
    [table.oid],
  )
  const leaves = rows.map(([schema, name]) => nameOf({ schema: schema ?? '', name: name ?? '' }))
  const named = leaves.slice(0, NAMED).join(', ')
  const more = leaves.length > NAMED ? ` and ${leaves.length - NAMED} more` : ''
  throw new Failure(
    'REFUSED',
    `${table.sql} is partitioned, and an index of a partitioned table cannot be built CONCURRENTLY.`,
    {
      hint:
        leaves.length === 0
          ? 'It has no partitions yet: create the index without Pitwall, it is instant.'
          : `Apply it to each partition by itself (${named}${more}), each as: ${sql}, with the partition's name in place of the table's and an index name of its own. Then CREATE INDEX … ON ONLY ${table.sql} (…) and ALTER INDEX … ATTACH PARTITION … are instant.`,
      facts: { partitions: leaves.length },
    },
  )
}
