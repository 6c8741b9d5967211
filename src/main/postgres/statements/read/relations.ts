import type { Session } from '../../session/session.ts'
import type { Name } from '../../statement/contents.ts'
import { textArray } from './text-array.ts'

/** Schemas of the names that are written without one. */
export type SchemaOf = (name: string) => string | undefined

/**
 * The schemas of names written without one: as the role's search path finds them, else the only schema
 * that has such a table. Who sent the statement may have had another search path.
 */
export async function findSchemas(session: Session, names: readonly Name[]): Promise<SchemaOf> {
  const wanted = [...new Set(names.filter(({ schema }) => schema === undefined).map(({ name }) => name))]
  if (wanted.length === 0) return () => undefined
  const rows = await session.run(
    `SELECT /* pitwall */ c.relname, coalesce(
        max(n.nspname) FILTER (WHERE pg_catalog.pg_table_is_visible(c.oid)),
        CASE WHEN count(*) = 1 THEN max(n.nspname) END)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = ANY ($1::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      GROUP BY c.relname`,
    [textArray(wanted)],
  )
  const schemas = new Map(rows.map(([name, schema]) => [name ?? '', schema ?? undefined]))
  return (name) => schemas.get(name)
}

/** `schema.table`, sorted; without a schema where it is not known (a table that is gone, or temporary). */
export function tableNames(relations: readonly Name[], schemaOf: SchemaOf): string[] {
  const names = relations.map(({ schema, name }) => {
    const found = schema ?? schemaOf(name)
    return found === undefined ? name : `${found}.${name}`
  })
  return [...new Set(names)].toSorted()
}

/** A table or view of the server's own. */
export function isSystemTable(name: string): boolean {
  return (
    /^(?:pg_catalog|information_schema|pg_toast)\./.test(name) ||
    /(?:^|\.)pg_stat_statements(?:_info)?$/.test(name)
  )
}
