import type { FlamePaths, TreeColumns, TreeLayout } from '../layout.ts'
import type { Profile, WeightUnit } from '../model.ts'
import { pathsOf } from '../paths.ts'
import { treeLayout } from '../tree-layout.ts'
import { rectanglesOf } from './rectangles.ts'
import { childrenOf } from './tree.ts'

/**
 * Equal paths merged, the heaviest sibling leftmost (in the stack table's order among equals). The
 * nodes are the rows of the stack table, number by number. Linear but for the sorting of siblings.
 */
export function layoutLeftHeavy(profile: Profile): TreeLayout {
  return treeLayout(leftHeavyColumns(profile.unit, pathsOf(profile).paths))
}

/** The same of any tree of paths, whose columns it takes over. */
export function leftHeavyColumns(unit: WeightUnit, paths: FlamePaths): TreeColumns {
  const { length, total, depth } = paths
  const { first, child } = childrenOf(paths)
  const heavier = (a: number, b: number): number => (total[b] ?? 0) - (total[a] ?? 0) || a - b
  for (let row = 0; row <= length; row++) {
    const from = first[row] ?? 0
    const to = first[row + 1] ?? 0
    if (to - from > 1) child.subarray(from, to).sort(heavier)
  }

  // Breadth first, so that the nodes of one depth come from left to right.
  const start = new Float64Array(length)
  const end = new Float64Array(length)
  const order = new Int32Array(length)
  let queued = 0
  const place = (row: number, from: number, limit: number): number => {
    let cursor = from
    for (let i = first[row] ?? 0; i < (first[row + 1] ?? 0); i++) {
      const node = child[i] ?? 0
      start[node] = cursor
      // Sums of fractions may pass the parent's own by a rounding error; a child stays within it.
      cursor = Math.min(cursor + (total[node] ?? 0), limit)
      end[node] = cursor
      order[queued++] = node
    }
    return cursor
  }
  const width = place(length, 0, Infinity)
  for (let i = 0; i < queued; i++) {
    const node = order[i] ?? 0
    place(node, start[node] ?? 0, end[node] ?? 0)
  }

  const { rectangles, slot } = rectanglesOf({ length, depth, start, end }, order)
  return { unit, total: width, nodes: { ...paths, slot }, rectangles }
}
