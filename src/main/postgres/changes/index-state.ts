import type { Session } from '../session/session.ts'
import { nameOf } from './relations.ts'

/** An index, as the catalogue has it now. */
export interface IndexState {
  oid: string
  schema: string
  name: string
  /** With its schema, as SQL writes it. */
  sql: string
  tableOid: string
  /** False for what a failed or unfinished CONCURRENTLY leaves. */
  valid: boolean
  /** pg_get_indexdef. */
  definition: string
}

/** The indexes of a table, broken ones too. */
export async function indexesOf(session: Session, tableOid: string): Promise<IndexState[]> {
  return await indexesWhere(session, 'i.indrelid = $1::oid', tableOid)
}

export async function indexByOid(session: Session, oid: string): Promise<IndexState | undefined> {
  return (await indexesWhere(session, 'i.indexrelid = $1::oid', oid))[0]
}

async function indexesWhere(session: Session, condition: string, value: string): Promise<IndexState[]> {
  const rows = await session.run(
    `SELECT c.oid, n.nspname, c.relname, i.indrelid, i.indisvalid AND i.indisready AND i.indislive,
        pg_get_indexdef(c.oid)
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${condition} ORDER BY c.oid`,
    [value],
  )
  return rows.map((row) => {
    const [oid, schema, name, tableOid, valid, definition] = row.map((cell) => cell ?? '')
    const index = { schema: schema ?? '', name: name ?? '' }
    return {
      ...index,
      oid: oid ?? '',
      sql: nameOf(index),
      tableOid: tableOid ?? '',
      valid: valid === 't',
      definition: definition ?? '',
    }
  })
}

export function dropConcurrently({ sql }: Pick<IndexState, 'sql'>): string {
  return `DROP INDEX CONCURRENTLY ${sql}`
}
