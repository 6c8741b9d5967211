import type { HeapSnapshot } from './snapshot.ts'
import type { IndexIntoNodes } from './tables.ts'

/** Names of properties that are shown. */
const shownNames = 4
/** An object with more is used as a dictionary: its names are data. */
const mostNames = 20

/**
 * Which properties a plain object has, to tell it from others: `{url, at}`. Those that hold small numbers
 * are not in a snapshot. `{2,200 properties}` for one used as a dictionary.
 */
export function shapeOf({ nodes, edges, strings }: HeapSnapshot, node: IndexIntoNodes): string {
  const property = edges.typeNames.indexOf('property')
  const names: string[] = []
  let count = 0
  const end = nodes.firstEdge[node + 1] ?? 0
  for (let edge = nodes.firstEdge[node] ?? 0; edge < end; edge++) {
    if (edges.type[edge] !== property || strings.is(edges.nameOrIndex[edge] ?? 0, '__proto__')) continue
    if (count++ < shownNames) names.push(strings.at(edges.nameOrIndex[edge] ?? 0))
  }
  if (count > mostNames) return `{${count.toLocaleString('en-US')} properties}`
  return `{${names.join(', ')}${count > shownNames ? ', …' : ''}}`
}
