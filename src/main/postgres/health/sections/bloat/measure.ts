import { flag, literal, number, query, text } from '../../query.ts'
import { type Examination, limitation } from '../../section.ts'
import { qualified } from '../../../wording.ts'
import type { TableBloatRow } from './queries.ts'

/** pgstattuple_approx reads every page that is not known to be full of live rows. */
const LARGEST_MEASURED = 1_073_741_824
const MOST_MEASURED = 10

const extensionQuery = query(
  'Is pgstattuple installed, and may it be used',
  { schema: text, allowed: flag },
  `
  SELECT n.nspname AS schema, pg_catalog.has_function_privilege(p.oid, 'EXECUTE') AS allowed
  FROM pg_catalog.pg_extension e
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
    JOIN pg_catalog.pg_proc p ON p.pronamespace = n.oid AND p.proname = 'pgstattuple_approx'
  WHERE e.extname = 'pgstattuple'`,
)

/** What was found by reading a table, in place of the estimate. */
export interface Measured {
  deadBytes: number
  freeBytes: number
  sql: string
}

/** Reads suspected tables with pgstattuple_approx, where it is installed and they are small enough. */
export async function measureTables(
  { read, tryRead }: Examination,
  suspects: readonly TableBloatRow[],
): Promise<Map<TableBloatRow, Measured>> {
  const measured = new Map<TableBloatRow, Measured>()
  if (suspects.length === 0) return measured
  const [extension] = await read(extensionQuery)
  if (!extension?.allowed) return measured
  const small = suspects.filter((row) => row.bytes <= LARGEST_MEASURED).slice(0, MOST_MEASURED)
  for (const row of small) {
    const name = qualified(row.schema, row.table)
    const measure = query(
      `${name}, measured by pgstattuple`,
      { deadBytes: number, freeBytes: number },
      `
      SELECT dead_tuple_len AS dead_bytes, approx_free_space AS free_bytes
      FROM ${qualified(extension.schema, 'pgstattuple_approx')}(${literal(name)})`,
    )
    const refused = limitation(
      `${name} could not be measured by pgstattuple; its bloat is estimated from statistics.`,
      'It may be locked, or reading it took too long.',
    )
    const [result] = (await tryRead(measure, refused)) ?? []
    if (result) measured.set(row, { ...result, sql: measure.sql })
  }
  return measured
}
