import { number, query, text } from '../query.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import type { Server } from '../server/server.ts'
import { count, duration, percent, plainName } from '../../wording.ts'

/** Fewer rows say nothing about a service's habits. */
const FEWEST_ROWS = 100_000

const rowsQuery = query(
  'Rows read and written in each table since the counters began',
  { schema: text, table: text, readByScan: number, readByIndex: number, written: number },
  `
  SELECT schemaname AS schema, relname AS table, seq_tup_read AS read_by_scan,
    coalesce(idx_tup_fetch, 0) AS read_by_index, n_tup_ins + n_tup_upd + n_tup_del AS written
  FROM pg_catalog.pg_stat_user_tables
  ORDER BY seq_tup_read + coalesce(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd + n_tup_del DESC, 1, 2
  LIMIT 200`,
)

export type TrafficRow = ReturnType<typeof rowsQuery.decode>

export const traffic: Section = {
  id: 'traffic',
  title: 'Reads and writes',
  async examine({ server, read }) {
    return judgeTraffic(await read(rowsQuery), server)
  },
}

/** What a replica could take over is what is read; every replica repeats every write. */
export function judgeTraffic(
  rows: readonly TrafficRow[],
  { countingMs, isStandby }: Pick<Server, 'countingMs' | 'isStandby'>,
): Diagnosis {
  const readOf = (row: TrafficRow): number => row.readByScan + row.readByIndex
  const read = rows.reduce((sum, row) => sum + readOf(row), 0)
  const written = rows.reduce((sum, row) => sum + row.written, 0)
  const scanned = rows.reduce((sum, row) => sum + row.readByScan, 0)
  const share = read + written === 0 ? undefined : read / (read + written)
  return {
    summary:
      share === undefined || read + written < FEWEST_ROWS
        ? `Too little was read and written in the ${duration(countingMs)} that are counted to say what a read replica would take over.`
        : `${percent(share)} of ${count(read + written)} rows touched were read, the rest written. ${replicaAdvice(share, scanned / Math.max(1, read), isStandby)}`,
    figures: [
      figure('Rows read', count(read)),
      figure('Of them by scans of whole tables', percent(read === 0 ? 0 : scanned / read)),
      figure('Rows written', count(written)),
      ...(share === undefined ? [] : [figure('Share of reads', percent(share))]),
      figure('Counted for', duration(countingMs)),
    ],
    tables: [
      {
        title: 'Where rows are read and written',
        columns: [
          { label: 'Table', kind: 'text' },
          { label: 'Read by scans', kind: 'count' },
          { label: 'Read by indexes', kind: 'count' },
          { label: 'Written', kind: 'count' },
          { label: 'Share of reads', kind: 'percent' },
        ],
        rows: rows
          .slice(0, 30)
          .map((row) => [
            plainName(row.schema, row.table),
            row.readByScan,
            row.readByIndex,
            row.written,
            readOf(row) + row.written === 0 ? null : (100 * readOf(row)) / (readOf(row) + row.written),
          ]),
      },
    ],
    findings: [],
  }
}

function replicaAdvice(share: number, scanned: number, isStandby: boolean): string {
  if (isStandby) return 'These are the reads that this standby takes over.'
  const most = `At the most a read replica would take over that ${percent(share)}; the writes it has to repeat`
  const first =
    scanned >= 0.5
      ? ` But ${percent(scanned)} of the rows are read by scans of whole tables: indexes for those cost less than a second server.`
      : ''
  return share >= 0.8
    ? `${most}. Worth it when the processors of this server are busy with reads that may be some seconds old.${first}`
    : `${most}, so it would be nearly as busy as this server: a replica is not the cure here.${first}`
}
