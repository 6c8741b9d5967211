import type { Finding } from '#shared/contract/finding.ts'
import { number, only, optionalNumber, query, text } from '../query.ts'
import type { Diagnosis, Section } from '../section.ts'
import { count, counted, duration, list, percent, plainName, qualified } from '../../wording.ts'

/**
 * Autoanalyze comes at 10 % changed rows by default; a table at twice that, or one that was never
 * analyzed, is planned for by guess. Small tables are planned well enough without.
 */
const STALE_SHARE = 0.2
const FEWEST_CHANGED_ROWS = 10_000
/** Believed and real number of rows this far apart: the planner plans for another table. */
const VERY_WRONG = 2

const statisticsQuery = query(
  'Rows changed since each table was analyzed',
  { schema: text, table: text, live: number, changed: number, known: number, analyzedMs: optionalNumber },
  `
  SELECT s.schemaname AS schema, s.relname AS table, s.n_live_tup AS live,
    s.n_mod_since_analyze AS changed, c.reltuples::bigint AS known,
    round(extract(epoch FROM now() - greatest(s.last_analyze, s.last_autoanalyze)) * 1000) AS analyzed_ms
  FROM pg_catalog.pg_stat_user_tables s JOIN pg_catalog.pg_class c ON c.oid = s.relid
  WHERE c.relpersistence <> 't' AND c.relkind IN ('r', 'm')
  ORDER BY s.n_mod_since_analyze DESC, s.schemaname, s.relname`,
)

/** Autovacuum looks at the parts alone; the plan of a query over all of them uses these. */
const partitionedQuery = query(
  'Partitioned tables that were never analyzed as a whole',
  { schema: text, table: text, live: number },
  `
  SELECT n.nspname AS schema, c.relname AS table, sum(pg_catalog.pg_stat_get_live_tuples(t.relid)) AS live
  FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) t
  WHERE c.relkind = 'p' AND NOT c.relispartition AND t.isleaf
    AND c.reltuples < 0
  GROUP BY n.nspname, c.relname
  ORDER BY 3 DESC, 1, 2`,
)

export type StatisticsRow = ReturnType<typeof statisticsQuery.decode>
export type PartitionedRow = ReturnType<typeof partitionedQuery.decode>

export const statistics: Section = {
  id: 'statistics',
  title: "The planner's statistics",
  async examine({ server, read }) {
    const rows = await read(statisticsQuery)
    // Before version 14 a partitioned table does not show whether it was ever analyzed.
    const partitioned = server.version >= 140_000 ? await read(partitionedQuery) : []
    return judgeStatistics(rows, partitioned)
  },
}

export function judgeStatistics(
  rows: readonly StatisticsRow[],
  partitioned: readonly PartitionedRow[],
): Diagnosis {
  const stale = rows.filter(
    (row) =>
      row.changed >= FEWEST_CHANGED_ROWS &&
      (row.analyzedMs === null || row.changed >= STALE_SHARE * Math.max(1, row.live)),
  )
  const whole = partitioned.filter((row) => row.live >= 10 * FEWEST_CHANGED_ROWS)
  return {
    summary:
      stale.length === 0
        ? `The planner knows the tables well: none of ${counted(rows.length, 'table')} has changed much since it was analyzed.${whole.length > 0 ? ` ${list(whole.map((row) => plainName(row.schema, row.table)))} never was as a whole.` : ''}`
        : `The planner plans with old knowledge of ${list(stale.map((row) => plainName(row.schema, row.table)))}: ${stale.length === 1 ? 'its' : 'their'} rows have changed since the last ANALYZE.`,
    figures: [
      {
        label: 'Tables with stale statistics',
        value: count(stale.length),
        target: 'none',
        state: stale.length === 0 ? 'good' : 'attention',
      },
      { label: 'Tables looked at', value: count(rows.length) },
    ],
    tables: [
      {
        title: 'Tables that changed most since ANALYZE',
        columns: [
          { label: 'Table', kind: 'text' },
          { label: 'Live rows', kind: 'count' },
          { label: 'Rows the planner knows of', kind: 'count' },
          { label: 'Changed since', kind: 'count' },
          { label: 'Analyzed', kind: 'text' },
        ],
        rows: rows
          .slice(0, 30)
          .map((row) => [
            plainName(row.schema, row.table),
            row.live,
            Math.max(0, row.known),
            row.changed,
            row.analyzedMs === null ? 'never, as far as is counted' : `${duration(row.analyzedMs)} ago`,
          ]),
      },
    ],
    findings: [...stale.map(staleFinding), ...whole.map(wholeFinding)],
  }
}

function staleFinding(row: StatisticsRow): Finding {
  const name = plainName(row.schema, row.table)
  const share = row.changed / Math.max(1, row.live)
  const changed = `${count(row.changed)} rows changed, ${percent(share)} of the ${count(row.live)} it holds`
  const since =
    row.analyzedMs === null
      ? `It was never analyzed, as far as is counted; ${changed}`
      : `It was analyzed ${duration(row.analyzedMs)} ago; since then ${changed}`
  return {
    id: `stale-statistics:${qualified(row.schema, row.table)}`,
    kind: 'stale-statistics',
    severity: ratio(row.known, row.live) >= VERY_WRONG ? 'high' : 'medium',
    title: `The statistics of ${name} are stale`,
    detail: `${since}. The planner believes in ${count(Math.max(0, row.known))} rows.`,
    advice: 'Analyze it: it reads a sample, blocks nobody, and the next plans know better.',
    subject: { kind: 'table', name: qualified(row.schema, row.table) },
    evidence: [
      { label: 'Rows changed since ANALYZE', value: count(row.changed) },
      { label: 'Live rows', value: count(row.live) },
      { label: 'Rows the planner knows of', value: count(Math.max(0, row.known)) },
    ],
    evidenceSql: only(statisticsQuery, { schema: row.schema, table: row.table }),
    proposals: [{ title: `Analyze ${name}`, sql: `ANALYZE ${qualified(row.schema, row.table)}` }],
  }
}

function wholeFinding(row: PartitionedRow): Finding {
  const name = plainName(row.schema, row.table)
  return {
    id: `unanalyzed-whole:${qualified(row.schema, row.table)}`,
    kind: 'unanalyzed-whole',
    severity: 'low',
    title: `${name} was never analyzed as a whole`,
    detail: `Autovacuum analyzes its partitions (${counted(row.live, 'row')}) but never the partitioned table, whose statistics plan joins and groupings over all of them.`,
    advice: 'Analyze the partitioned table after loads and once in a while, from a timer.',
    subject: { kind: 'table', name: qualified(row.schema, row.table) },
    evidence: [{ label: 'Live rows in its partitions', value: count(row.live) }],
    evidenceSql: only(partitionedQuery, { schema: row.schema, table: row.table }),
    proposals: [{ title: `Analyze ${name}`, sql: `ANALYZE ${qualified(row.schema, row.table)}` }],
  }
}

/** How far apart two numbers of rows are, 1 when they are equal. */
function ratio(one: number, other: number): number {
  const [less, more] = [Math.max(1, one), Math.max(1, other)].sort((a, b) => a - b)
  return (more ?? 1) / (less ?? 1)
}
