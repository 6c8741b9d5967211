import type { Session } from '../../session/session.ts'
import type { CreateIndex } from '../known-change.ts'
import { nameOf, type Relation } from '../relations.ts'
import type { NewIndex } from './new-index.ts'

interface Existing {
  sql: string
  keys: string[]
  unique: boolean
  included: number
}

/**
 * Indexes of the table that do the new one's work already, or whose work it would do. Whole B-trees in
 * plain order alone are compared: for others too much would have to be equal.
 */
export async function likeIndexes(
  session: Session,
  table: Relation,
  change: CreateIndex,
  { keys, included, predicate }: NewIndex,
): Promise<string[]> {
  const isPlain = keys.every(({ inPlainOrder, opclass }) => inPlainOrder && opclass === undefined)
  if (change.method !== 'btree' || predicate !== undefined || !isPlain) return []
  const wanted = keys.map(({ sql }) => folded(sql))
  return (await wholeBtrees(session, table)).flatMap((index) => {
    const begins = wanted.every((key, at) => index.keys[at] === key)
    const isSame = begins && index.keys.length === wanted.length
    if (isSame && (index.unique || !change.unique) && included.length === 0) {
      return [`${index.sql} has the same key already: this one would only cost.`]
    }
    if (begins && !isSame && !change.unique && included.length === 0) {
      return [`${index.sql} begins with the same key already, so it serves most of what this one would.`]
    }
    const isBegunBy = index.keys.every((key, at) => wanted[at] === key)
    return isBegunBy && !index.unique && index.included === 0
      ? [`It would make ${index.sql} superfluous, which is the beginning of its key.`]
      : []
  })
}

async function wholeBtrees(session: Session, { oid }: Relation): Promise<Existing[]> {
  const rows = await session.run(
    `SELECT n.nspname, c.relname, i.indisunique, i.indnatts - i.indnkeyatts,
        (SELECT json_agg(pg_get_indexdef(i.indexrelid, k, false) ORDER BY k) FROM generate_series(1, i.indnkeyatts) k)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = c.relam
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE i.indrelid = $1::oid AND m.amname = 'btree' AND i.indpred IS NULL AND i.indisvalid
        AND NOT EXISTS (SELECT FROM unnest(i.indoption) option WHERE option <> 0)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_opclass o WHERE o.oid = ANY (i.indclass) AND NOT o.opcdefault)
      ORDER BY c.relname`,
    [oid],
  )
  return rows.map(([schema, name, unique, included, keys]) => {
    const texts: unknown = JSON.parse(keys ?? '[]')
    return {
      sql: nameOf({ schema: schema ?? '', name: name ?? '' }),
      keys: Array.isArray(texts) ? texts.map((text) => folded(String(text))) : [],
      unique: unique === 't',
      included: Number(included),
    }
  })
}

/** Expressions come back from the server with other spaces and parentheses than they were written with. */
function folded(sql: string): string {
  return sql.startsWith('"') ? sql : sql.replaceAll(/[\s()]/g, '').toLowerCase()
}
