import type { FlameRow } from '../layout.ts'

export interface PlacedNodes {
  length: number
  depth: Int32Array
  start: Float64Array
  end: Float64Array
}

/**
 * One row per depth from nodes that know where they lie. `order` names the nodes such that those of
 * one depth come with ascending start; without it they stand so already. All rows share three
 * buffers, so that a layout goes to another thread with three transfers, however deep it is.
 */
export function rowsOf(
  nodes: PlacedNodes,
  depths: number,
  order?: Int32Array,
): { rows: FlameRow[]; slot: Int32Array } {
  const { depth, start, end } = nodes
  const first = new Int32Array(depths + 1)
  for (let node = 0; node < nodes.length; node++) {
    const row = (depth[node] ?? 0) + 1
    if (hasWidth(nodes, node)) first[row] = (first[row] ?? 0) + 1
  }
  for (let row = 0; row < depths; row++) first[row + 1] = (first[row + 1] ?? 0) + (first[row] ?? 0)

  const rectangles = first[depths] ?? 0
  const allStart = new Float64Array(rectangles)
  const allEnd = new Float64Array(rectangles)
  const allNode = new Int32Array(rectangles)
  const slot = new Int32Array(nodes.length).fill(-1)
  const next = first.slice()
  for (let i = 0; i < nodes.length; i++) {
    const node = order === undefined ? i : (order[i] ?? 0)
    if (!hasWidth(nodes, node)) continue
    const row = depth[node] ?? 0
    const at = next[row] ?? 0
    next[row] = at + 1
    allStart[at] = start[node] ?? 0
    allEnd[at] = end[node] ?? 0
    allNode[at] = node
    slot[node] = at - (first[row] ?? 0)
  }

  const rows: FlameRow[] = []
  for (let row = 0; row < depths; row++) {
    const from = first[row] ?? 0
    const to = first[row + 1] ?? 0
    // A node has no width when its parent has none, so nothing follows an empty row.
    if (from === to) break
    rows.push({
      length: to - from,
      start: allStart.subarray(from, to),
      end: allEnd.subarray(from, to),
      node: allNode.subarray(from, to),
    })
  }
  return { rows, slot }
}

function hasWidth(nodes: PlacedNodes, node: number): boolean {
  return (nodes.end[node] ?? 0) > (nodes.start[node] ?? 0)
}
