import type { Finding } from '#shared/contract/finding.ts'
import { only } from '../../query.ts'
import { type Diagnosis, figure } from '../../section.ts'
import { bytes, count, counted, list, percent, plainName, qualified } from '../../../wording.ts'
import type { Measured } from './measure.ts'
import { type IndexBloatRow, tableBloatQuery, type TableBloatRow } from './queries.ts'

/**
 * Half of it empty: a table after ordinary work is at 10 to 20 %, and a b-tree that is filled at
 * random settles about a third above what it is when built anew. Less than 8 MiB are read in no time.
 */
const BLOATED_SHARE = 0.5
const LEAST_WASTE = 8 * 1_048_576
/** Free room that new rows will use is harmless until there is much of it. */
const LEAST_FREE_ROOM = 64 * 1_048_576
/** Of all row versions; below it, what is wasted is room that was freed and not dead rows. */
const DEAD_SHARE = 0.3
const LARGE_WASTE = 1_073_741_824

export function wasteOf(row: { bytes: number; neededBytes: number | null }): number {
  return row.neededBytes === null ? 0 : Math.max(0, row.bytes - row.neededBytes)
}

export function isSuspect(row: TableBloatRow): boolean {
  return wasteOf(row) >= LEAST_WASTE && wasteOf(row) >= BLOATED_SHARE * row.bytes
}

/** What the sizes say; `measured` replaces the estimate where pgstattuple was there. */
export function judgeBloat(
  tables: readonly TableBloatRow[],
  indexes: readonly IndexBloatRow[],
  measured: ReadonlyMap<TableBloatRow, Measured>,
  indexEvidence: (row: IndexBloatRow) => string,
): Diagnosis {
  const bloatedIndexes = indexes.filter(
    (row) => wasteOf(row) >= LEAST_WASTE && wasteOf(row) >= BLOATED_SHARE * row.bytes,
  )
  const findings = [
    ...tables.filter(isSuspect).flatMap((row) => tableFinding(row, measured.get(row))),
    ...bloatedIndexes.map((row) => indexFinding(row, indexEvidence(row))),
  ]
  const tableWaste = tables.reduce((sum, row) => sum + wasteOf(row), 0)
  const indexWaste = indexes.reduce((sum, row) => sum + wasteOf(row), 0)
  const total = [...tables, ...indexes].reduce((sum, row) => sum + row.bytes, 0)
  const unknown = tables.filter((row) => row.neededBytes === null).length
  const names = findings.map((finding) => finding.subject?.name.replace(/^public\./, '') ?? '')
  return {
    summary:
      findings.length === 0
        ? total === 0
          ? 'There is no table or index of 1 MiB or more, so nothing that could be bloated.'
          : `Tables and indexes carry little dead weight: an estimated ${bytes(tableWaste + indexWaste)} of ${bytes(total)} would be free if all were rebuilt.`
        : `${list(names)} ${names.length === 1 ? 'carries' : 'carry'} more dead weight than data: of ${bytes(total)} in tables and indexes an estimated ${bytes(tableWaste + indexWaste)} hold nothing that is needed.`,
    figures: [
      figure('Tables of 1 MiB and more', counted(tables.length, 'table')),
      figure('Waste in tables, estimated', bytes(tableWaste)),
      figure('Waste in b-tree indexes, estimated', bytes(indexWaste)),
      figure(
        'Bloated by half or more',
        count(findings.length),
        'none of 8 MiB or more',
        findings.length === 0,
      ),
      ...(unknown > 0 ? [figure('Without an estimate', counted(unknown, 'table'))] : []),
    ],
    tables: [
      sizesTable('Tables, the most wasteful first', tables, (row) => plainName(row.schema, row.table)),
      sizesTable('B-tree indexes, the most wasteful first', indexes, (row) =>
        plainName(row.schema, row.index),
      ),
    ],
    findings,
  }
}

function sizesTable<Row extends { bytes: number; neededBytes: number | null }>(
  title: string,
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Diagnosis['tables'][number] {
  return {
    title,
    columns: [
      { label: 'Name', kind: 'text' },
      { label: 'Size', kind: 'bytes' },
      { label: 'Needed, estimated', kind: 'bytes' },
      { label: 'Waste, estimated', kind: 'bytes' },
      { label: 'Share', kind: 'percent' },
    ],
    rows: rows
      .toSorted((one, other) => wasteOf(other) - wasteOf(one))
      .slice(0, 30)
      .map((row) => [
        nameOf(row),
        row.bytes,
        row.neededBytes,
        row.neededBytes === null ? null : wasteOf(row),
        row.neededBytes === null ? null : (100 * wasteOf(row)) / Math.max(1, row.bytes),
      ]),
  }
}

function tableFinding(row: TableBloatRow, measured: Measured | undefined): Finding[] {
  const waste = measured ? measured.deadBytes + measured.freeBytes : wasteOf(row)
  const share = waste / row.bytes
  // The estimate was wrong: what was read says that the table is sound.
  if (share < BLOATED_SHARE || waste < LEAST_WASTE) return []
  const versions = row.dead + (row.live ?? 0)
  const isDead = measured ? measured.deadBytes >= DEAD_SHARE * waste : row.dead >= DEAD_SHARE * versions
  if (!isDead && waste < LEAST_FREE_ROOM) return []
  const name = plainName(row.schema, row.table)
  const how = measured ? 'measured' : 'estimated'
  return [
    {
      id: `bloated-table:${qualified(row.schema, row.table)}`,
      kind: 'bloated-table',
      severity: waste >= LARGE_WASTE ? 'high' : isDead ? 'medium' : 'low',
      title: `${name} is bloated: ${percent(share)} of it is waste`,
      detail: isDead
        ? `${bytes(row.bytes)} hold ${count(row.live ?? 0)} live rows, which need ${bytes(row.bytes - waste)} (${how}); ${count(row.dead)} dead row versions take the rest, and every scan reads them.`
        : `${bytes(row.bytes)} hold ${count(row.live ?? 0)} live rows, which need ${bytes(row.bytes - waste)} (${how}). The rest is free room: new rows will use it, but scans of the whole table read it.`,
      advice: isDead
        ? 'Vacuum it: the room of the dead rows is used again by new ones. The file itself shrinks only with VACUUM FULL, which locks the table, or with pg_repack.'
        : 'If the table will not grow into it again, rebuild it with pg_repack, or with VACUUM FULL in a quiet hour: that one locks out readers and writers.',
      subject: { kind: 'table', name: qualified(row.schema, row.table) },
      evidence: [
        { label: 'Size', value: bytes(row.bytes) },
        { label: `Needed by live rows, ${how}`, value: bytes(row.bytes - waste) },
        { label: 'Live rows', value: count(row.live ?? 0) },
        { label: 'Dead row versions', value: count(row.dead) },
        ...(measured ? [{ label: 'Free room, measured', value: bytes(measured.freeBytes) }] : []),
      ],
      evidenceSql: measured?.sql ?? only(tableBloatQuery, { schema: row.schema, table: row.table }),
      proposals: isDead
        ? [{ title: `Vacuum ${name}`, sql: `VACUUM (ANALYZE) ${qualified(row.schema, row.table)}` }]
        : [],
    },
  ]
}

function indexFinding(row: IndexBloatRow, evidenceSql: string): Finding {
  const waste = wasteOf(row)
  const name = plainName(row.schema, row.index)
  const indexName = qualified(row.schema, row.index)
  return {
    id: `bloated-index:${indexName}`,
    kind: 'bloated-index',
    severity: waste >= LARGE_WASTE ? 'medium' : 'low',
    title: `${name} is bloated: ${percent(waste / row.bytes)} of it is waste`,
    detail: `The index on ${plainName(row.schema, row.table)} takes ${bytes(row.bytes)}; built anew it would take about ${bytes(row.bytes - waste)} for its ${count(row.entries ?? 0)} entries (estimated).`,
    advice: 'Build it anew beside itself: reads and writes go on, and it takes the room of both meanwhile.',
    subject: { kind: 'index', name: indexName },
    evidence: [
      { label: 'Size', value: bytes(row.bytes) },
      { label: 'Size if built anew, estimated', value: bytes(row.bytes - waste) },
      { label: 'Entries', value: count(row.entries ?? 0) },
    ],
    evidenceSql,
    proposals: [{ title: `Rebuild ${name}`, sql: `REINDEX INDEX CONCURRENTLY ${indexName}` }],
  }
}
