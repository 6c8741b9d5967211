import type { EdgeTable, IndexIntoEdges, IndexIntoNodes, NodeTable } from './tables.ts'

/** Edges by where they lead: those that lead to node n are `edge[first[n]]` … `edge[first[n + 1] - 1]`. */
export interface RetainerTable {
  first: Int32Array
  edge: Int32Array
  /** Where each of `edge` comes from. */
  node: Int32Array
}

export function findRetainers(nodes: NodeTable, edges: EdgeTable): RetainerTable {
  const first = new Int32Array(nodes.length + 1)
  for (let edge = 0; edge < edges.length; edge++)
    first[(edges.to[edge] ?? 0) + 1] = (first[(edges.to[edge] ?? 0) + 1] ?? 0) + 1
  for (let node = 0; node < nodes.length; node++)
    first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0)
  const next = first.slice(0, nodes.length)
  const edge = new Int32Array(edges.length)
  const from = new Int32Array(edges.length)
  forEachEdge(nodes, (source, out) => {
    const to = edges.to[out] ?? 0
    const slot = next[to] ?? 0
    next[to] = slot + 1
    edge[slot] = out
    from[slot] = source
  })
  return { first, edge, node: from }
}

/** All edges with the node they come from, in order. */
export function forEachEdge(
  nodes: Pick<NodeTable, 'length' | 'firstEdge'>,
  visit: (from: IndexIntoNodes, edge: IndexIntoEdges) => void,
): void {
  let edge = 0
  for (let node = 0; node < nodes.length; node++) {
    const end = nodes.firstEdge[node + 1] ?? 0
    while (edge < end) visit(node, edge++)
  }
}
