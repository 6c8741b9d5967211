import type { IndexDrop } from '#shared/contract/advisor.ts'
import type { Finding } from '#shared/contract/finding.ts'
import type { MissingForeignKeyIndex } from '../../../advisor/drops/index.ts'
import type { Index, Schema, Table } from '../../../schema/schema.ts'
import { only } from '../../query.ts'
import { type Diagnosis, figure } from '../../section.ts'
import { bytes, count, counted, list, plainName, qualified } from '../../../wording.ts'
import { foreignKeysQuery, type IndexRow, indexesQuery } from './queries.ts'

/** What the catalogue says of the indexes, as data. */
export interface IndexFacts {
  schema: Schema
  drops: readonly IndexDrop[]
  /** Unused so far, where it is too early to say so. */
  tooEarly: readonly IndexDrop[]
  missing: readonly MissingForeignKeyIndex[]
  /** Of indexes that are being built now: they are not valid yet. */
  building: ReadonlySet<number>
  /** For the table of figures. */
  rows: readonly IndexRow[]
}

const kinds = { unused: 'unused-index', duplicate: 'duplicate-index', redundant: 'redundant-index' } as const

/** Much room for nothing is worth more than a word. */
const LARGE = 1_073_741_824

export function judgeIndexes({ schema, drops, tooEarly, missing, building, rows }: IndexFacts): Diagnosis {
  const invalid = schema.tables
    // The index of a partitioned table is not valid until each partition has its own.
    .filter((table) => table.kind !== 'partitioned table')
    .flatMap((table) => table.indexes.map((index) => ({ table, index })))
    .filter(({ index }) => !index.isValid && !building.has(index.oid))
  const findings = [
    ...invalid.map(({ table, index }) => invalidFinding(table, index)),
    ...missing.map(missingFinding),
    ...drops.map(dropFinding),
  ]
  const needless = drops.reduce((sum, drop) => sum + drop.sizeBytes, 0)
  const of = (reason: IndexDrop['reason']): readonly IndexDrop[] =>
    drops.filter((drop) => drop.reason === reason)
  return {
    summary: `${summaryOf(rows.length, drops, missing, invalid.length, needless)}${tooEarly.length === 0 ? '' : ` Nobody has used ${list(tooEarly.map((drop) => plainName(drop.schema, drop.name)))} yet, but scans have not been counted for long enough to say that nobody will.`}`,
    figures: [
      figure('Indexes', count(rows.length)),
      figure('Not valid', count(invalid.length), 'none', invalid.length === 0),
      figure('Unused', count(of('unused').length), 'none', of('unused').length === 0),
      figure('Duplicate', count(of('duplicate').length), 'none', of('duplicate').length === 0),
      figure('Redundant', count(of('redundant').length), 'none', of('redundant').length === 0),
      figure('Foreign keys without an index', count(missing.length), 'none', missing.length === 0),
      figure('Room that needless indexes take', bytes(needless)),
    ],
    tables: [
      {
        title: 'Indexes, the least used first',
        columns: [
          { label: 'Index', kind: 'text' },
          { label: 'Table', kind: 'text' },
          { label: 'Scans', kind: 'count' },
          { label: 'Size', kind: 'bytes' },
          { label: 'Definition', kind: 'text' },
        ],
        rows: rows
          .slice(0, 100)
          .map((row) => [
            plainName(row.schema, row.index),
            plainName(row.schema, row.table),
            row.scans,
            row.bytes,
            row.definition,
          ]),
      },
    ],
    findings,
  }
}

function summaryOf(
  indexes: number,
  drops: readonly IndexDrop[],
  missing: readonly MissingForeignKeyIndex[],
  invalid: number,
  needless: number,
): string {
  const parts = [
    invalid > 0
      ? `${counted(invalid, 'index is', 'indexes are')} not valid: written at every change, used by nobody.`
      : '',
    drops.length > 0
      ? `${list(drops.map((drop) => plainName(drop.schema, drop.name)))} ${drops.length === 1 ? 'costs' : 'cost'} writing and ${bytes(needless)} for nothing that another index or nobody would miss.`
      : '',
    missing.length > 0
      ? `${counted(missing.length, 'foreign key has', 'foreign keys have')} no index on the referring side, so each delete on the other side reads a whole table.`
      : '',
  ].filter(Boolean)
  return parts.length > 0
    ? parts.join(' ')
    : indexes === 0
      ? 'There are no indexes to look at.'
      : `All ${counted(indexes, 'index', 'indexes')} are valid and none is needless; every foreign key of a larger table has its index.`
}

function dropFinding(drop: IndexDrop): Finding {
  const name = plainName(drop.schema, drop.name)
  const cover = drop.coveredBy === null ? '' : plainName(drop.schema, drop.coveredBy)
  return {
    id: `${kinds[drop.reason]}:${qualified(drop.schema, drop.name)}`,
    kind: kinds[drop.reason],
    severity: drop.reason === 'duplicate' || drop.sizeBytes >= LARGE ? 'medium' : 'low',
    title: {
      unused: `No query uses ${name}`,
      duplicate: `${name} is the same as ${cover}`,
      redundant: `${cover} does the work of ${name}, too`,
    }[drop.reason],
    detail: [drop.detail, ...drop.warnings].join(' '),
    advice:
      drop.reason === 'unused'
        ? 'Drop it if the counters have seen all that runs, the seldom included; the change can be undone by building it again.'
        : 'Drop it: what it does is done by the other one. The change can be undone by building it again.',
    subject: { kind: 'index', name: qualified(drop.schema, drop.name) },
    evidence: [
      { label: 'Definition', value: drop.definition },
      { label: 'Size', value: bytes(drop.sizeBytes) },
      ...(drop.coveredBy === null ? [] : [{ label: 'The other one', value: cover }]),
    ],
    evidenceSql: only(indexesQuery, { schema: drop.schema, table: drop.table }),
    proposals: [{ title: `Drop ${name}`, sql: drop.sql }],
  }
}

function invalidFinding(table: Table, index: Index): Finding {
  const name = plainName(table.schema, index.name)
  const indexName = qualified(table.schema, index.name)
  // What REINDEX CONCURRENTLY leaves behind when it fails has these endings.
  const isLeftover = /_cc(new|old)\d*$/.test(index.name)
  const drop = { title: `Drop ${name}`, sql: `DROP INDEX CONCURRENTLY ${indexName}` }
  const rebuild = { title: `Build ${name} anew`, sql: `REINDEX INDEX CONCURRENTLY ${indexName}` }
  return {
    id: `invalid-index:${indexName}`,
    kind: 'invalid-index',
    severity: 'medium',
    title: `${name} is not valid`,
    detail: `Building it on ${plainName(table.schema, table.name)} has failed or was broken off. No query uses it, and every write keeps it up to date${index.isUnique ? '; it is unique, so rows that are there twice are the likely cause' : ''}.`,
    advice: isLeftover
      ? 'Drop it: a REINDEX CONCURRENTLY that failed has left it behind, and the index itself is still there.'
      : 'Drop it, or build it anew once the cause is gone.',
    subject: { kind: 'index', name: indexName },
    evidence: [
      { label: 'Definition', value: index.definition },
      { label: 'Size', value: bytes(index.sizeBytes ?? 0) },
    ],
    evidenceSql: only(indexesQuery, { schema: table.schema, index: index.name }),
    proposals: isLeftover ? [drop] : [drop, rebuild],
  }
}

function missingFinding(missing: MissingForeignKeyIndex): Finding {
  const table = plainName(missing.schema, missing.table)
  const columns = missing.columns.join(', ')
  const isUsed = (missing.referencedDeletes ?? 0) + (missing.referencedUpdates ?? 0) > 0
  return {
    id: `unindexed-foreign-key:${qualified(missing.schema, missing.table)}:${missing.columns.join(',')}`,
    kind: 'unindexed-foreign-key',
    severity: isUsed ? 'medium' : 'low',
    title: `${table} (${columns}) refers to ${plainName(missing.referencedSchema, missing.referencedTable)} and has no index`,
    detail: missing.detail,
    advice:
      'Build one, unless rows of the other table are never deleted and nobody joins over it; every write will keep it up to date.',
    subject: { kind: 'table', name: qualified(missing.schema, missing.table) },
    evidence: [
      { label: 'Foreign key', value: missing.foreignKey },
      { label: 'Columns', value: columns },
      ...(missing.rows === undefined ? [] : [{ label: 'Rows', value: count(missing.rows) }]),
      ...(missing.referencedDeletes === undefined
        ? []
        : [{ label: 'Deletes on the other side', value: count(missing.referencedDeletes) }]),
    ],
    evidenceSql: only(foreignKeysQuery, {
      schema: missing.schema,
      table: missing.table,
      constraint: missing.foreignKey,
    }),
    proposals: [{ title: `Create the index ${missing.name}`, sql: missing.sql }],
  }
}
