import type { DominatorTree } from './dominators.ts'
import { rootNode } from './tables.ts'

/**
 * What each group of nodes retains as a whole: a node that is kept alive by another of its group is in
 * that one's bytes already. `groupOf` has −1 for nodes of no group.
 */
export function retainedByGroup(
  { parent, order, retainedBytes }: DominatorTree,
  groupOf: Int32Array,
  groups: number,
): Float64Array {
  const bytes = new Float64Array(groups)
  const { firstChild, nextSibling } = childrenOf(parent, order)
  // How many of each group are open on the way down the dominator tree.
  const open = new Int32Array(groups)
  let node = rootNode
  for (;;) {
    const group = groupOf[node] ?? -1
    if (group !== -1) {
      if (open[group] === 0) bytes[group] = (bytes[group] ?? 0) + (retainedBytes[node] ?? 0)
      open[group] = (open[group] ?? 0) + 1
    }
    const child = firstChild[node] ?? -1
    if (child !== -1) {
      node = child
      continue
    }
    for (;;) {
      const closing = groupOf[node] ?? -1
      if (closing !== -1) open[closing] = (open[closing] ?? 0) - 1
      if (node === rootNode) return bytes
      const sibling = nextSibling[node] ?? -1
      if (sibling !== -1) {
        node = sibling
        break
      }
      node = parent[node] ?? rootNode
    }
  }
}

/** The tree the other way round; −1 where there is none. */
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
