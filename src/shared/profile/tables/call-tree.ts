import type { FlamePaths } from '../layout.ts'
import { childrenOf } from '../layouts/tree.ts'
import type { RowTree } from './rows.ts'

/**
 * Paths from the roots down, heaviest first. Rows are the rows of `paths`. `whole` is what shares are
 * shares of; that of all roots without it.
 */
export function callTree(paths: FlamePaths, whole?: number): RowTree {
  const { length, total } = paths
  const { first, child } = childrenOf(paths)
  const sorted = new Uint8Array(length + 1)
  const heavier = (a: number, b: number): number => (total[b] ?? 0) - (total[a] ?? 0) || a - b
  const below = (row: number): Int32Array => {
    const children = child.subarray(first[row] ?? 0, first[row + 1] ?? 0)
    if (sorted[row] === 0) {
      children.sort(heavier)
      sorted[row] = 1
    }
    return children
  }
  return {
    whole: whole ?? below(length).reduce((sum, root) => sum + (total[root] ?? 0), 0),
    roots: () => below(length),
    childrenOf: below,
    hasChildren: (row) => (first[row + 1] ?? 0) > (first[row] ?? 0),
    parentOf: (row) => paths.parent[row] ?? -1,
    depthOf: (row) => paths.depth[row] ?? 0,
    frameOf: (row) => paths.frame[row] ?? -1,
    selfOf: (row) => paths.self[row] ?? 0,
    totalOf: (row) => total[row] ?? 0,
  }
}
