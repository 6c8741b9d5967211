import type { Finding } from '#shared/contract/finding.ts'
import { userSchema } from '../catalogue-sql.ts'
import { number, query, text } from '../query.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import { count, percent, plainName, qualified } from '../../wording.ts'

/** Ids are compared modulo 2³²: 2³¹ of age are the end, and the server refuses writes 3 million before. */
const END = 2_147_483_648
/** Autovacuum begins at its limit by itself; this much beyond it, it does not get done. */
const BEYOND = 1.25
/** Half of the way to the end is time to act the same day; version 14 goes into failsafe at 1.6 thousand million. */
const HALF = END / 2

const agesQuery = query(
  'Age of the oldest transaction ids of each database',
  { database: text, xids: number, multixacts: number, freezeMax: number, multixactFreezeMax: number },
  `
  SELECT datname AS database, pg_catalog.age(datfrozenxid) AS xids, pg_catalog.mxid_age(datminmxid) AS multixacts,
    pg_catalog.current_setting('autovacuum_freeze_max_age') AS freeze_max,
    pg_catalog.current_setting('autovacuum_multixact_freeze_max_age') AS multixact_freeze_max
  FROM pg_catalog.pg_database
  ORDER BY pg_catalog.age(datfrozenxid) DESC, datname`,
)

const tablesQuery = query(
  'Tables with the oldest transaction ids in this database',
  { schema: text, table: text, xids: number, multixacts: number, bytes: number },
  `
  SELECT n.nspname AS schema, c.relname AS table, pg_catalog.age(c.relfrozenxid) AS xids,
    pg_catalog.mxid_age(c.relminmxid) AS multixacts,
    c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint AS bytes
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND ${userSchema}
  ORDER BY greatest(pg_catalog.age(c.relfrozenxid), pg_catalog.mxid_age(c.relminmxid)) DESC, 1, 2
  LIMIT 20`,
)

export type AgeRow = ReturnType<typeof agesQuery.decode>
export type OldTableRow = ReturnType<typeof tablesQuery.decode>

export const wraparound: Section = {
  id: 'wraparound',
  title: 'Transaction ids',
  async examine({ server, read }) {
    return judgeWraparound(await read(agesQuery), await read(tablesQuery), server.database)
  },
}

export function judgeWraparound(
  databases: readonly AgeRow[],
  tables: readonly OldTableRow[],
  database: string,
): Diagnosis {
  const oldest = Math.max(0, ...databases.map((row) => row.xids))
  const oldestMultixact = Math.max(0, ...databases.map((row) => row.multixacts))
  const [first] = databases
  const freezeMax = first?.freezeMax ?? 200_000_000
  const multixactFreezeMax = first?.multixactFreezeMax ?? 400_000_000
  const findings = databases.flatMap((row) => [
    ...ageFinding(row.database, 'transaction ids', row.xids, freezeMax, tables, database),
    ...ageFinding(row.database, 'multixact ids', row.multixacts, multixactFreezeMax, tables, database),
  ])
  const nearest = Math.max(oldest, oldestMultixact) / END
  return {
    summary:
      findings.length === 0
        ? `Transaction ids are far from running out: the oldest is ${count(oldest)} transactions old, ${percent(nearest)} of the way to the end.`
        : `Vacuuming does not keep up with the use of transaction ids: ${percent(nearest)} of the way to the end is gone, and at the end the server takes no writes.`,
    figures: [
      figure(
        'Oldest transaction id',
        `${count(oldest)} transactions`,
        `autovacuum begins at ${count(freezeMax)}`,
        oldest < BEYOND * freezeMax,
      ),
      figure(
        'Oldest multixact id',
        `${count(oldestMultixact)} multixacts`,
        `autovacuum begins at ${count(multixactFreezeMax)}`,
        oldestMultixact < BEYOND * multixactFreezeMax,
      ),
      figure('Of the way to the end', percent(nearest), 'below 50 %', nearest < 0.5),
    ],
    tables: [
      {
        title: 'Tables with the oldest ids',
        columns: [
          { label: 'Table', kind: 'text' },
          { label: 'Transactions', kind: 'count' },
          { label: 'Multixacts', kind: 'count' },
          { label: 'Size', kind: 'bytes' },
        ],
        rows: tables.map((row) => [plainName(row.schema, row.table), row.xids, row.multixacts, row.bytes]),
      },
    ],
    findings,
  }
}

function ageFinding(
  database: string,
  what: 'transaction ids' | 'multixact ids',
  age: number,
  limit: number,
  tables: readonly OldTableRow[],
  ownDatabase: string,
): Finding[] {
  if (age < BEYOND * limit && age < HALF) return []
  const ageOf = (row: OldTableRow): number => (what === 'transaction ids' ? row.xids : row.multixacts)
  const old =
    database === ownDatabase
      ? tables
          .filter((row) => ageOf(row) >= limit)
          .toSorted((a, b) => ageOf(b) - ageOf(a))
          .slice(0, 3)
      : []
  return [
    {
      id: `old-ids:${database}:${what}`,
      kind: 'old-ids',
      severity: age >= HALF ? 'high' : 'medium',
      title: `The ${what} of ${database} grow old`,
      detail: `The oldest is ${count(age)} old, ${percent(age / END)} of the way to the end; autovacuum should have begun at ${count(limit)} and has not got it done.`,
      advice:
        'End transactions that have been open for long, abandoned replication slots and prepared transactions, which keep it from being done; then vacuum the oldest tables.',
      subject: { kind: 'server', name: database },
      evidence: [
        { label: 'Age', value: count(age) },
        { label: 'Autovacuum begins at', value: count(limit) },
        { label: 'Of the way to the end', value: percent(age / END) },
      ],
      evidenceSql: agesQuery.sql,
      proposals: old.map((row) => ({
        title: `Vacuum ${plainName(row.schema, row.table)}`,
        sql: `VACUUM (FREEZE) ${qualified(row.schema, row.table)}`,
      })),
    },
  ]
}
