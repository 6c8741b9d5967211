import type { Bytes } from '../units.ts'
import { retainedByGroup } from './retained.ts'
import type { HeapSnapshot } from './snapshot.ts'

/** All instances of a constructor. */
export interface ConstructorRow {
  name: string
  count: number
  /** Of the instances alone. */
  shallowBytes: Bytes
  /**
   * What would be free if none of them were there. An instance that is kept alive by another of the same
   * constructor is in that one's already.
   */
  retainedBytes: Bytes
}

/** Totals of a snapshot, for a heading. */
export interface SnapshotTotals {
  nodes: number
  edges: number
  /** Of all nodes: what V8 says the heap holds, with what hangs on it outside. */
  shallowBytes: Bytes
}

export function totals(snapshot: HeapSnapshot): SnapshotTotals {
  let shallowBytes = 0
  for (const bytes of snapshot.nodes.selfBytes) shallowBytes += bytes
  return { nodes: snapshot.nodes.length, edges: snapshot.edges.length, shallowBytes }
}

/** By constructor, what retains most first. */
export function summarise(snapshot: HeapSnapshot): ConstructorRow[] {
  const { nodes, classes, dominators } = snapshot
  const rows = classes.names.map((name) => ({ name, count: 0, shallowBytes: 0, retainedBytes: 0 }))
  for (let node = 0; node < nodes.length; node++) {
    const row = rows[classes.of[node] ?? 0]
    if (row === undefined) continue
    row.count++
    row.shallowBytes += nodes.selfBytes[node] ?? 0
  }
  const retained = retainedByGroup(dominators, classes.of, rows.length)
  for (const [index, row] of rows.entries()) row.retainedBytes = retained[index] ?? 0
  return rows
    .filter((row) => row.count > 0)
    .sort((left, right) => right.retainedBytes - left.retainedBytes || right.count - left.count)
}
