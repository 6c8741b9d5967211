import type { Bytes } from '../units.ts'
import { findKept } from './kept.ts'
import { retainedByGroup } from './retained.ts'
import type { HeapSnapshot } from './snapshot.ts'
import type { IndexIntoNodes } from './tables.ts'

/** What became of the instances of a constructor between two snapshots. */
export interface GrowthRow {
  name: string
  /** In the earlier and the later snapshot. */
  countBefore: number
  countAfter: number
  addedCount: number
  removedCount: number
  /** In both. */
  keptCount: number
  /** Of the instances alone. */
  addedBytes: Bytes
  removedBytes: Bytes
  /** What was added less what was removed, with what kept instances themselves grew or shrank. */
  sizeDelta: Bytes
  /** What the added instances keep alive, each that hangs on another added one counted with that. */
  addedRetainedBytes: Bytes
  /** Of V8 and Node themselves (code, shapes, tables), which change while a program warms up and a snapshot is taken. */
  ofV8: boolean
  /** Places of the added instances in the later snapshot. */
  addedNodes: Int32Array
}

/**
 * Compares two snapshots of one process object by object, by constructor: what grew most first, V8's own
 * things below the program's. Constructors of which nothing came or went are left out.
 */
export function compareSnapshots(before: HeapSnapshot, after: HeapSnapshot): GrowthRow[] {
  const kept = findKept(before, after)
  const rows = new Map<string, Draft>()
  const rowOf = (name: string): Draft => {
    let row = rows.get(name)
    if (row === undefined) {
      row = { ...empty, name, ofV8: isOfV8(name), nodes: [] }
      rows.set(name, row)
    }
    return row
  }
  const later = after.classes.names.map(rowOf)
  for (let node = 0; node < after.nodes.length; node++) {
    const row = later[after.classes.of[node] ?? 0]
    if (row === undefined) continue
    const bytes = after.nodes.selfBytes[node] ?? 0
    const was = kept.before[node] ?? -1
    row.countAfter++
    if (was === -1) {
      row.nodes.push(node)
      row.addedBytes += bytes
      row.sizeDelta += bytes
    } else {
      row.keptCount++
      row.sizeDelta += bytes - (before.nodes.selfBytes[was] ?? 0)
    }
  }
  const earlier = before.classes.names.map(rowOf)
  for (let node = 0; node < before.nodes.length; node++) {
    const row = earlier[before.classes.of[node] ?? 0]
    if (row === undefined) continue
    row.countBefore++
    if (kept.after[node] !== -1) continue
    row.removedCount++
    row.removedBytes += before.nodes.selfBytes[node] ?? 0
    row.sizeDelta -= before.nodes.selfBytes[node] ?? 0
  }
  const newOf = after.classes.of.map((of, node) => (kept.before[node] === -1 ? of : -1))
  const retained = retainedByGroup(after.dominators, newOf, later.length)
  for (const [of, row] of later.entries()) row.addedRetainedBytes = retained[of] ?? 0
  return [...rows.values()]
    .filter((row) => row.nodes.length > 0 || row.removedCount > 0 || row.sizeDelta !== 0)
    .map(({ nodes, ...row }) => ({
      ...row,
      addedCount: nodes.length,
      addedNodes: Int32Array.from(nodes),
    }))
    .sort(
      (left, right) =>
        Number(left.ofV8) - Number(right.ofV8) ||
        right.sizeDelta - left.sizeDelta ||
        right.addedRetainedBytes - left.addedRetainedBytes,
    )
}

type Draft = Omit<GrowthRow, 'addedNodes' | 'addedCount'> & { nodes: IndexIntoNodes[] }

const empty = {
  countBefore: 0,
  countAfter: 0,
  removedCount: 0,
  keptCount: 0,
  addedBytes: 0,
  removedBytes: 0,
  sizeDelta: 0,
  addedRetainedBytes: 0,
}

const namesOfV8: ReadonlySet<string> = new Set([
  '(system)',
  '(compiled code)',
  '(object shape)',
  '(hidden)',
  '(synthetic)',
])

/** What Node keeps in C++ is told with new numbers in each snapshot. */
function isOfV8(name: string): boolean {
  return namesOfV8.has(name) || name.startsWith('Node / ')
}
