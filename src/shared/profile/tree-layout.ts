import { type FlameNode, noNode, type TreeColumns, type TreeLayout } from './layout.ts'

/** The layout of a tree's columns; it keeps them and copies nothing. */
export function treeLayout(columns: TreeColumns): TreeLayout {
  const { unit, total, nodes, rectangles } = columns
  const { first, start, end, node: nodeAt } = rectangles
  const { slot, depth } = nodes
  const depths = Math.max(0, first.length - 1)

  const nodeIn = (place: number, limit: number): FlameNode =>
    place < limit ? (nodeAt[place] ?? noNode) : noNode
  const placeOf = (node: FlameNode | undefined): number => (node === undefined ? -1 : (slot[node] ?? -1))
  const valueOf = (column: Float64Array, node: FlameNode): number => column[placeOf(node)] ?? Number.NaN

  return {
    unit,
    total,
    depths,
    columns,
    paths: nodes,
    firstEndingAfter: (row, value, from) => {
      const limit = first[row + 1] ?? 0
      const low = Math.max(first[row] ?? limit, placeOf(from))
      return nodeIn(firstAbove(end, value, low, limit), limit)
    },
    firstStartingAt: (row, value, from) => {
      const limit = first[row + 1] ?? 0
      const low = Math.max(first[row] ?? limit, placeOf(from))
      return nodeIn(firstNotBelow(start, value, low, limit), limit)
    },
    next: (node) => {
      const place = placeOf(node)
      return place < 0 ? noNode : nodeIn(place + 1, first[(depth[node] ?? 0) + 1] ?? 0)
    },
    previous: (node) => {
      const place = placeOf(node)
      return place <= (first[depth[node] ?? 0] ?? 0) ? noNode : (nodeAt[place - 1] ?? noNode)
    },
    parentOf: (node) => nodes.parent[node] ?? noNode,
    depthOf: (node) => depth[node] ?? 0,
    frameOf: (node) => nodes.frame[node] ?? -1,
    pathOf: (node) => node,
    nodeOf: (path) => ((slot[path] ?? -1) < 0 ? noNode : path),
    startOf: (node) => valueOf(start, node),
    endOf: (node) => valueOf(end, node),
    selfOf: (node) => nodes.self[node] ?? 0,
    totalOf: (node) => nodes.total[node] ?? 0,
  }
}

/** The first place from `from` on, below `limit`, whose value is above `value`; `limit` when there is none. */
export function firstAbove(column: Float64Array, value: number, from: number, limit: number): number {
  let low = from
  let step = 1
  while (low + step <= limit && (column[low + step - 1] ?? 0) <= value) {
    low += step
    step *= 2
  }
  let high = Math.min(limit, low + step - 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((column[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** The first place from `from` on, below `limit`, whose value is `value` or more; `limit` when there is none. */
export function firstNotBelow(column: Float64Array, value: number, from: number, limit: number): number {
  let low = from
  let step = 1
  while (low + step <= limit && (column[low + step - 1] ?? 0) < value) {
    low += step
    step *= 2
  }
  let high = Math.min(limit, low + step - 1)
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((column[middle] ?? 0) >= value) high = middle
    else low = middle + 1
  }
  return low
}
