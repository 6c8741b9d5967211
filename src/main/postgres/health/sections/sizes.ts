import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { notLocked, userSchema } from '../catalogue-sql.ts'
import type { EarlierSizes } from '../growth/store.ts'
import { number, query, text } from '../query.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import type { Server } from '../server/server.ts'
import { bytes, counted, duration, plainName, qualified } from '../../wording.ts'

const MONTH: Milliseconds = 30 * 86_400_000

const sizesQuery = query(
  'The largest tables, with their indexes and their TOAST',
  { schema: text, table: text, rows: number, tableBytes: number, indexBytes: number, toastBytes: number },
  `
  SELECT n.nspname AS schema, c.relname AS table, greatest(c.reltuples, 0)::bigint AS rows,
    pg_catalog.pg_table_size(c.oid) AS table_bytes, pg_catalog.pg_indexes_size(c.oid) AS index_bytes,
    coalesce(pg_catalog.pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) AS toast_bytes
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND ${userSchema}
    AND ${notLocked('c.oid')}
  ORDER BY c.relpages DESC, 1, 2
  LIMIT 100`,
)

const databasesQuery = query(
  'The size of this database, and how many tables and indexes it has',
  { bytes: number, tables: number, indexes: number },
  `
  SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) AS bytes,
    count(*) FILTER (WHERE c.relkind IN ('r', 'm')) AS tables, count(*) FILTER (WHERE c.relkind = 'i') AS indexes
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm', 'i') AND ${userSchema}`,
)

export type SizesRow = ReturnType<typeof sizesQuery.decode>
export type DatabaseSizeRow = ReturnType<typeof databasesQuery.decode>

export const sizes: Section = {
  id: 'sizes',
  title: 'Sizes and growth',
  async examine({ server, read, earlier }) {
    const [database] = await read(databasesQuery)
    if (!database) throw new Error('The server gave no size of the database.')
    return judgeSizes(database, await read(sizesQuery), server, earlier, Date.now())
  },
}

/** Told, never blamed: a large table is no illness. Growth is measured against an earlier check-up. */
export function judgeSizes(
  database: DatabaseSizeRow,
  rows: readonly SizesRow[],
  { database: name }: Pick<Server, 'database'>,
  earlier: EarlierSizes | undefined,
  now: EpochMilliseconds,
): Diagnosis {
  const before = earlier?.valueOf('database', name)
  const growth = before === undefined ? undefined : database.bytes - before
  const since = earlier ? now - earlier.at : 0
  const perMonth = growth === undefined ? undefined : (growth / since) * MONTH
  const [largest] = rows
  const grown =
    growth === undefined || perMonth === undefined
      ? 'How it grows shows from the second check-up on, an hour or more after the first.'
      : growth <= 0
        ? `It has not grown in the ${duration(since)} since an earlier check-up.`
        : `In the ${duration(since)} since an earlier check-up it grew by ${bytes(growth)}, which is ${bytes(perMonth)} a month.`
  return {
    summary: `The database holds ${bytes(database.bytes)} in ${counted(database.tables, 'table')} and ${counted(database.indexes, 'index', 'indexes')}${largest ? `; the largest table is ${plainName(largest.schema, largest.table)} with ${bytes(largest.tableBytes + largest.indexBytes)}` : ''}. ${grown}`,
    figures: [
      figure('Database', bytes(database.bytes)),
      ...(perMonth === undefined ? [] : [figure('Growth a month', bytes(Math.max(0, perMonth)))]),
    ],
    tables: [
      {
        title: 'The largest tables',
        columns: [
          { label: 'Table', kind: 'text' },
          { label: 'Rows', kind: 'count' },
          { label: 'Table', kind: 'bytes' },
          { label: 'Of it TOAST', kind: 'bytes' },
          { label: 'Indexes', kind: 'bytes' },
          { label: 'Growth of the table', kind: 'bytes' },
        ],
        rows: rows
          .toSorted((one, other) => other.tableBytes + other.indexBytes - one.tableBytes - one.indexBytes)
          .slice(0, 50)
          .map((row) => {
            const earlierBytes = earlier?.valueOf('table', qualified(row.schema, row.table))
            return [
              plainName(row.schema, row.table),
              row.rows,
              row.tableBytes,
              row.toastBytes,
              row.indexBytes,
              earlierBytes === undefined ? null : row.tableBytes - earlierBytes,
            ]
          }),
      },
    ],
    findings: [],
  }
}
