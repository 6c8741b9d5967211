/** Finding rectangles: binary searches over the rows of a layout. */
import type { FlameLayout, FlameRow } from './layout.ts'

/** The first rectangle whose right edge lies beyond `value`; `row.length` when there is none. */
export function firstEndingAfter(row: FlameRow, value: number, from = 0): number {
  let low = from
  let high = row.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((row.end[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** The first rectangle whose left edge is at `value` or beyond; `row.length` when there is none. */
export function firstStartingAt(row: FlameRow, value: number, from = 0): number {
  let low = from
  let high = row.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((row.start[middle] ?? 0) >= value) high = middle
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
