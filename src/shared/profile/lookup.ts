/** Finding rectangles: doubling steps, then a binary search, over the rows of a layout. */
import type { FlameLayout, FlameRow } from './layout.ts'

/**
 * The first rectangle from `from` on whose right edge lies beyond `value`; `row.length` when there is
 * none. Costs the logarithm of the distance from `from`, so that a walk along a row is cheap.
 */
export function firstEndingAfter(row: FlameRow, value: number, from = 0): number {
  const { end, length } = row
  let low = from
  let step = 1
  while (low + step <= length && (end[low + step - 1] ?? 0) <= value) {
    low += step
    step *= 2
  }
  let high = Math.min(length, low + step - 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((end[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** The first rectangle from `from` on whose left edge is at `value` or beyond; the same otherwise. */
export function firstStartingAt(row: FlameRow, value: number, from = 0): number {
  const { start, length } = row
  let low = from
  let step = 1
  while (low + step <= length && (start[low + step - 1] ?? 0) < value) {
    low += step
    step *= 2
  }
  let high = Math.min(length, low + step - 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((start[middle] ?? 0) >= value) high = middle
    else low = middle + 1
  }
  return low
}

/** The node whose rectangle at `depth` covers `value` (left edge included, right edge not). */
export function nodeAt(layout: FlameLayout, depth: number, value: number): number | null {
  const row = layout.rows[depth]
  if (row === undefined) return null
  const slot = firstEndingAfter(row, value)
  const start = row.start[slot]
  return start !== undefined && start <= value ? (row.node[slot] ?? null) : null
}

/** Where a node is drawn, in the profile's unit; null when it has no width. */
export function rectangleOf(
  layout: FlameLayout,
  node: number,
): { depth: number; start: number; end: number } | null {
  const slot = layout.nodes.slot[node] ?? -1
  const depth = layout.nodes.depth[node] ?? 0
  const row = layout.rows[depth]
  const start = row?.start[slot]
  const end = row?.end[slot]
  return start === undefined || end === undefined ? null : { depth, start, end }
}
