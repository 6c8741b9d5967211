/**
 * A heap snapshot as columns: what stands in the file, checked and split up, nothing derived. Rows of
 * nodes and edges are in the file's order; the edges of a node follow one another.
 */
import type { SnapshotStrings } from './strings.ts'

/** A row of {@link NodeTable}. */
export type IndexIntoNodes = number
/** A row of {@link EdgeTable}. */
export type IndexIntoEdges = number

export interface NodeTable {
  length: number
  /** What the types are called in this file: `object`, `string`, `closure`… */
  typeNames: string[]
  /** Index into {@link typeNames}. */
  type: Uint8Array
  /** Index into the strings. */
  name: Uint32Array
  /** Stays with an object from one snapshot of a process to the next. */
  id: Float64Array
  /** Bytes of the object alone. */
  selfBytes: Float64Array
  /** First edge of each node, and one more: the number of edges. */
  firstEdge: Int32Array
  /** 1 in the document, 2 no longer in it, 0 not known or no part of one; null where the file has none. */
  detachedness: Uint8Array | null
}

export interface EdgeTable {
  length: number
  typeNames: string[]
  /** Index into {@link typeNames}. */
  type: Uint8Array
  /** Index into the strings, or the number of an element where {@link numbered}. */
  nameOrIndex: Uint32Array
  to: Int32Array
  /** By type: its edges have numbers, not names. */
  numbered: boolean[]
}

/** Where functions and the constructors of objects are written. Ordered by node. */
export interface LocationTable {
  length: number
  node: Int32Array
  script: Int32Array
  /** 1-based. */
  line: Int32Array
  /** 1-based. */
  column: Int32Array
}

export interface SnapshotTables {
  nodes: NodeTable
  edges: EdgeTable
  locations: LocationTable
  strings: SnapshotStrings
}

/** Where everything hangs: V8 writes the root first. */
export const rootNode: IndexIntoNodes = 0
