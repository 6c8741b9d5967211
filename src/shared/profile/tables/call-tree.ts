import type { FlamePaths, TreeLayout } from '../layout.ts'
import { type Children, childrenOf } from '../layouts/tree.ts'
import { type RowTree, unfoldingOf } from './rows.ts'

/** Paths from the roots down, heaviest first. Rows are the rows of `paths`. */
export function callTree(paths: FlamePaths): RowTree {
  const { length, total } = paths
  const children = childrenOf(paths)
  const sorted = new Uint8Array(length + 1)
  const heavier = (a: number, b: number): number => (total[b] ?? 0) - (total[a] ?? 0) || a - b
  const below = (row: number): Int32Array => {
    const rows = childRows(children, row)
    if (sorted[row] === 0) {
      rows.sort(heavier)
      sorted[row] = 1
    }
    return rows
  }
  const whole = below(length).reduce((sum, root) => sum + (total[root] ?? 0), 0)
  return treeOfPaths(paths, whole, children, below)
}

/** The tree of a layout as it is drawn, from left to right; what has no width comes last. */
export function drawnTree(layout: TreeLayout): RowTree {
  const { nodes, rectangles } = layout.columns
  const order = new Int32Array(nodes.length)
  order.set(rectangles.node)
  let at = rectangles.node.length
  for (let node = 0; node < nodes.length; node++) {
    if ((nodes.slot[node] ?? -1) < 0) order[at++] = node
  }
  const children = childrenOf(nodes, order)
  return treeOfPaths(nodes, layout.total, children, (row) => childRows(children, row))
}

function treeOfPaths(
  paths: FlamePaths,
  whole: number,
  { first }: Children,
  below: (row: number) => Int32Array,
): RowTree {
  return {
    unfoldsAtFirst: unfoldingOf(paths.length),
    roots: () => below(paths.length),
    childrenOf: below,
    hasChildren: (row) => (first[row + 1] ?? 0) > (first[row] ?? 0),
    parentOf: (row) => paths.parent[row] ?? -1,
    depthOf: (row) => paths.depth[row] ?? 0,
    frameOf: (row) => paths.frame[row] ?? -1,
    selfOf: (row) => paths.self[row] ?? 0,
    totalOf: (row) => paths.total[row] ?? 0,
    shareIsOf: 'total',
    shareOf: (row) => (whole > 0 ? (paths.total[row] ?? 0) / whole : 0),
  }
}

function childRows({ first, child }: Children, row: number): Int32Array {
  return child.subarray(first[row] ?? 0, first[row + 1] ?? 0)
}
