import type { Finding } from '#shared/contract/finding.ts'
import { notLocked, userSchema } from '../catalogue-sql.ts'
import { number, only, query, text } from '../query.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import { bytes, count, counted, list, percent, plainName, qualified } from '../../wording.ts'

const GIBIBYTE = 1_073_741_824
/** "The table should be larger than the physical memory" is the documentation's rule; this is its humble form. */
const LARGE = 20 * GIBIBYTE
/** Rows lie on disk in the order of their time: they are added at the end and old ones go together. */
const IN_ORDER = 0.9
/** Of the rows ever added: deleting them row by row is what dropping a partition would spare. */
const DELETED_SHARE = 0.1

const candidatesQuery = query(
  'Large tables with a column of time that rows lie in the order of',
  {
    schema: text,
    table: text,
    column: text,
    bytes: number,
    rows: number,
    inserted: number,
    deleted: number,
    correlation: number,
  },
  `
  SELECT n.nspname AS schema, c.relname AS table, t.attname AS column,
    pg_catalog.pg_table_size(c.oid) AS bytes, greatest(c.reltuples, 0)::bigint AS rows,
    s.n_tup_ins AS inserted, s.n_tup_del AS deleted, t.correlation
  FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_stat_user_tables s ON s.relid = c.oid
    JOIN LATERAL (
      SELECT p.attname, abs(p.correlation) AS correlation
      FROM pg_catalog.pg_stats p JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = p.attname
      WHERE p.schemaname = n.nspname AND p.tablename = c.relname AND NOT p.inherited
        AND a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) AND p.null_frac = 0
      ORDER BY abs(p.correlation) DESC NULLS LAST, a.attnum LIMIT 1) t ON true
  WHERE c.relkind = 'r' AND NOT c.relispartition AND ${userSchema}
    AND c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint >= ${GIBIBYTE}
    AND ${notLocked('c.oid')}
  ORDER BY c.relpages DESC, 1, 2
  LIMIT 30`,
)

export type CandidateRow = ReturnType<typeof candidatesQuery.decode>

export const partitioning: Section = {
  id: 'partitioning',
  title: 'Partitioning',
  async examine({ read }) {
    return judgePartitioning(await read(candidatesQuery))
  },
}

/** Partitioning makes many things harder: only very large tables whose old rows go are named. */
export function judgePartitioning(rows: readonly CandidateRow[]): Diagnosis {
  const gain = rows.filter(
    (row) =>
      row.bytes >= LARGE &&
      row.correlation >= IN_ORDER &&
      row.deleted >= DELETED_SHARE * Math.max(1, row.inserted) &&
      row.deleted >= DELETED_SHARE * row.rows,
  )
  return {
    summary:
      gain.length === 0
        ? rows.length === 0
          ? 'No table is so large that partitions by time would gain anything.'
          : `None of ${counted(rows.length, 'large table')} with a column of time would clearly gain from partitions.`
        : `${list(gain.map((row) => plainName(row.schema, row.table)))} would gain from partitions by time: old rows go in bulk, and dropping a partition costs nothing.`,
    figures: [
      figure('Tables of 1 GiB or more with a column of time', count(rows.length)),
      figure('That would gain', count(gain.length)),
    ],
    tables:
      rows.length === 0
        ? []
        : [
            {
              title: 'Large tables with a column of time',
              columns: [
                { label: 'Table', kind: 'text' },
                { label: 'Column', kind: 'text' },
                { label: 'Size', kind: 'bytes' },
                { label: 'Rows', kind: 'count' },
                { label: 'Inserted', kind: 'count' },
                { label: 'Deleted', kind: 'count' },
                { label: 'In order of time', kind: 'percent' },
              ],
              rows: rows.map((row) => [
                plainName(row.schema, row.table),
                row.column,
                row.bytes,
                row.rows,
                row.inserted,
                row.deleted,
                row.correlation * 100,
              ]),
            },
          ],
    findings: gain.map((row): Finding => ({
      id: `partition:${qualified(row.schema, row.table)}`,
      kind: 'partition',
      severity: 'low',
      title: `${plainName(row.schema, row.table)} would gain from partitions by ${row.column}`,
      detail: `${bytes(row.bytes)} in ${count(row.rows)} rows that lie in the order of ${row.column} (${percent(row.correlation)}); ${count(row.deleted)} rows were deleted since the counters began, one by one, and vacuumed away.`,
      advice: `Make a table PARTITION BY RANGE (${row.column}) beside it, with a partition a month, move the rows over, exchange the names. Old months then go with DROP TABLE. Statements that do not name ${row.column} will read every partition, and the primary key must contain it.`,
      subject: { kind: 'table', name: qualified(row.schema, row.table) },
      evidence: [
        { label: 'Size', value: bytes(row.bytes) },
        { label: 'Deleted', value: count(row.deleted) },
        { label: 'In order of time', value: percent(row.correlation) },
      ],
      evidenceSql: only(candidatesQuery, { schema: row.schema, table: row.table }),
      proposals: [],
    })),
  }
}
