import { IdIndex } from './ids.ts'
import type { HeapSnapshot } from './snapshot.ts'

/**
 * Which objects are in both of two snapshots. V8 gives an object a number that stays its own while it
 * lives, so two snapshots of one process can be compared object by object.
 */
export interface KeptNodes {
  /** For each node of the later snapshot the one that it was in the earlier; −1 where it is new. */
  before: Int32Array
  /** For each node of the earlier snapshot the one that it is in the later; −1 where it is gone. */
  after: Int32Array
}

/**
 * Numbers of the same process are never used again, but those of another process mean other objects: a
 * node counts as kept only where type and constructor are the same.
 */
export function findKept(before: HeapSnapshot, after: HeapSnapshot): KeptNodes {
  const index = new IdIndex(before.nodes)
  const sameClass = matchClasses(before, after)
  const kept: KeptNodes = {
    before: new Int32Array(after.nodes.length).fill(-1),
    after: new Int32Array(before.nodes.length).fill(-1),
  }
  for (let node = 0; node < after.nodes.length; node++) {
    const was = index.nodeOf(after.nodes.id[node] ?? 0)
    if (was === -1 || sameClass[after.classes.of[node] ?? 0] !== before.classes.of[was]) continue
    kept.before[node] = was
    kept.after[was] = node
  }
  return kept
}

/** For each class of the later snapshot the one of the same name in the earlier; −1 where there is none. */
function matchClasses(before: HeapSnapshot, after: HeapSnapshot): Int32Array {
  const byName = new Map(before.classes.names.map((name, index) => [name, index]))
  return Int32Array.from(after.classes.names, (name) => byName.get(name) ?? -1)
}

/** Nodes that are looked at, evenly over the snapshot. */
const probes = 4_000
/** So many of them have to be what they were. */
const leastSame = 0.5

/**
 * Can both be of one process? Most of what a program has stays from its start to its end (its code,
 * Node's own objects), while in another process the same numbers mean other things.
 */
export function areOfOneProcess(before: HeapSnapshot, after: HeapSnapshot): boolean {
  const index = new IdIndex(before.nodes)
  const step = Math.max(1, Math.floor(after.nodes.length / probes))
  let shared = 0
  let same = 0
  for (let node = 0; node < after.nodes.length; node += step) {
    const was = index.nodeOf(after.nodes.id[node] ?? 0)
    if (was === -1) continue
    shared++
    const name = before.strings.at(before.nodes.name[was] ?? 0)
    if (name === after.strings.at(after.nodes.name[node] ?? 0)) same++
  }
  return shared > 0 && same >= shared * leastSame
}
