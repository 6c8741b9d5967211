import type { Finding } from '#shared/contract/finding.ts'
import { storageOption } from '../catalogue-sql.ts'
import { flag, number, only, optionalNumber, query, text } from '../query.ts'
import type { Diagnosis, Section } from '../section.ts'
import { changeSetting } from '../server/change-setting.ts'
import type { Server } from '../server/server.ts'
import { bytes, count, counted, duration, list, percent, plainName, qualified } from '../../wording.ts'

/**
 * Autovacuum wakes every minute and a table may be just over its threshold; twice the threshold is a
 * table that it does not keep up with. Fewer dead rows than these cost nothing that anybody notices.
 */
const FAR_OVER = 2
const FEWEST_DEAD_ROWS = 10_000
/** A table that hardly changes does not need autovacuum, and a small one shows no harm. */
const SMALLEST_WITHOUT_AUTOVACUUM = 1000

/** From version 18 on the threshold of a huge table has an upper limit. */
function tablesQuery(version: number) {
  const scaled = `${storageOption('c.reloptions', 'autovacuum_vacuum_threshold', `pg_catalog.current_setting('autovacuum_vacuum_threshold')`)}::float8
      + ${storageOption('c.reloptions', 'autovacuum_vacuum_scale_factor', `pg_catalog.current_setting('autovacuum_vacuum_scale_factor')`)}::float8
        * greatest(c.reltuples, 0)`
  const most = storageOption(
    'c.reloptions',
    'autovacuum_vacuum_max_threshold',
    `pg_catalog.current_setting('autovacuum_vacuum_max_threshold')`,
  )
  const threshold =
    version < 180_000
      ? scaled
      : `CASE WHEN ${most}::float8 < 0 THEN ${scaled} ELSE least(${scaled}, ${most}::float8) END`
  return query(
    'Dead rows of each table, and when it was vacuumed last',
    {
      schema: text,
      table: text,
      live: number,
      dead: number,
      threshold: number,
      enabled: flag,
      vacuumedMs: optionalNumber,
      analyzedMs: optionalNumber,
      bytes: number,
    },
    `
  SELECT s.schemaname AS schema, s.relname AS table, s.n_live_tup AS live, s.n_dead_tup AS dead,
    round((${threshold})::numeric) AS threshold,
    ${storageOption('c.reloptions', 'autovacuum_enabled', `'true'`)}::bool AS enabled,
    round(extract(epoch FROM now() - greatest(s.last_vacuum, s.last_autovacuum)) * 1000) AS vacuumed_ms,
    round(extract(epoch FROM now() - greatest(s.last_analyze, s.last_autoanalyze)) * 1000) AS analyzed_ms,
    c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS bytes
  FROM pg_catalog.pg_stat_user_tables s JOIN pg_catalog.pg_class c ON c.oid = s.relid
  WHERE c.relpersistence <> 't' AND c.relkind IN ('r', 'm')
  ORDER BY s.n_dead_tup DESC, s.schemaname, s.relname`,
  )
}

const workersQuery = query(
  'Autovacuum: is it on, and how many of its workers are busy',
  { enabled: flag, counting: flag, workers: number, busy: number },
  `
  SELECT pg_catalog.current_setting('autovacuum') AS enabled,
    pg_catalog.current_setting('track_counts') AS counting,
    pg_catalog.current_setting('autovacuum_max_workers') AS workers,
    (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'autovacuum worker') AS busy`,
)

export type TableRow = ReturnType<ReturnType<typeof tablesQuery>['decode']>
export type WorkersRow = ReturnType<typeof workersQuery.decode>

export const autovacuum: Section = {
  id: 'autovacuum',
  title: 'Autovacuum',
  async examine({ server, read }) {
    const [workers] = await read(workersQuery)
    const tables = tablesQuery(server.version)
    const rows = await read(tables)
    if (!workers) throw new Error('The server gave no settings of autovacuum.')
    return judgeAutovacuum(rows, workers, server, (row) =>
      only(tables, { schema: row.schema, table: row.table }),
    )
  },
}

/** What the dead rows and the workers say. `evidenceOf` is the SQL for one table. */
export function judgeAutovacuum(
  tables: readonly TableRow[],
  workers: WorkersRow,
  server: Server,
  evidenceOf: (row: TableRow) => string,
): Diagnosis {
  const isLate = (row: TableRow): boolean =>
    row.dead >= FEWEST_DEAD_ROWS && row.dead >= FAR_OVER * Math.max(1, row.threshold)
  const late = tables.filter(isLate)
  const off = tables.filter((row) => !row.enabled && row.live + row.dead >= SMALLEST_WITHOUT_AUTOVACUUM)
  const dead = tables.reduce((sum, row) => sum + row.dead, 0)
  const findings = [
    ...globalFindings(workers, late, server),
    ...off.map((row) => autovacuumOff(row, evidenceOf(row))),
    // Where it is off, that is the finding.
    ...late.filter((row) => row.enabled).map((row) => deadRows(row, evidenceOf(row))),
  ]
  return {
    summary: summaryOf(workers, off, late, dead),
    figures: [
      {
        label: 'Autovacuum',
        value: workers.enabled ? 'on' : 'off',
        target: 'on',
        state: workers.enabled && workers.counting ? 'good' : 'attention',
      },
      { label: 'Dead rows', value: count(dead) },
      {
        label: 'Tables far over their threshold',
        value: count(late.length),
        target: 'none',
        state: late.length === 0 ? 'good' : 'attention',
      },
      {
        label: 'Tables without autovacuum',
        value: count(off.length),
        target: 'none',
        state: off.length === 0 ? 'good' : 'attention',
      },
      { label: 'Workers busy now', value: `${count(workers.busy)} of ${count(workers.workers)}` },
    ],
    tables: [
      {
        title: 'Tables with most dead rows',
        columns: [
          { label: 'Table', kind: 'text' },
          { label: 'Live rows', kind: 'count' },
          { label: 'Dead rows', kind: 'count' },
          { label: 'Threshold', kind: 'count' },
          { label: 'Autovacuum', kind: 'text' },
          { label: 'Vacuumed', kind: 'text' },
          { label: 'Analyzed', kind: 'text' },
          { label: 'Size', kind: 'bytes' },
        ],
        rows: tables
          .slice(0, 30)
          .map((row) => [
            plainName(row.schema, row.table),
            row.live,
            row.dead,
            row.threshold,
            row.enabled ? 'on' : 'off',
            ago(row.vacuumedMs),
            ago(row.analyzedMs),
            row.bytes,
          ]),
      },
    ],
    findings,
  }
}

function summaryOf(
  workers: WorkersRow,
  off: readonly TableRow[],
  late: readonly TableRow[],
  dead: number,
): string {
  const names = (rows: readonly TableRow[]): string =>
    list(rows.map((row) => plainName(row.schema, row.table)))
  if (!workers.enabled) {
    return `Autovacuum is switched off for the whole server, so nothing clears away its ${count(dead)} dead rows and nothing protects it from running out of transaction ids.`
  }
  const parts = [
    off.length > 0 ? `Autovacuum is switched off on ${names(off)}.` : '',
    late.length > 0
      ? `${names(late)} ${late.length === 1 ? 'has' : 'have'} far more dead rows than autovacuum should leave.`
      : '',
  ].filter(Boolean)
  if (parts.length > 0) return parts.join(' ')
  return `Autovacuum is on and keeps up: ${counted(dead, 'dead row')} in all tables together, no table far over its threshold.`
}

function globalFindings(workers: WorkersRow, late: readonly TableRow[], server: Server): Finding[] {
  const findings: Finding[] = []
  const evidenceSql = workersQuery.sql
  for (const [name, isOn] of [
    ['autovacuum', workers.enabled],
    ['track_counts', workers.counting],
  ] as const) {
    if (isOn) continue
    const change = changeSetting(server, name, 'on')
    findings.push({
      id: `setting-off:${name}`,
      kind: 'setting-off',
      severity: 'high',
      title: `${name} is off`,
      detail: `With ${name} off, dead rows stay, statistics go stale, and vacuuming only starts when transaction ids are about to run out.`,
      advice: change.advice,
      subject: { kind: 'setting', name },
      evidence: [{ label: name, value: 'off' }],
      evidenceSql,
      proposals: change.proposals,
    })
  }
  if (workers.enabled && workers.busy >= workers.workers && late.length > workers.workers) {
    const change = changeSetting(server, 'autovacuum_vacuum_cost_limit', '1000')
    findings.push({
      id: 'autovacuum-workers',
      kind: 'autovacuum-workers',
      severity: 'medium',
      title: 'All autovacuum workers are busy, and tables wait',
      detail: `All ${count(workers.workers)} workers are at work while ${counted(late.length, 'table')} are far over their threshold.`,
      advice: `The workers share one cost limit (200 by default), so more of them are not faster: raise the limit first. ${change.advice}`,
      subject: { kind: 'setting', name: 'autovacuum_vacuum_cost_limit' },
      evidence: [
        { label: 'Workers busy', value: `${count(workers.busy)} of ${count(workers.workers)}` },
        { label: 'Tables far over their threshold', value: count(late.length) },
      ],
      evidenceSql,
      proposals: change.proposals,
    })
  }
  return findings
}

function autovacuumOff(row: TableRow, evidenceSql: string): Finding {
  const name = plainName(row.schema, row.table)
  return {
    id: `autovacuum-off:${qualified(row.schema, row.table)}`,
    kind: 'autovacuum-off',
    severity: 'medium',
    title: `Autovacuum is off on ${name}`,
    detail: `${name} has ${counted(row.live, 'live row')} and ${counted(row.dead, 'dead row')}; nothing vacuums or analyzes it but you.`,
    advice: 'Take the option away, so that the server looks after the table again.',
    subject: { kind: 'table', name: qualified(row.schema, row.table) },
    evidence: [
      { label: 'autovacuum_enabled', value: 'false' },
      { label: 'Dead rows', value: count(row.dead) },
      { label: 'Vacuumed', value: ago(row.vacuumedMs) },
      { label: 'Analyzed', value: ago(row.analyzedMs) },
    ],
    evidenceSql,
    proposals: [
      {
        title: `Switch autovacuum on for ${name}`,
        sql: `ALTER TABLE ${qualified(row.schema, row.table)} RESET (autovacuum_enabled)`,
      },
    ],
  }
}

function deadRows(row: TableRow, evidenceSql: string): Finding {
  const name = plainName(row.schema, row.table)
  const share = row.dead / Math.max(1, row.dead + row.live)
  return {
    id: `dead-rows:${qualified(row.schema, row.table)}`,
    kind: 'dead-rows',
    severity: share >= 0.5 ? 'medium' : 'low',
    title: `${name} has ${count(row.dead)} dead rows`,
    detail: `${percent(share)} of the row versions in ${name} (${bytes(row.bytes)} when it was measured last) are dead; every scan reads past them. Autovacuum starts at ${count(row.threshold)}.`,
    advice:
      'Vacuum it now. If it comes again, an old transaction holds the rows, or the table wants a lower autovacuum_vacuum_scale_factor of its own.',
    subject: { kind: 'table', name: qualified(row.schema, row.table) },
    evidence: [
      { label: 'Dead rows', value: count(row.dead) },
      { label: 'Live rows', value: count(row.live) },
      { label: 'Threshold of autovacuum', value: count(row.threshold) },
      { label: 'Vacuumed', value: ago(row.vacuumedMs) },
    ],
    evidenceSql,
    proposals: [{ title: `Vacuum ${name}`, sql: `VACUUM (ANALYZE) ${qualified(row.schema, row.table)}` }],
  }
}

function ago(ms: number | null): string {
  return ms === null ? 'never, as far as is counted' : `${duration(ms)} ago`
}
