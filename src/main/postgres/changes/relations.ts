import { Failure } from '#shared/failure.ts'
import { quoteIdentifier } from '../explain/account/quote-identifier.ts'
import type { Session } from '../session/session.ts'
import type { QualifiedName } from './known-change.ts'

/** Something of pg_class. */
export interface Relation {
  oid: string
  schema: string
  name: string
  /** `relkind`: r, p, i, I, m… */
  kind: string
  /** With its schema, as SQL writes it. */
  sql: string
}

/** The relation that a name means to this role; undefined where there is none. */
export async function findRelation(session: Session, name: QualifiedName): Promise<Relation | undefined> {
  // In quotes always: to_regclass folds what is not.
  const text = [name.schema, name.name]
    .filter((part) => part !== undefined)
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
  return await relationWhere(session, 'c.oid = to_regclass($1)', text)
}

/** Throws NOT_FOUND. */
export async function requireRelation(session: Session, name: QualifiedName): Promise<Relation> {
  const relation = await findRelation(session, name)
  if (relation) return relation
  throw new Failure('NOT_FOUND', `There is no ${nameOf(name)} in this database.`, {
    hint: 'Check its name and its schema; a name written without quotes is taken in lower case.',
  })
}

export async function relationByOid(session: Session, oid: string): Promise<Relation | undefined> {
  return await relationWhere(session, 'c.oid = $1::oid', oid)
}

async function relationWhere(
  session: Session,
  condition: string,
  value: string,
): Promise<Relation | undefined> {
  const [row] = await session.run(
    `SELECT c.oid, n.nspname, c.relname, c.relkind FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${condition}`,
    [value],
  )
  if (!row) return undefined
  const [oid, schema, name, kind] = row.map(String)
  if (oid === undefined || schema === undefined || name === undefined || kind === undefined) return undefined
  return { oid, schema, name, kind, sql: nameOf({ schema, name }) }
}

/** As SQL writes it. */
export function nameOf({ schema, name }: QualifiedName): string {
  return schema === undefined ? quoteIdentifier(name) : `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}

/** Of a statement's RangeVar. */
export function nameOfRange(range: { schemaname?: string; relname?: string } | undefined): QualifiedName {
  return { schema: range?.schemaname, name: range?.relname ?? '' }
}

/** As SQL writes a text. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(words).replace(', and ', ' and ')
}
