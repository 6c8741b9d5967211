import type { FlameRectangles } from '../layout.ts'

export interface PlacedNodes {
  length: number
  depth: Int32Array
  start: Float64Array
  end: Float64Array
}

/**
 * Rectangles, depth after depth, from nodes that know where they lie. `order` names the nodes such
 * that those of one depth come with ascending start; without it they stand so already.
 */
export function rectanglesOf(
  nodes: PlacedNodes,
  order?: Int32Array,
): { rectangles: FlameRectangles; slot: Int32Array } {
  const { depth, start, end } = nodes
  // A node has no width when its parent has none, so the rows with rectangles are the first ones.
  let depths = 0
  for (let node = 0; node < nodes.length; node++)
    if (hasWidth(nodes, node)) depths = Math.max(depths, (depth[node] ?? 0) + 1)
  const first = new Int32Array(depths + 1)
  for (let node = 0; node < nodes.length; node++) {
    if (!hasWidth(nodes, node)) continue
    const row = (depth[node] ?? 0) + 1
    first[row] = (first[row] ?? 0) + 1
  }
  for (let row = 0; row < depths; row++) first[row + 1] = (first[row + 1] ?? 0) + (first[row] ?? 0)

  const length = first[depths] ?? 0
  const rectangles = {
    first,
    start: new Float64Array(length),
    end: new Float64Array(length),
    node: new Int32Array(length),
  }
  const slot = new Int32Array(nodes.length).fill(-1)
  const next = first.slice()
  for (let i = 0; i < nodes.length; i++) {
    const node = order === undefined ? i : (order[i] ?? 0)
    if (!hasWidth(nodes, node)) continue
    const row = depth[node] ?? 0
    const at = next[row] ?? 0
    next[row] = at + 1
    rectangles.start[at] = start[node] ?? 0
    rectangles.end[at] = end[node] ?? 0
    rectangles.node[at] = node
    slot[node] = at
  }
  return { rectangles, slot }
}

function hasWidth(nodes: PlacedNodes, node: number): boolean {
  return (nodes.end[node] ?? 0) > (nodes.start[node] ?? 0)
}
