import { findColumn } from '../../schema/find.ts'
import type { ColumnStatistics, Schema } from '../../schema/schema.ts'
import { parseSql } from '../../statement/parser.ts'
import type { ParameterUse, StatementShape } from '../../statement/shape/shape.ts'

/** A page of a list: what LIMIT is mostly for. */
const TYPICAL_LIMIT = 20
/** OFFSET of the first page. */
const TYPICAL_OFFSET = 0

/**
 * A statement with `$n` is best planned generically: an equality then matches as many rows as a value
 * does on average. But where the planner has to guess, its guess is far off what people run: a third
 * of the table for a range, a tenth of the result for a limit. Those parameters get values: a page for
 * a limit, and a place in the column's histogram that leaves a tenth of the rows.
 */
export async function withTypicalValues(
  text: string,
  parameterCount: number,
  shape: StatementShape,
  schema: Schema,
  signal: AbortSignal | undefined,
): Promise<{ text: string; parameterCount: number }> {
  const values = new Map<number, string>()
  const usesOf = Map.groupBy(shape.parameters, ({ number }) => number)
  for (const [number, uses] of usesOf) {
    const value = number <= parameterCount ? typicalValue(uses, schema) : undefined
    if (value !== undefined) values.set(number, value)
  }
  if (values.size === 0) return { text, parameterCount }
  const places = placesOf(await parseSql(text, signal))
  // A parameter whose place is not in the tree would keep a number that no longer fits.
  const seen = new Set(places.map(({ number }) => number))
  if (seen.size < parameterCount) return { text, parameterCount }
  return replaceParameters(text, places, values, parameterCount)
}

function typicalValue(uses: readonly ParameterUse[], schema: Schema): string | undefined {
  const [use] = uses
  if (!use || uses.length > 1 || use.cast !== undefined) return undefined
  if (use.kind === 'limit') return String(TYPICAL_LIMIT)
  if (use.kind === 'offset') return String(TYPICAL_OFFSET)
  if (use.kind !== 'compared' || !['<', '<=', '>', '>='].includes(use.operator)) return undefined
  const table = schema.tables.find(({ oid }) => oid === use.table.table?.oid)
  const statistics = table && findColumn(table, use.column)?.statistics
  const value = statistics && placeInHistogram(statistics, use.operator.startsWith('>'))
  return value === undefined ? undefined : `'${value.replaceAll("'", "''")}'`
}

function placeInHistogram({ histogram }: ColumnStatistics, above: boolean): string | undefined {
  if (histogram.length < 3) return undefined
  const last = histogram.length - 1
  return histogram[above ? Math.floor(last * 0.9) : Math.ceil(last * 0.1)]
}

interface Place {
  number: number
  /** UTF-8 byte offset. */
  location: number
}

function placesOf(parsed: unknown): Place[] {
  const places: Place[] = []
  const open: unknown[] = [parsed]
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item !== 'object' || item === null) continue
    for (const [key, value] of Object.entries(item)) {
      if (typeof value !== 'object' || value === null) continue
      if (key === 'ParamRef') {
        const { number, location } = value as { number?: number; location?: number } // As libpg-query has it.
        places.push({ number: number ?? 0, location: location ?? 0 })
      }
      open.push(value)
    }
  }
  return places.toSorted((a, b) => a.location - b.location)
}

/** Those without a value keep their order and are numbered from 1 again. */
function replaceParameters(
  text: string,
  places: readonly Place[],
  values: ReadonlyMap<number, string>,
  parameterCount: number,
): { text: string; parameterCount: number } {
  const numbers = new Map<number, number>()
  for (let number = 1; number <= parameterCount; number++) {
    if (!values.has(number)) numbers.set(number, numbers.size + 1)
  }
  const bytes = Buffer.from(text)
  const parts: string[] = []
  let at = 0
  for (const { number, location } of places) {
    parts.push(bytes.subarray(at, location).toString(), values.get(number) ?? `$${numbers.get(number) ?? 0}`)
    at = location + `$${number}`.length
  }
  parts.push(bytes.subarray(at).toString())
  return { text: parts.join(''), parameterCount: numbers.size }
}
