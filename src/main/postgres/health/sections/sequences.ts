import type { Finding } from '#shared/contract/finding.ts'
import type { Milliseconds } from '#shared/units.ts'
import { notLocked } from '../catalogue-sql.ts'
import type { EarlierSizes } from '../growth/store.ts'
import { number, only, optionalNumber, optionalText, query, text } from '../query.ts'
import { type Diagnosis, figure, limitation, type Section } from '../section.ts'
import { count, counted, list, percent, plainName, qualified } from '../../wording.ts'

/** A quarter left is time to plan the change of a large table's column; a tenth is time to make it. */
const SOON = 0.75
const NOW = 0.9
const MONTH: Milliseconds = 30 * 86_400_000

const sequencesQuery = query(
  'Sequences, and the columns that they fill',
  {
    schema: text,
    sequence: text,
    column: optionalText,
    type: text,
    last: optionalNumber,
    most: number,
    step: number,
  },
  `
  WITH filled AS (
    SELECT DISTINCT ON (sequence) sequence, relation, attribute
    FROM (
      SELECT d.objid AS sequence, d.refobjid AS relation, d.refobjsubid AS attribute
      FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
        AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
      UNION ALL
      -- A default that takes its values from a sequence which nobody owns.
      SELECT d.refobjid, f.adrelid, f.adnum
      FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
      WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
        AND d.deptype = 'n'
    ) uses
    ORDER BY sequence, relation, attribute
  )
  SELECT r.*, r.last::float8 / r.most AS used
  FROM (
    SELECT n.nspname AS schema, c.relname AS sequence,
      f.relation::regclass || '.' || pg_catalog.quote_ident(a.attname) AS column,
      pg_catalog.format_type(coalesce(a.atttypid, s.seqtypid), NULL) AS type,
      -- Opens the sequence: asked once for each, and only where it may be.
      CASE WHEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT, USAGE')
        THEN pg_catalog.pg_sequence_last_value(c.oid) END AS last,
      least(s.seqmax, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
        ELSE 9223372036854775807 END) AS most,
      s.seqincrement AS step
    FROM pg_catalog.pg_sequence s
      JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN filled f ON f.sequence = c.oid
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = f.relation AND a.attnum = f.attribute
    WHERE s.seqincrement > 0 AND NOT s.seqcycle AND c.relpersistence <> 't'
      AND (c.relpersistence = 'p' OR NOT pg_catalog.pg_is_in_recovery())
      AND ${notLocked('c.oid')}
    OFFSET 0
  ) r
  ORDER BY used DESC NULLS LAST, 1, 2`,
)

export type SequenceRow = ReturnType<typeof sequencesQuery.decode>

export const sequences: Section = {
  id: 'sequences',
  title: 'Sequences',
  async examine({ server, read, limit, earlier }) {
    const rows = await read(sequencesQuery)
    // last_value is null, too, for a sequence that was never used; only rights make it so for all.
    if (rows.length > 0 && rows.every((row) => row.last === null) && !server.isSuperuser) {
      limit(
        limitation(
          `How far the sequences are is not seen, or none was used yet: ${server.role} may not read them.`,
          `An administrator may run: GRANT SELECT ON ALL SEQUENCES IN SCHEMA … TO ${server.role}.`,
        ),
      )
      return { ...judgeSequences(rows, earlier, Date.now()), unknown: true }
    }
    return judgeSequences(rows, earlier, Date.now())
  },
}

export function judgeSequences(
  rows: readonly SequenceRow[],
  earlier: EarlierSizes | undefined,
  now: number,
): Diagnosis {
  const judged = rows.map((row) => ({
    ...row,
    used: row.last === null ? 0 : row.last / row.most,
    monthsLeft: monthsLeft(row, earlier, now),
  }))
  const short = judged.filter((row) => row.used >= SOON)
  const most = Math.max(0, ...judged.map((row) => row.used))
  return {
    summary:
      rows.length === 0
        ? 'There are no sequences.'
        : short.length === 0
          ? `No sequence is near its end: of ${counted(rows.length, 'sequence')} the one furthest on has used ${percent(most)} of its numbers.`
          : `${list(short.map((row) => row.column ?? plainName(row.schema, row.sequence)))} will run out of numbers; then every INSERT there fails.`,
    figures: [
      figure('Sequences', count(rows.length)),
      figure('Most used of its numbers', percent(most), 'below 75 %', most < SOON),
    ],
    tables: [
      {
        title: 'Sequences, the most used first',
        columns: [
          { label: 'Sequence', kind: 'text' },
          { label: 'Column', kind: 'text' },
          { label: 'Type', kind: 'text' },
          { label: 'Last value', kind: 'count' },
          { label: 'Most', kind: 'count' },
          { label: 'Used', kind: 'percent' },
          { label: 'Months left', kind: 'count' },
        ],
        rows: judged
          .slice(0, 20)
          .map((row) => [
            plainName(row.schema, row.sequence),
            row.column,
            row.type,
            row.last,
            row.most,
            row.used * 100,
            row.monthsLeft ?? null,
          ]),
      },
    ],
    findings: short.map(sequenceFinding),
  }
}

/** As fast as since the earlier check-up; undefined where nothing is known. */
function monthsLeft(row: SequenceRow, earlier: EarlierSizes | undefined, now: number): number | undefined {
  const before = earlier?.valueOf('sequence', qualified(row.schema, row.sequence))
  if (!earlier || before === undefined || row.last === null || row.last <= before) return undefined
  return (row.most - row.last) / ((row.last - before) / (now - earlier.at)) / MONTH
}

function sequenceFinding(row: SequenceRow & { used: number; monthsLeft: number | undefined }): Finding {
  const name = row.column ?? plainName(row.schema, row.sequence)
  const left =
    row.monthsLeft === undefined
      ? ''
      : ` At the pace since the last check-ups that is enough for ${row.monthsLeft < 1 ? 'less than a month' : counted(Math.round(row.monthsLeft), 'month')}.`
  return {
    id: `sequence-exhaustion:${qualified(row.schema, row.sequence)}`,
    kind: 'sequence-exhaustion',
    severity: row.used >= NOW || (row.monthsLeft ?? Infinity) < 3 ? 'high' : 'medium',
    title: `${name} has used ${percent(row.used)} of its numbers`,
    detail: `The sequence ${plainName(row.schema, row.sequence)} is at ${count(row.last ?? 0)} of the ${count(row.most)} that ${row.type} can hold; ${count((row.most - (row.last ?? 0)) / row.step)} are left.${left}`,
    advice:
      'Make the column and everything that refers to it bigint. ALTER COLUMN … TYPE rewrites the table under a lock; on a large one add a bigint column, fill it in steps and exchange the two.',
    subject: { kind: 'sequence', name: qualified(row.schema, row.sequence) },
    evidence: [
      { label: 'Last value', value: count(row.last ?? 0) },
      { label: `Most of ${row.type}`, value: count(row.most) },
    ],
    evidenceSql: only(sequencesQuery, { schema: row.schema, sequence: row.sequence }),
    proposals: [],
  }
}
