import { holding } from './holding-edges.ts'
import type { RetainerTable } from './retainers.ts'
import { type EdgeTable, type NodeTable, rootNode } from './tables.ts'

/**
 * Node d dominates node n when every path from the root to n goes through d: without d, n would be
 * garbage. The nearest such d is n's parent in the dominator tree, and what hangs below a node there is
 * what it retains.
 */
export interface DominatorTree {
  /** Parent of each node; the root's is itself. */
  parent: Int32Array
  /** All nodes, the root first, parents before their children. */
  order: Int32Array
  /** Bytes that would be free without the node: its own and those of everything below it. */
  retainedBytes: Float64Array
}

/**
 * Lengauer and Tarjan, "A fast algorithm for finding dominators in a flowgraph" (TOPLAS 1979), with path
 * compression: O(edges × log nodes) whatever the shape. Nothing recurses.
 *
 * `holds` says which edges count ({@link findHoldingEdges}). What they do not reach from the root hangs
 * at the root as if it held it: first what nothing holds, then, for rings that hold one another, the
 * node of each that stands first in the file.
 */
export function findDominators(
  nodes: NodeTable,
  edges: EdgeTable,
  { holds, retainers }: { holds: Uint8Array; retainers: RetainerTable },
): DominatorTree {
  const walk = walkDepthFirst(nodes, edges, { holds, retainers })
  const parent = dominate(walk, { holds, retainers })
  const retainedBytes = nodes.selfBytes.slice()
  for (let number = walk.order.length - 1; number > 0; number--) {
    const node = walk.order[number] ?? 0
    const above = parent[node] ?? 0
    retainedBytes[above] = (retainedBytes[above] ?? 0) + (retainedBytes[node] ?? 0)
  }
  return { parent, order: walk.order, retainedBytes }
}

interface Walk {
  /** Nodes in the order in which they were reached. */
  order: Int32Array
  /** Place of each node in that order. */
  number: Int32Array
  /** By number: the number of the node from which it was reached; the root's, 0, where no edge leads to it. */
  from: Int32Array
  /** 1 for nodes that hang at the root without an edge. */
  adopted: Uint8Array
}

interface Holding {
  holds: Uint8Array
  retainers: RetainerTable
}

function walkDepthFirst(nodes: NodeTable, edges: EdgeTable, { holds, retainers }: Holding): Walk {
  const order = new Int32Array(nodes.length)
  const number = new Int32Array(nodes.length).fill(-1)
  const from = new Int32Array(nodes.length)
  const adopted = new Uint8Array(nodes.length)
  const nextEdge = nodes.firstEdge.slice(0, nodes.length)
  let count = 0

  const walk = (start: number): void => {
    number[start] = count
    order[count++] = start
    let node = start
    for (;;) {
      const end = nodes.firstEdge[node + 1] ?? 0
      let edge = nextEdge[node] ?? 0
      let into = -1
      while (edge < end && into === -1) {
        const to = edges.to[edge] ?? 0
        if (holds[edge] === holding && number[to] === -1) into = to
        edge++
      }
      nextEdge[node] = edge
      if (into !== -1) {
        from[count] = number[node] ?? 0
        number[into] = count
        order[count++] = into
        node = into
      } else if (node === start) {
        return
      } else {
        node = order[from[number[node] ?? 0] ?? 0] ?? 0
      }
    }
  }

  const adopt = (node: number): void => {
    adopted[node] = 1
    walk(node)
  }

  walk(rootNode)
  for (let node = 0; node < nodes.length && count < nodes.length; node++) {
    if (number[node] === -1 && !isHeld(node, { holds, retainers })) adopt(node)
  }
  for (let node = 0; node < nodes.length && count < nodes.length; node++) {
    if (number[node] === -1) adopt(node)
  }
  return { order, number, from, adopted }
}

function isHeld(node: number, { holds, retainers }: Holding): boolean {
  const end = retainers.first[node + 1] ?? 0
  for (let slot = retainers.first[node] ?? 0; slot < end; slot++) {
    if (holds[retainers.edge[slot] ?? 0] === holding) return true
  }
  return false
}

/** Everything below is by number in the walk; names as in the paper. */
function dominate(walk: Walk, { holds, retainers }: Holding): Int32Array {
  const { order, number, from, adopted } = walk
  const count = order.length
  const semi = Int32Array.from({ length: count }, (_, row) => row)
  const label = semi.slice()
  const ancestor = new Int32Array(count).fill(-1)
  const dominator = new Int32Array(count)
  // Nodes that wait for the one that is their semidominator, as linked lists.
  const bucket = new Int32Array(count).fill(-1)
  const nextInBucket = new Int32Array(count).fill(-1)
  const path = new Int32Array(count)

  const compress = (vertex: number): void => {
    let depth = 0
    let at = vertex
    while ((ancestor[ancestor[at] ?? 0] ?? -1) !== -1) {
      path[depth++] = at
      at = ancestor[at] ?? 0
    }
    while (depth > 0) {
      const w = path[--depth] ?? 0
      const above = ancestor[w] ?? 0
      if ((semi[label[above] ?? 0] ?? 0) < (semi[label[w] ?? 0] ?? 0)) label[w] = label[above] ?? 0
      ancestor[w] = ancestor[above] ?? 0
    }
  }
  const evaluate = (vertex: number): number => {
    if (ancestor[vertex] === -1) return vertex
    compress(vertex)
    return label[vertex] ?? 0
  }

  for (let w = count - 1; w > 0; w--) {
    const node = order[w] ?? 0
    let least = adopted[node] === 1 ? 0 : w
    const end = retainers.first[node + 1] ?? 0
    for (let slot = retainers.first[node] ?? 0; slot < end; slot++) {
      if (holds[retainers.edge[slot] ?? 0] !== holding) continue
      const by = semi[evaluate(number[retainers.node[slot] ?? 0] ?? 0)] ?? 0
      if (by < least) least = by
    }
    semi[w] = least
    nextInBucket[w] = bucket[least] ?? -1
    bucket[least] = w
    const above = from[w] ?? 0
    ancestor[w] = above
    for (let waiting = bucket[above] ?? -1; waiting !== -1; waiting = nextInBucket[waiting] ?? -1) {
      const u = evaluate(waiting)
      dominator[waiting] = (semi[u] ?? 0) < (semi[waiting] ?? 0) ? u : above
    }
    bucket[above] = -1
  }
  const parent = new Int32Array(count)
  parent[rootNode] = rootNode
  for (let w = 1; w < count; w++) {
    if (dominator[w] !== semi[w]) dominator[w] = dominator[dominator[w] ?? 0] ?? 0
    parent[order[w] ?? 0] = order[dominator[w] ?? 0] ?? 0
  }
  return parent
}
