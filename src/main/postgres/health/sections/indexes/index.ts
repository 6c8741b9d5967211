import { findDrops, findMissingForeignKeyIndexes, settleDrops } from '../../../advisor/drops/index.ts'
import { readSchema } from '../../../schema/read-schema.ts'
import { number, query } from '../../query.ts'
import { limitation, type Section } from '../../section.ts'
import { judgeIndexes } from './judge.ts'
import { foreignKeysQuery, indexesQuery } from './queries.ts'

const buildingQuery = query(
  'Indexes that are being built now',
  { oid: number },
  `
  SELECT index_relid AS oid FROM pg_catalog.pg_stat_progress_create_index
  WHERE datname = pg_catalog.current_database() AND index_relid <> 0
  ORDER BY 1`,
)

/** What the judging reads of the schema beside the queries that are shown. */
const concerned = new Set(['indexes', 'index sizes', 'replicas', 'write counters'])

export const indexes: Section = {
  id: 'indexes',
  title: 'Indexes and foreign keys',
  async examine({ session, read, limit }) {
    const rows = await read(indexesQuery)
    await read(foreignKeysQuery)
    const building = await read(buildingQuery)
    const schema = await readSchema(session)
    for (const { part, reason } of schema.missing.filter((missing) => concerned.has(missing.part))) {
      limit(
        limitation(`The ${part} could not be read: ${reason}`, 'The judgement of indexes does without them.'),
      )
    }
    return judgeIndexes({
      schema,
      ...settleDrops(findDrops(schema), schema),
      missing: findMissingForeignKeyIndexes(schema),
      building: new Set(building.map(({ oid }) => oid)),
      rows,
    })
  },
}
