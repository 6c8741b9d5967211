import * as z from 'zod'
import type { Session } from '../../session/session.ts'
import type { CreateIndex } from '../known-change.ts'
import { listed, type Relation } from '../relations.ts'
import type { IndexColumn, IndexShape } from './index-size.ts'
import type { NewIndex, NewKey } from './new-index.ts'
import { ifAllowed, type ServerFacts } from './server.ts'

/** B-trees are filled to 90 % unless told otherwise (nbtree.h). */
const BTREE_FILLFACTOR = 90
/** The planner's own guess for a value it knows nothing of (get_typavgwidth). */
const UNKNOWN_WIDTH = 32
/** Bytes of a stored jsonb per key and value; of a tsvector per lexeme with its position. */
const JSONB_ITEM = 9
const TSVECTOR_ITEM = 12
/** Trigrams of a language: the texts share them. */
const TRIGRAMS = 10_000

/**
 * What is known of an index before it is there: how many rows it will have and how wide its columns
 * are, from the statistics. `guessed` names columns without any.
 */
export async function readIndexShape(
  session: Session,
  change: CreateIndex,
  index: NewIndex,
  table: Relation,
  server: ServerFacts,
): Promise<{ shape: IndexShape; guessed: string[] }> {
  const condition = index.predicate === undefined ? '' : ` WHERE ${index.predicate}`
  const planned = await estimated(session, `SELECT 1 FROM ONLY ${table.sql}${condition}`)
  const [sizes] = await session.run('SELECT reltuples, relpages FROM pg_class WHERE oid = $1::oid', [
    table.oid,
  ])
  const rows = planned?.rows ?? Math.max(0, Number(sizes?.[0]))
  const columns = await readColumns(session, table)
  const guessed: string[] = []

  const columnOf = async (key: NewKey): Promise<IndexColumn> => {
    const known = key.column === undefined ? undefined : columns.get(key.column)
    if (known) {
      if (!known.analysed) guessed.push(key.sql)
      return toIndexColumn(known, key.opclass, rows)
    }
    guessed.push(key.sql)
    const width = (await estimated(session, `SELECT ${key.sql} FROM ONLY ${table.sql}`))?.width
    return { ...unknownColumn, widthBytes: width ?? UNKNOWN_WIDTH }
  }
  const keys: IndexColumn[] = []
  for (const key of index.keys) keys.push(await columnOf(key))
  const included = index.included.flatMap((name) => {
    const known = columns.get(name)
    return known ? [toIndexColumn(known, undefined, rows)] : []
  })
  return {
    shape: {
      method: change.method,
      rows,
      keys,
      included,
      fillfactor: index.fillfactor ?? BTREE_FILLFACTOR,
      unique: change.unique,
      blockBytes: server.blockBytes,
      versionNumber: server.versionNumber,
      tablePages: Number(sizes?.[1]),
    },
    guessed,
  }
}

const unknownColumn: IndexColumn = {
  widthBytes: UNKNOWN_WIDTH,
  alignment: 1,
  distinct: null,
  nullShare: 0,
  deduplicates: false,
  elements: 1,
}

const plans = z.array(z.object({ Plan: z.object({ 'Plan Rows': z.number(), 'Plan Width': z.number() }) }))

/** The planner's rows and width of a query; undefined where the role may not ask. Nothing is run. */
export async function estimated(
  session: Session,
  query: string,
): Promise<{ rows: number; width: number } | undefined> {
  return await ifAllowed(
    session,
    async () => {
      const [row] = await session.run(`EXPLAIN (FORMAT JSON) ${query}`)
      const [output] = plans.parse(JSON.parse(row?.[0] ?? '[]'))
      return output && { rows: output.Plan['Plan Rows'], width: output.Plan['Plan Width'] }
    },
    undefined,
  )
}

interface KnownColumn {
  length: number
  align: string
  type: string
  category: string
  analysed: boolean
  width: number
  distinct: number
  nullShare: number
  elementsPerValue: number | null
  commonElements: number
}

async function readColumns(
  session: Session,
  { oid, schema, name }: Relation,
): Promise<Map<string, KnownColumn>> {
  const rows = await session.run(
    `SELECT a.attname, a.attlen, a.attalign, t.typname, t.typcategory, s.avg_width IS NOT NULL,
        s.avg_width, s.n_distinct, s.null_frac,
        s.elem_count_histogram[array_upper(s.elem_count_histogram, 1)],
        coalesce(array_length(s.most_common_elem_freqs, 1), 0)
      FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_stats s
        ON s.schemaname = $2 AND s.tablename = $3 AND s.attname = a.attname AND NOT s.inherited
      WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped`,
    [oid, schema, name],
  )
  return new Map(
    rows.map(([column, length, align, type, category, analysed, width, distinct, nulls, each, common]) => [
      column ?? '',
      {
        length: Number(length),
        align: align ?? 'i',
        type: type ?? '',
        category: category ?? '',
        analysed: analysed === 't',
        width: Number(width),
        distinct: Number(distinct),
        nullShare: Number(nulls),
        elementsPerValue: typeof each === 'string' ? Number(each) : null,
        commonElements: Number(common),
      },
    ]),
  )
}

const alignments: Record<string, IndexColumn['alignment']> = { c: 1, s: 2, i: 4, d: 8 }

/** Equal, and yet not the same bytes: 1.0 and 1.00, 0 and −0. The server leaves their entries apart. */
const notFolded = new Set(['numeric', 'float4', 'float8', 'jsonb'])

function toIndexColumn(column: KnownColumn, opclass: string | undefined, rows: number): IndexColumn {
  const { length, align, type, category, analysed } = column
  const widthBytes = length > 0 ? length : analysed ? Math.max(1, column.width) : UNKNOWN_WIDTH
  // n_distinct is a number, or, below 0, a share of the rows.
  const distinct = column.distinct < 0 ? -column.distinct * rows : column.distinct
  const nullShare = analysed ? column.nullShare : 0
  return {
    widthBytes,
    // Short values of variable length have a header of one byte and stand anywhere.
    alignment: length < 0 && widthBytes < 127 ? 1 : (alignments[align] ?? 4),
    distinct: analysed && distinct > 0 ? distinct : null,
    nullShare,
    // A, C, R: arrays, composites and ranges.
    deduplicates: !notFolded.has(type) && !['A', 'C', 'R'].includes(category),
    ...inverted(column, opclass, widthBytes, rows),
  }
}

/** What an inverted index takes a value apart into, and, where keys are shared, how many there are. */
function inverted(
  { type, category, elementsPerValue, commonElements }: KnownColumn,
  opclass: string | undefined,
  width: number,
  rows: number,
): { elements: number; distinct?: number } {
  if (type === 'jsonb') return { elements: width / (opclass === 'jsonb_path_ops' ? 2 : 1) / JSONB_ITEM }
  if (type === 'tsvector') return { elements: width / TSVECTOR_ITEM, distinct: Math.min(rows, TRIGRAMS) }
  if (opclass === 'gin_trgm_ops') return { elements: width + 1, distinct: Math.min(rows, TRIGRAMS) }
  if (category === 'A') return { elements: elementsPerValue ?? 4, distinct: Math.max(1, commonElements) }
  return { elements: 1 }
}

/** What the statistics say nothing of, for a sentence; empty where they say enough. */
export function guessedText(guessed: readonly string[]): string {
  if (guessed.length === 0) return ''
  return ` Nothing is known yet of ${listed(guessed)}: the width of ${guessed.length === 1 ? 'its' : 'their'} values is a guess.`
}
