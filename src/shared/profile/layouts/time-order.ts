import { Float64Column, Int32Column } from '../column.ts'
import type { TreeLayout } from '../layout.ts'
import type { Profile } from '../model.ts'
import { treeLayout } from '../tree-layout.ts'
import { rectanglesOf } from './rectangles.ts'
import { depthsOf, totalsOf } from './tree.ts'

/**
 * Rectangles in the order the samples came: a call lasts while consecutive samples share its path.
 * Nodes stand in the order they were opened, so a profile whose samples visit a tree bottom-up and
 * left to right (a query plan) keeps the tree's own numbers. Linear in samples and rectangles.
 */
export function layoutTimeOrder(profile: Profile): TreeLayout {
  const { stacks, samples, unit } = profile
  const { depth: stackDepth, depths } = depthsOf(stacks)

  const frame = new Int32Column()
  const parent = new Int32Column()
  const depth = new Int32Column()
  const self = new Float64Column()
  const start = new Float64Column()
  const end = new Float64Column()

  // What is open now, by depth, and the part of a sample's path that is not open yet, deepest first.
  const openStack = new Int32Array(depths)
  const openNode = new Int32Array(depths)
  const climbed = new Int32Array(depths)
  let open = 0
  let cursor = 0

  const closeTo = (keep: number): void => {
    while (open > keep) end.set(openNode[--open] ?? 0, cursor)
  }

  for (let sample = 0; sample < samples.length; sample++) {
    let stack = samples.stack[sample] ?? -1
    let climb = 0
    while (stack >= 0) {
      const at = stackDepth[stack] ?? 0
      if (at < open && openStack[at] === stack) break
      climbed[climb++] = stack
      stack = stacks.parent[stack] ?? -1
    }
    closeTo(stack < 0 ? 0 : (stackDepth[stack] ?? 0) + 1)
    while (climb > 0) {
      const opening = climbed[--climb] ?? 0
      openStack[open] = opening
      openNode[open] = frame.push(stacks.frame[opening] ?? 0)
      parent.push(open === 0 ? -1 : (openNode[open - 1] ?? -1))
      depth.push(open)
      self.push(0)
      start.push(cursor)
      end.push(cursor)
      open++
    }
    const weight = samples.weight[sample] ?? 0
    if (open > 0) self.add(openNode[open - 1] ?? 0, weight)
    cursor += weight
  }
  closeTo(0)

  const tree = { length: frame.length, parent: parent.toArray() }
  const selfs = self.toArray()
  const placed = {
    length: tree.length,
    depth: depth.toArray(),
    start: start.toArray(),
    end: end.toArray(),
  }
  const { rectangles, slot } = rectanglesOf(placed)
  return treeLayout({
    unit,
    total: cursor,
    nodes: {
      ...tree,
      frame: frame.toArray(),
      depth: placed.depth,
      slot,
      self: selfs,
      total: totalsOf(tree, selfs),
    },
    rectangles,
  })
}
