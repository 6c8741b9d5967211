import type { FlameLayout } from '#shared/profile/layout.ts'
import { firstStartingAt } from '#shared/profile/lookup.ts'

/**
 * The node one step from `node`: its parent, its widest child, or its neighbour in the row (a sibling
 * first, then a cousin). The first root when nothing is selected; `node` itself where there is none.
 */
export function neighbour(
  layout: FlameLayout,
  node: number | null,
  step: 'parent' | 'child' | 'previous' | 'next',
): number | null {
  if (node === null) return layout.rows[0]?.node[0] ?? null
  const { nodes, rows } = layout
  const depth = nodes.depth[node] ?? 0
  const slot = nodes.slot[node] ?? -1
  if (step === 'parent') {
    const parent = nodes.parent[node] ?? -1
    return parent < 0 ? node : parent
  }
  if (slot < 0) return node
  if (step === 'child') return widestChild(layout, node, depth, slot) ?? node
  return rows[depth]?.node[slot + (step === 'next' ? 1 : -1)] ?? node
}

function widestChild(layout: FlameLayout, node: number, depth: number, slot: number): number | null {
  const { nodes, rows } = layout
  const below = rows[depth + 1]
  const start = rows[depth]?.start[slot]
  const end = rows[depth]?.end[slot]
  if (below === undefined || start === undefined || end === undefined) return null
  let widest: number | null = null
  for (let at = firstStartingAt(below, start); at < below.length && (below.start[at] ?? end) < end; at++) {
    const child = below.node[at] ?? 0
    if (nodes.parent[child] !== node) break
    if (widest === null || (nodes.total[child] ?? 0) > (nodes.total[widest] ?? 0)) widest = child
  }
  return widest
}
