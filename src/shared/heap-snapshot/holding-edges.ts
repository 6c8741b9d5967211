import type { SnapshotStrings } from './strings.ts'
import { type IndexIntoNodes, type SnapshotTables, rootNode } from './tables.ts'

export const holding = 1
/** Keeps its object alive too, but not as its owner. */
export const looking = 2

/**
 * Which edges keep what they lead to alive, by the rules of Chrome DevTools (HeapSnapshot.ts,
 * `computeIsEssentialEdge`), so that retained sizes are the same figures:
 *
 * - a weak edge keeps nothing, nor does one that leads back to its own node;
 * - a `shortcut` is a second way to what other edges hold already, except at the root, where it leads to
 *   a global object;
 * - the value of a WeakMap is held by key and table together. The edge of the table is left out, so that
 *   the value belongs to its key;
 * - what can be reached from the global objects (and the documents of a page) is not held by what
 *   cannot: stacks, handles and debuggers that look at it as well would hide who owns it.
 *
 * One byte for each edge: {@link holding}, {@link looking} for those that the last rule leaves out, or 0.
 */
export function findHoldingEdges(tables: SnapshotTables): Uint8Array {
  const { nodes, edges } = tables
  const weak = edges.typeNames.indexOf('weak')
  const shortcut = edges.typeNames.indexOf('shortcut')
  const internal = edges.typeNames.indexOf('internal')
  const ofProgram = reachedFromGlobals(tables)
  const pairs = new WeakMapPairs(tables.strings)
  const holds = new Uint8Array(edges.length)
  let edge = 0
  for (let node = 0; node < nodes.length; node++) {
    const end = nodes.firstEdge[node + 1] ?? 0
    for (; edge < end; edge++) {
      const type = edges.type[edge]
      const to = edges.to[edge] ?? 0
      if (type === weak || to === node) continue
      if (type === internal && pairs.tableOf(edges.nameOrIndex[edge] ?? 0) === nodes.id[node]) continue
      if (node !== rootNode && type === shortcut) continue
      holds[edge] = node !== rootNode && ofProgram[to] === 1 && ofProgram[node] === 0 ? looking : holding
    }
  }
  return holds
}

/** 1 for what the global objects reach over edges that are not weak. */
function reachedFromGlobals({ nodes, edges, strings }: SnapshotTables): Uint8Array {
  const weak = edges.typeNames.indexOf('weak')
  const shortcut = edges.typeNames.indexOf('shortcut')
  const element = edges.typeNames.indexOf('element')
  const synthetic = nodes.typeNames.indexOf('synthetic')
  const reached = new Uint8Array(nodes.length)
  const open = new Int32Array(nodes.length)
  let depth = 0
  const visit = (node: IndexIntoNodes): void => {
    if (reached[node] === 1) return
    reached[node] = 1
    open[depth++] = node
  }
  for (let edge = nodes.firstEdge[rootNode] ?? 0; edge < (nodes.firstEdge[rootNode + 1] ?? 0); edge++) {
    const to = edges.to[edge] ?? 0
    const documents =
      edges.type[edge] === element &&
      nodes.type[to] === synthetic &&
      strings.is(nodes.name[to] ?? 0, '(Document DOM trees)')
    if (edges.type[edge] === shortcut || documents) visit(to)
  }
  while (depth > 0) {
    const node = open[--depth] ?? 0
    const end = nodes.firstEdge[node + 1] ?? 0
    for (let edge = nodes.firstEdge[node] ?? 0; edge < end; edge++) {
      if (edges.type[edge] !== weak) visit(edges.to[edge] ?? 0)
    }
  }
  return reached
}

/**
 * V8 writes an entry of a WeakMap as two edges to the value, from the key and from the map's table, both
 * named like `12 / part of key (Object @345) -> value (Object @347) pair in WeakMap (table @349)`.
 */
export class WeakMapPairs {
  readonly #strings: SnapshotStrings
  /** By string: 0 not looked at yet, 1 no such name. */
  readonly #known: Uint8Array

  constructor(strings: SnapshotStrings) {
    this.#strings = strings
    this.#known = new Uint8Array(strings.length)
  }

  /** The id of the table that an edge of this name is about; NaN where it is about none. */
  tableOf(name: number): number {
    if (this.#known[name] === 1) return NaN
    const first = this.#strings.firstByte(name)
    const found = first >= 0x30 && first <= 0x39 ? weakMapPair.exec(this.#strings.at(name)) : null
    if (found === null) {
      this.#known[name] = 1
      return NaN
    }
    return Number(found[1])
  }
}

const weakMapPair =
  /^\d+ \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\)$/s
