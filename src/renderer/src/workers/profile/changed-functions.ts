/** A difference of two merged trees, function by function. Pure. */
import type { Difference } from '#shared/profile/layouts/difference.ts'
import { functionTable } from '#shared/profile/tables/functions.ts'
import { ordersOfChanges } from './orders.ts'
import type { ChangedFunctions } from './work.ts'

/** Every function that was seen before or after; recursion counts once. */
export function changedFunctions(difference: Difference): ChangedFunctions {
  const { columns, frames } = difference
  const tableOf = (self: Float64Array, total: Float64Array): ReturnType<typeof functionTable> =>
    functionTable({ ...columns.nodes, self, total }, frames.length)
  const before = tableOf(difference.beforeSelf, difference.before)
  const after = tableOf(difference.afterSelf, difference.after)
  const length = frames.length
  const changed = {
    length,
    frame: Int32Array.from({ length }, (_, frame) => frame),
    beforeSelf: new Float64Array(length),
    afterSelf: new Float64Array(length),
    beforeTotal: new Float64Array(length),
    afterTotal: new Float64Array(length),
  }
  for (let row = 0; row < before.length; row++) {
    changed.beforeSelf[before.frame[row] ?? -1] = before.self[row] ?? 0
    changed.beforeTotal[before.frame[row] ?? -1] = before.total[row] ?? 0
  }
  for (let row = 0; row < after.length; row++) {
    changed.afterSelf[after.frame[row] ?? -1] = after.self[row] ?? 0
    changed.afterTotal[after.frame[row] ?? -1] = after.total[row] ?? 0
  }
  return { ...changed, orders: ordersOfChanges(changed, frames) }
}
