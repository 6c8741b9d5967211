/** Finding rectangles in any layout. */
import { type FlameLayout, type FlameNode, noNode } from './layout.ts'

/** The node whose rectangle at `depth` covers `value` (left edge included, right edge not). */
export function nodeAt(layout: FlameLayout, depth: number, value: number): FlameNode | null {
  const node = layout.firstEndingAfter(depth, value)
  return node !== noNode && layout.startOf(node) <= value ? node : null
}

/** Where a node is drawn, in the profile's unit; null when it has no width. */
export function rectangleOf(
  layout: FlameLayout,
  node: FlameNode,
): { depth: number; start: number; end: number } | null {
  const start = layout.startOf(node)
  const end = layout.endOf(node)
  return end > start ? { depth: layout.depthOf(node), start, end } : null
}
