import type { IndexIntoEdges, IndexIntoNodes } from '../tables.ts'
import type { PathTree } from './tree.ts'

/** An edge and the node that it leads to; the first of a path has none (−1). */
export interface RawStep {
  edge: IndexIntoEdges
  node: IndexIntoNodes
}

/** All the way from where the path begins, or its last steps. */
export function rawPath(tree: PathTree, node: IndexIntoNodes, last = Infinity): RawStep[] {
  const steps: RawStep[] = []
  for (let at = node; at !== -1 && steps.length < last; at = tree.parent[at] ?? -1)
    steps.push({ edge: tree.edge[at] ?? -1, node: at })
  return steps.reverse()
}
