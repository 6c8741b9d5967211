import { quoteIdentifier } from '../explain/account/quote-identifier.ts'
import type { TextRow } from '../session/session.ts'

/** Reads one column of a row, as the server prints it. */
type Reader<T> = (value: string | null) => T

/** The columns of a query in the order of its SELECT list. `lastVacuum` here is `last_vacuum` there. */
type Columns = Record<string, Reader<unknown>>

export type RowOf<C extends Columns> = { [K in keyof C]: ReturnType<C[K]> }

/** One question to the server. The SQL is shown beside the figures it gives, and runs as it is. */
export interface Query<Row> {
  title: string
  sql: string
  /** The names of its result's columns. */
  columns: readonly string[]
  decode: (row: TextRow) => Row
}

export const text: Reader<string> = (value) => value ?? ''
export const optionalText: Reader<string | null> = (value) => value
export const number: Reader<number> = Number
export const optionalNumber: Reader<number | null> = (value) => (value === null ? null : Number(value))
export const flag: Reader<boolean> = (value) => value === 't' || value === 'true' || value === 'on'
/** An array of whole numbers: `{12,13}`. */
export const numbers: Reader<number[]> = (value) => (value ?? '').split(/[{},]/).filter(Boolean).map(Number)

/** A query with its rows' shape: the readers stand in the order of the SELECT list. */
export function query<C extends Columns>(title: string, readers: C, sql: string): Query<RowOf<C>> {
  const names = Object.keys(readers)
  const list = Object.values(readers)
  return {
    title,
    sql: withoutIndent(sql),
    columns: names.map(columnName),
    // The readers are taken in order, one for each name: what comes out is the row that C describes.
    decode: (row) =>
      Object.fromEntries(names.map((name, at) => [name, list[at]?.(row[at] ?? null)])) as RowOf<C>,
  }
}

/** The rows of a query that are about one thing: the evidence of a finding. Runs as it is. */
export function only<Row>(query: Query<Row>, subject: { [K in keyof Row]?: string | number }): string {
  const conditions = Object.entries(subject).map(
    ([name, value]) =>
      `${quoteIdentifier(columnName(name))} = ${typeof value === 'number' ? String(value) : literal(String(value))}`,
  )
  return `SELECT * FROM (\n${query.sql}\n) AS evidence\nWHERE ${conditions.join(' AND ')}`
}

/** A text as SQL writes it, whatever `standard_conforming_strings` is. */
export function literal(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`
  return value.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

function columnName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Takes off the margin that the SQL has in our sources. */
function withoutIndent(sql: string): string {
  const lines = sql.replace(/^\n/, '').trimEnd().split('\n')
  const margins = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const margin = Math.min(...margins)
  return lines.map((line) => line.slice(margin)).join('\n')
}
