import type { FlamePaths } from './layout.ts'
import { depthsOf, totalsOf } from './layouts/tree.ts'
import type { Profile, SampleTable, StackTable } from './model.ts'

/**
 * The rows of a profile's stack table with what was seen there, in columns of their own. `depths` is
 * how deep they go. Gaps between samples belong to no path.
 */
export function pathsOf({ stacks, samples }: Profile): { paths: FlamePaths; depths: number } {
  const own = { length: stacks.length, frame: stacks.frame.slice(), parent: stacks.parent.slice() }
  const paths = pathsOfRows(own, selfOf(samples, stacks.length))
  return { paths, depths: paths.depth.reduce((deepest, depth) => Math.max(deepest, depth + 1), 0) }
}

/** Paths of a table and each row's own weight, both of which it takes over. */
export function pathsOfRows({ length, frame, parent }: StackTable, self: Float64Array): FlamePaths {
  const tree = { length, parent }
  return { length, frame, parent, depth: depthsOf(tree).depth, self, total: totalsOf(tree, self) }
}

/** The weight of the samples at each of `stacks` rows. */
function selfOf(samples: SampleTable, stacks: number): Float64Array {
  const self = new Float64Array(stacks)
  for (let sample = 0; sample < samples.length; sample++) {
    const stack = samples.stack[sample] ?? -1
    if (stack >= 0) self[stack] = (self[stack] ?? 0) + (samples.weight[sample] ?? 0)
  }
  return self
}
