import type { Bytes } from '../units.ts'
import type { HeapSnapshot } from './snapshot.ts'
import { rootNode } from './tables.ts'

/** All instances of a constructor. */
export interface ConstructorRow {
  name: string
  count: number
  /** Of the instances alone. */
  shallowBytes: Bytes
  /**
   * What would be free if none of them were there. An instance that is kept alive by another of the same
   * constructor is in that one's already.
   */
  retainedBytes: Bytes
}

/** Totals of a snapshot, for a heading. */
export interface SnapshotTotals {
  nodes: number
  edges: number
  /** Of all nodes: what V8 says the heap holds, with what hangs on it outside. */
  shallowBytes: Bytes
}

export function totals(snapshot: HeapSnapshot): SnapshotTotals {
  let shallowBytes = 0
  for (const bytes of snapshot.nodes.selfBytes) shallowBytes += bytes
  return { nodes: snapshot.nodes.length, edges: snapshot.edges.length, shallowBytes }
}

/** By constructor, what retains most first. */
export function summarise(snapshot: HeapSnapshot): ConstructorRow[] {
  const { nodes, classes } = snapshot
  const rows = classes.names.map((name) => ({ name, count: 0, shallowBytes: 0, retainedBytes: 0 }))
  for (let node = 0; node < nodes.length; node++) {
    const row = rows[classes.of[node] ?? 0]
    if (row === undefined) continue
    row.count++
    row.shallowBytes += nodes.selfBytes[node] ?? 0
  }
  addRetained(snapshot, rows)
  return rows
    .filter((row) => row.count > 0)
    .sort((left, right) => right.retainedBytes - left.retainedBytes || right.count - left.count)
}

/** Walks the dominator tree with the classes that are open on the way; only the uppermost of each counts. */
function addRetained({ classes, dominators }: HeapSnapshot, rows: readonly ConstructorRow[]): void {
  const { parent, order, retainedBytes } = dominators
  const { firstChild, nextSibling } = childrenOf(parent, order)
  const open = new Int32Array(rows.length)
  let node = rootNode
  for (;;) {
    const of = classes.of[node] ?? 0
    const row = rows[of]
    if (open[of] === 0 && row !== undefined) row.retainedBytes += retainedBytes[node] ?? 0
    open[of] = (open[of] ?? 0) + 1
    const child = firstChild[node] ?? -1
    if (child !== -1) {
      node = child
      continue
    }
    for (;;) {
      const closing = classes.of[node] ?? 0
      open[closing] = (open[closing] ?? 0) - 1
      if (node === rootNode) return
      const sibling = nextSibling[node] ?? -1
      if (sibling !== -1) {
        node = sibling
        break
      }
      node = parent[node] ?? rootNode
    }
  }
}

/** The tree the other way round; −1 where there is none. Siblings are in the order in which they were reached. */
export function childrenOf(
  parent: Int32Array,
  order: Int32Array,
): { firstChild: Int32Array; nextSibling: Int32Array } {
  const firstChild = new Int32Array(parent.length).fill(-1)
  const nextSibling = new Int32Array(parent.length).fill(-1)
  for (let place = order.length - 1; place > 0; place--) {
    const node = order[place] ?? 0
    const above = parent[node] ?? 0
    nextSibling[node] = firstChild[above] ?? -1
    firstChild[above] = node
  }
  return { firstChild, nextSibling }
}
