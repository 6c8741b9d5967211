import type { TreeLayout } from '../layout.ts'
import type { Profile } from '../model.ts'
import { treeLayout } from '../tree-layout.ts'
import { rectanglesOf } from './rectangles.ts'
import { childrenOf, depthsOf, totalsOf } from './tree.ts'

/**
 * Equal paths merged, the heaviest sibling leftmost (in the stack table's order among equals). The
 * nodes are the rows of the stack table, number by number. Linear but for the sorting of siblings.
 */
export function layoutLeftHeavy(profile: Profile): TreeLayout {
  const { stacks, samples, unit } = profile
  const { length } = stacks
  const { depth, depths } = depthsOf(stacks)

  const self = new Float64Array(length)
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample] ?? -1
    // A gap belongs to no path.
    if (stack < 0) continue
    self[stack] = (self[stack] ?? 0) + (samples.weight[sample] ?? 0)
  }
  const total = totalsOf(stacks, self)

  const { first, child } = childrenOf(stacks)
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

  const { rectangles, slot } = rectanglesOf({ length, depth, start, end }, depths, order)
  return treeLayout({
    unit,
    total: width,
    nodes: {
      length,
      frame: stacks.frame.slice(),
      parent: stacks.parent.slice(),
      depth,
      slot,
      self,
      total,
    },
    rectangles,
  })
}
