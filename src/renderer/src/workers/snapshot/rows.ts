/** Pages of the nodes around a node, or of a constructor, as rows of a table. Pure. */
import type {
  HeapSnapshot,
  IndexIntoEdges,
  IndexIntoNodes,
  RetainerPaths,
} from '#shared/heap-snapshot/index.ts'
import type { NodeFacts, NodeRow, RowsPage } from './work.ts'

interface Page {
  from: number
  count: number
}

/** A snapshot and how its objects are held. */
export interface Read {
  snapshot: HeapSnapshot
  paths: RetainerPaths
}

export function instancesPage(read: Read, instances: Int32Array, { from, count }: Page): RowsPage {
  const rows = Array.from(instances.subarray(from, from + count), (node) => rowOf(read, node, -1))
  return { rows, total: instances.length }
}

/** Nodes of a constructor, those that retain most first. */
export function instancesOf({ nodes, classes, dominators }: HeapSnapshot, name: string): Int32Array {
  const of = classes.names.indexOf(name)
  let count = 0
  for (let node = 0; node < nodes.length; node++) if (classes.of[node] === of) count++
  const found = new Int32Array(count)
  let next = 0
  for (let node = 0; node < nodes.length; node++) if (classes.of[node] === of) found[next++] = node
  return byRetained(found, dominators.retainedBytes)
}

/** Sorts in place. */
export function byRetained(found: Int32Array, retained: Float64Array): Int32Array {
  return found.sort((left, right) => (retained[right] ?? 0) - (retained[left] ?? 0) || left - right)
}

/** What the node refers to: names of the program first, in the file's order, V8's own last. */
export function fieldsPage(read: Read, node: IndexIntoNodes, page: Page): RowsPage {
  const { nodes, edges } = read.snapshot
  const all: IndexIntoEdges[] = []
  for (let edge = nodes.firstEdge[node] ?? 0; edge < (nodes.firstEdge[node + 1] ?? 0); edge++) all.push(edge)
  const sorted = inOrder(read.snapshot, all)
  return pageOf(sorted, page, (edge) => rowOf(read, edges.to[edge] ?? 0, edge))
}

export function retainersPage(read: Read, node: IndexIntoNodes, page: Page): RowsPage {
  const { retainers } = read.snapshot
  const from = new Map<IndexIntoEdges, IndexIntoNodes>()
  for (let slot = retainers.first[node] ?? 0; slot < (retainers.first[node + 1] ?? 0); slot++) {
    from.set(retainers.edge[slot] ?? 0, retainers.node[slot] ?? 0)
  }
  const sorted = inOrder(read.snapshot, [...from.keys()])
  return pageOf(sorted, page, (edge) => rowOf(read, from.get(edge) ?? 0, edge))
}

/** Letters of a string that are shown. */
const shownLetters = 2_000

export function factsOf(read: Read, node: IndexIntoNodes): NodeFacts {
  const { nodes, classes, strings } = read.snapshot
  const name = classes.names[classes.of[node] ?? 0] ?? ''
  const isString = nodes.typeNames[nodes.type[node] ?? 0] === 'string'
  const place = read.paths.placeFor(node)
  return {
    ...rowOf(read, node, -1),
    name,
    ...(isString ? { text: strings.at(nodes.name[node] ?? 0).slice(0, shownLetters) } : {}),
    ...(place === undefined ? {} : { file: place.file, line: place.line, column: place.column }),
    path: read.paths.to(node),
  }
}

function rowOf({ snapshot, paths }: Read, node: IndexIntoNodes, edge: IndexIntoEdges): NodeRow {
  const { nodes, edges, dominators } = snapshot
  const type = edge < 0 ? '' : (edges.typeNames[edges.type[edge] ?? 0] ?? '')
  return {
    node,
    edge: edge < 0 ? '' : paths.edgeWordsFor(edge),
    words: paths.wordsFor(node),
    id: nodes.id[node] ?? 0,
    shallowBytes: nodes.selfBytes[node] ?? 0,
    retainedBytes: dominators.retainedBytes[node] ?? 0,
    isWeak: type === 'weak',
    isOfV8: rankOf(snapshot, edge) > 0,
  }
}

function pageOf(
  edges: readonly IndexIntoEdges[],
  { from, count }: Page,
  row: (edge: number) => NodeRow,
): RowsPage {
  return { rows: edges.slice(from, from + count).map(row), total: edges.length }
}

function inOrder(snapshot: HeapSnapshot, edges: readonly IndexIntoEdges[]): IndexIntoEdges[] {
  return [...edges].sort((left, right) => rankOf(snapshot, left) - rankOf(snapshot, right) || left - right)
}

/** 0 what a developer wrote, 1 what every object has, 2 V8's own, 3 what keeps nothing. */
function rankOf({ edges, strings }: HeapSnapshot, edge: IndexIntoEdges): number {
  if (edge < 0) return 0
  const type = edges.typeNames[edges.type[edge] ?? 0] ?? ''
  if (type === 'weak') return 3
  if (type === 'property') return strings.is(edges.nameOrIndex[edge] ?? 0, '__proto__') ? 1 : 0
  return type === 'context' || type === 'element' || type === 'shortcut' ? 0 : 2
}
