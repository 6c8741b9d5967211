import type { HeapSnapshot } from '../snapshot.ts'
import type { IndexIntoEdges, IndexIntoNodes } from '../tables.ts'

const parts = ['system / PropertyArray', 'system / PromiseReaction', 'system / Cell']

/**
 * Is a node, reached by an edge, only a piece of what the edge comes from: the table of a Map, the array
 * behind the elements or properties of an object, the reactions of a promise?
 */
export function isPartOf(
  { nodes, edges, strings }: HeapSnapshot,
  edge: IndexIntoEdges,
  node: IndexIntoNodes,
): boolean {
  if (edge < 0) return false
  if (nodes.typeNames[nodes.type[node] ?? 0] === 'array') {
    const type = edges.typeNames[edges.type[edge] ?? 0]
    return type === 'internal' || type === 'hidden'
  }
  return parts.some((name) => strings.is(nodes.name[node] ?? 0, name))
}
