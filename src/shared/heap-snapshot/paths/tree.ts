import type { HeapSnapshot } from '../snapshot.ts'
import type { Anchor } from './anchors.ts'
import { type EdgeCosts, dearest } from './costs.ts'

/** The cheapest path to each node, as a tree. */
export interface PathTree {
  /** The edge that each node is reached by; −1 where paths begin and where none leads. */
  edge: Int32Array
  /** Where that edge comes from; −1 where paths begin and where none leads. */
  parent: Int32Array
  /** The nodes that paths lead to, parents before their children. */
  order: Int32Array
}

/**
 * Dijkstra's algorithm from several starts. Costs are small whole numbers, so that the nodes to look at
 * next lie in a ring of lists, one for each cost (Dial 1969), and each edge is looked at once.
 */
export function findPaths(snapshot: HeapSnapshot, starts: readonly Anchor[], costs: EdgeCosts): PathTree {
  const { nodes, edges } = snapshot
  const edgeOf = new Int32Array(nodes.length).fill(-1)
  const parent = new Int32Array(nodes.length).fill(-1)
  const order = new Int32Array(nodes.length)
  const ring = new Ring(nodes.length)
  let settled = 0
  for (const { node, cost } of starts) ring.offer(node, cost)
  for (let node = ring.take(); node !== -1; node = ring.take()) {
    order[settled++] = node
    const far = ring.costOf(node)
    const end = nodes.firstEdge[node + 1] ?? 0
    for (let edge = nodes.firstEdge[node] ?? 0; edge < end; edge++) {
      const cost = costs.of(node, edge)
      const to = edges.to[edge] ?? 0
      if (cost === 0 || !ring.offer(to, far + cost)) continue
      edgeOf[to] = edge
      parent[to] = node
    }
  }
  return { edge: edgeOf, parent, order: order.subarray(0, settled) }
}

/** Nodes waiting by cost, in linked lists, so that a node can be moved to a cheaper one. */
class Ring {
  readonly #cost: Int32Array
  readonly #next: Int32Array
  readonly #before: Int32Array
  readonly #head = new Int32Array(dearest + 1).fill(-1)
  readonly #taken: Uint8Array
  #at = 0
  #waiting = 0

  constructor(nodes: number) {
    this.#cost = new Int32Array(nodes).fill(-1)
    this.#next = new Int32Array(nodes)
    this.#before = new Int32Array(nodes)
    this.#taken = new Uint8Array(nodes)
  }

  costOf(node: number): number {
    return this.#cost[node] ?? -1
  }

  /** False where the node is reached as cheaply already. */
  offer(node: number, cost: number): boolean {
    const known = this.#cost[node] ?? -1
    if (this.#taken[node] === 1 || (known !== -1 && known <= cost)) return false
    if (known !== -1) this.#unlink(node, known)
    this.#cost[node] = cost
    const slot = cost % this.#head.length
    const head = this.#head[slot] ?? -1
    this.#next[node] = head
    this.#before[node] = -1
    if (head !== -1) this.#before[head] = node
    this.#head[slot] = node
    this.#waiting++
    return true
  }

  /** The cheapest; −1 when none is left. */
  take(): number {
    if (this.#waiting === 0) return -1
    for (;;) {
      const node = this.#head[this.#at % this.#head.length] ?? -1
      if (node === -1) {
        this.#at++
        continue
      }
      this.#unlink(node, this.#at)
      this.#taken[node] = 1
      return node
    }
  }

  #unlink(node: number, cost: number): void {
    const next = this.#next[node] ?? -1
    const before = this.#before[node] ?? -1
    if (next !== -1) this.#before[next] = before
    if (before !== -1) this.#next[before] = next
    else this.#head[cost % this.#head.length] = next
    this.#waiting--
  }
}
