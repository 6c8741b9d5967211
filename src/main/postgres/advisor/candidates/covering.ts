import { findColumn } from '../../schema/find.ts'
import type { Table } from '../../schema/schema.ts'
import type { Access } from './access.ts'
import type { Part } from './part.ts'

/** More columns make an index that is hardly narrower than its table, and every write pays for it. */
const MOST_INCLUDED = 4
/** Header and pointer of an index entry, and of a row with its pointer, in bytes (itup.h, htup_details.h). */
const ENTRY_OVERHEAD = 12
const ROW_OVERHEAD = 28
/** An index as wide as this share of its table saves too little reading. */
const WIDEST_SHARE = 0.85
/** Bytes of all included columns together: beyond that it is a copy of the table. */
const WIDEST_INCLUDED = 64

/**
 * What has to be included so that the access needs no row of the table; undefined where that is not
 * possible, not needed, or would be about as wide as the table itself.
 */
export function coveringColumns(access: Access, parts: readonly Part[]): string[] | undefined {
  if (!access.canCover || access.used.length === 0) return undefined
  const inKey = new Set(parts.flatMap(({ column }) => column?.name ?? []))
  const include = access.used.filter((name) => !inKey.has(name))
  return isNarrow(access.table, parts, include) && include.length > 0 ? include : undefined
}

export function isNarrow(table: Table, parts: readonly Part[], include: readonly string[]): boolean {
  if (include.length > MOST_INCLUDED) return false
  const widths = include.map((name) => findColumn(table, name)?.width)
  if (widths.includes(undefined) || sum(widths.map((width) => width ?? 0)) > WIDEST_INCLUDED) return false
  const entry =
    ENTRY_OVERHEAD +
    sum(widths.map((width) => width ?? 0)) +
    sum(parts.map((part) => part.column?.width ?? 16))
  const row = ROW_OVERHEAD + sum(table.columns.map(({ width }) => width))
  return entry <= row * WIDEST_SHARE
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
