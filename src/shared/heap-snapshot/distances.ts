import { WeakMapPairs } from './holding-edges.ts'
import { type IndexIntoNodes, type SnapshotTables, rootNode } from './tables.ts'

/** Distances from here on are of what only V8 itself reaches, not the program. */
export const systemDistance = 100_000_000
/** Nothing but weak edges leads there. */
export const noDistance = -1

/**
 * Edges on the shortest way to each node, as DevTools counts them: from the global objects and other
 * roots of the program, which are at 1; for what these do not reach, from V8's own roots, with
 * {@link systemDistance} added. Weak edges do not count, nor do those that V8's tables share.
 */
export function findDistances(tables: SnapshotTables): Int32Array {
  const { nodes, edges, strings } = tables
  const synthetic = nodes.typeNames.indexOf('synthetic')
  const weak = edges.typeNames.indexOf('weak')
  const internal = edges.typeNames.indexOf('internal')
  const passes = passesFor(tables)
  const pairs = new WeakMapPairs(strings)
  /** Values of WeakMaps are as far as the farther one of key and table: the second edge counts. */
  const firstSeen = new Set<number>()
  const distance = new Int32Array(nodes.length).fill(noDistance)
  const open = new Int32Array(nodes.length)
  let found = 0
  const reach = (node: IndexIntoNodes, far: number): void => {
    if (distance[node] !== noDistance) return
    distance[node] = far
    open[found++] = node
  }
  const spread = (from: number): void => {
    for (let next = from; next < found; next++) {
      const node = open[next] ?? 0
      const end = nodes.firstEdge[node + 1] ?? 0
      for (let edge = nodes.firstEdge[node] ?? 0; edge < end; edge++) {
        const to = edges.to[edge] ?? 0
        if (edges.type[edge] === weak || distance[to] !== noDistance || !passes(node, edge)) continue
        if (edges.type[edge] === internal && !Number.isNaN(pairs.tableOf(edges.nameOrIndex[edge] ?? 0))) {
          if (!firstSeen.has(to)) {
            firstSeen.add(to)
            continue
          }
        }
        reach(to, (distance[node] ?? 0) + 1)
      }
    }
  }
  const rootEdges = nodes.firstEdge[rootNode + 1] ?? 0
  for (let edge = nodes.firstEdge[rootNode] ?? 0; edge < rootEdges; edge++) {
    const to = edges.to[edge] ?? 0
    const documents = strings.is(nodes.name[to] ?? 0, '(Document DOM trees)')
    if (nodes.type[to] !== synthetic || documents) reach(to, 1)
  }
  spread(0)
  const ofProgram = found
  distance[rootNode] = noDistance
  reach(rootNode, ofProgram > 0 ? systemDistance : 0)
  spread(ofProgram)
  return distance
}

/** Edges of V8's tables that are no way to anything: `sloppy_function_map`, descriptors that maps share. */
function passesFor({ nodes, edges, strings }: SnapshotTables): (node: number, edge: number) => boolean {
  const hidden = nodes.typeNames.indexOf('hidden')
  const array = nodes.typeNames.indexOf('array')
  const known = strings.find(['sloppy_function_map', 'system / NativeContext', '(map descriptors)'])
  return (node, edge) => {
    const type = nodes.type[node]
    const name = nodes.name[node]
    if (type === hidden && name === known['system / NativeContext']) {
      return (
        edges.nameOrIndex[edge] !== known.sloppy_function_map ||
        edges.numbered[edges.type[edge] ?? 0] === true
      )
    }
    if (type === array && name === known['(map descriptors)']) {
      const numbered = edges.numbered[edges.type[edge] ?? 0] === true
      const label = edges.nameOrIndex[edge] ?? 0
      const index = numbered ? label : Number.parseInt(strings.at(label), 10)
      return index < 2 || index % 3 !== 1
    }
    return true
  }
}
