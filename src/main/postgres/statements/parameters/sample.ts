import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Table } from '../../schema/schema.ts'
import type { Session } from '../../session/session.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { type Comparison, LONGEST_VALUE, type SuggestedValue, valuesFromSample } from './values.ts'

/** A value is worth no longer wait. Milliseconds. */
const LONGEST_SAMPLE = 1000
const SAMPLE_ROWS = 5

/** Values of some rows, whichever the server has at hand. */
export async function sampleValues(
  { session, signal }: { session: Session; signal: AbortSignal | undefined },
  table: Table,
  expression: string,
  comparison: Comparison,
): Promise<{ values: SuggestedValue[]; note?: string }> {
  const name = `${table.schema}.${table.name}`
  if (table.kind === 'view') {
    return { values: [], note: `${name} is a view, of which the server keeps no statistics.` }
  }
  if (table.kind === 'foreign table') {
    return { values: [], note: `${name} is on another server, and no statistics of it are here.` }
  }
  try {
    await session.run(`SET LOCAL statement_timeout = ${LONGEST_SAMPLE}`)
    const from = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`
    const rows = await session.run(
      `SELECT /* pitwall */ pg_catalog.left((${expression})::text, ${LONGEST_VALUE + 1}) FROM ${from} WHERE (${expression}) IS NOT NULL LIMIT ${SAMPLE_ROWS}`,
    )
    const values = valuesFromSample([...new Set(rows.map(([value]) => value ?? ''))], comparison)
    if (values.length > 0) return { values }
    return {
      values,
      note:
        rows.length === 0
          ? `${name} has no values there.`
          : 'Its values are not of the type of the parameter.',
    }
  } catch (error) {
    throwIfCancelled(signal)
    if (!(error instanceof Failure) || error.facts['sqlState'] === undefined) throw error
    await session.restart('READ ONLY')
    return {
      values: [],
      note:
        error.code === 'PERMISSION'
          ? `The role may not read ${name}, so it sees no statistics of it either.`
          : `No value of ${name} could be read: ${error.message}`,
    }
  }
}
