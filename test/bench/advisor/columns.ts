import { type Candidate, columnPart } from '../../../src/main/postgres/advisor/candidate.ts'

/** Which columns of which tables a query names: what the published algorithms make indexes of. */
export type UsedColumns = ReadonlyMap<string, readonly string[]>

/**
 * By the names alone: every column of the schema whose name stands in the text, of tables that stand
 * in it too. For the baselines; the advisor reads the statements with the server's own parser.
 */
export function usedColumns(
  sql: string,
  schema: readonly { table: string; columns: readonly string[] }[],
): UsedColumns {
  const words = new Set(sql.toLowerCase().match(/[a-z_][a-z0-9_]*/g))
  const used = new Map<string, string[]>()
  for (const { table, columns } of schema) {
    if (words.has(table))
      used.set(
        table,
        columns.filter((column) => words.has(column)),
      )
  }
  return used
}

export function plainIndex(table: string, columns: readonly string[]): Candidate {
  return {
    schema: 'public',
    table,
    accessMethod: 'btree',
    key: columns.map(columnPart),
    include: [],
    predicate: null,
    queryIds: [],
  }
}
