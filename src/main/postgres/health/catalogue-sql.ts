/** Pieces that several queries are made of. */

/** Schemas of users: not the system's, not those of temporary tables. `n` is pg_namespace. */
export const userSchema = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`

/**
 * Asking for a size waits for a table that is being rebuilt, and for one that somebody waits to
 * rebuild: those are left out. `oid` is the relation's.
 */
export function notLocked(oid: string): string {
  return `${oid} NOT IN (SELECT l.relation FROM pg_catalog.pg_locks l
      WHERE l.mode = 'AccessExclusiveLock' AND l.relation IS NOT NULL)`
}

/** A storage option of a relation, else `fallback`; `options` is its reloptions. */
export function storageOption(options: string, name: string, fallback: string): string {
  return `coalesce((SELECT o.option_value FROM pg_catalog.pg_options_to_table(${options}) o
      WHERE o.option_name = '${name}'), ${fallback})`
}
