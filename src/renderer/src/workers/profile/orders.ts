/** Orders of tables: worked out here, so that sorting half a million functions never holds the page up. Pure. */
import type { FrameTable } from '#shared/profile/model.ts'
import type { FunctionTable } from '#shared/profile/tables/functions.ts'
import type { ChangedFunctions, ChangeOrders, FunctionOrders } from './work.ts'

/** Largest first, names from A. */
export function ordersOfFunctions(table: FunctionTable, frames: FrameTable): FunctionOrders {
  return {
    name: byName(table.frame, table.length, frames),
    self: descending(table.length, (row) => table.self[row] ?? 0),
    total: descending(table.length, (row) => table.total[row] ?? 0),
  }
}

/** What changed most first, whichever way. */
export function ordersOfChanges(table: Omit<ChangedFunctions, 'orders'>, frames: FrameTable): ChangeOrders {
  const { length, beforeSelf, afterSelf, beforeTotal, afterTotal } = table
  return {
    name: byName(table.frame, length, frames),
    before: descending(length, (row) => beforeSelf[row] ?? 0),
    after: descending(length, (row) => afterSelf[row] ?? 0),
    self: descending(length, (row) => Math.abs((afterSelf[row] ?? 0) - (beforeSelf[row] ?? 0))),
    total: descending(length, (row) => Math.abs((afterTotal[row] ?? 0) - (beforeTotal[row] ?? 0))),
  }
}

function descending(length: number, valueOf: (row: number) => number): Int32Array {
  const values = Float64Array.from({ length }, (_, row) => valueOf(row))
  return rows(length).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
}

function byName(frame: Int32Array, length: number, { name }: FrameTable): Int32Array {
  const compare = new Intl.Collator('en').compare
  const nameAt = (row: number): string => name[frame[row] ?? -1] ?? ''
  return rows(length).sort((a, b) => compare(nameAt(a), nameAt(b)) || a - b)
}

function rows(length: number): Int32Array {
  return Int32Array.from({ length }, (_, row) => row)
}
