import type { FunctionPlaces } from '../functions.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import { type IndexIntoNodes, rootNode } from '../tables.ts'

/** Where a path may begin, and how much worse that is than to begin at a name of the program. */
export interface Anchor {
  node: IndexIntoNodes
  cost: number
}

/** Variables of a whole file live as long as anything of it does, so nobody asks what holds them. */
const ofTheProgram = 0
/** Of a file of Node itself. */
const ofNode = 40
/** Stacks, handles and other places inside V8. */
const ofV8 = 60

/**
 * What is always alive and has a name for developers: the global object, and the variables of modules.
 * Paths begin there rather than at V8's own roots, which hold a module in many ways that say nothing.
 */
export function findAnchors(snapshot: HeapSnapshot, places: FunctionPlaces): Anchor[] {
  const { nodes, edges, strings } = snapshot
  const anchors: Anchor[] = [{ node: rootNode, cost: ofV8 }]
  const shortcut = edges.typeNames.indexOf('shortcut')
  for (let edge = nodes.firstEdge[rootNode] ?? 0; edge < (nodes.firstEdge[rootNode + 1] ?? 0); edge++) {
    if (edges.type[edge] === shortcut) anchors.push({ node: edges.to[edge] ?? 0, cost: ofTheProgram })
  }
  const { 'system / Context': context, 'system / SourceTextModule': module } = strings.find([
    'system / Context',
    'system / SourceTextModule',
  ])
  for (let node = 0; node < nodes.length; node++) {
    const name = nodes.name[node]
    if (name !== context && name !== module) continue
    const file = name === context ? places.fileOfModuleScope(node) : places.fileOfModule(node)
    if (file !== undefined) anchors.push({ node, cost: isOfNode(file) ? ofNode : ofTheProgram })
  }
  return anchors
}

/** Of Node's own JavaScript, or of no file that is known. */
export function isOfNode(file: string): boolean {
  return file === '' || file.startsWith('node:') || file.startsWith('internal/')
}
