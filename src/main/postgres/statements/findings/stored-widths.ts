import type { Bytes } from '#shared/units.ts'
import { Failure } from '#shared/failure.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import type { Table } from '../../schema/schema.ts'
import type { Session } from '../../session/session.ts'
import { qualified } from '../../wording.ts'

/** By table oid, then by column: bytes of a value as it is stored, out of line too. */
export type StoredWidths = ReadonlyMap<number, ReadonlyMap<string, Bytes>>

const mostTables = 30
/** A value that was moved out of the row is a pointer of 18 bytes there, and pg_stats counts the pointer. */
const pointerBytes: Bytes = 18
const rowsLookedAt = 200
const variable = new Set(['text', 'varchar', 'bpchar', 'jsonb', 'json', 'bytea', 'xml', '_text', '_varchar'])

/**
 * The widths of columns whose values may have been moved out of their rows (TOAST), from the first rows
 * of each table; pg_column_size does not fetch them. Tables that the role may not read are left out.
 */
export async function readStoredWidths(session: Session, tables: readonly Table[]): Promise<StoredWidths> {
  const widths = new Map<number, ReadonlyMap<string, Bytes>>()
  for (const table of tables.slice(0, mostTables)) {
    const columns = table.columns.filter(
      ({ baseType, statistics }) =>
        variable.has(baseType) && statistics !== undefined && statistics.averageWidth >= pointerBytes,
    )
    const measured = columns.length === 0 ? undefined : await measure(session, table, columns)
    if (measured) widths.set(table.oid, measured)
  }
  return widths
}

async function measure(
  session: Session,
  table: Table,
  columns: Table['columns'],
): Promise<ReadonlyMap<string, Bytes> | undefined> {
  const names = columns.map(({ name }) => quoteIdentifier(name))
  try {
    const [row] = await session.run(
      `SELECT /* pitwall */ ${names.map((name) => `avg(pg_catalog.pg_column_size(${name}))`).join(', ')}
        FROM (SELECT ${names.join(', ')} FROM ONLY ${qualified(table.schema, table.name)} LIMIT ${rowsLookedAt}) first`,
    )
    const entries = columns.flatMap(({ name }, index): [string, Bytes][] => {
      const width = row?.[index]
      return width === null || width === undefined ? [] : [[name, Number(width)]]
    })
    return new Map(entries)
  } catch (error) {
    // Not its rows to read, or locked: what pg_stats says has to do.
    if (!(error instanceof Failure) || !('sqlState' in error.facts)) throw error
    await session.restart('READ ONLY')
    return undefined
  }
}
