import type { Bytes } from '../../units.ts'
import type { KeptNodes } from '../kept.ts'
import type { PathTree } from '../paths/tree.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import { Successors } from './successors.ts'

/** What became more between two snapshots, along the paths of the later. */
export interface Gains {
  /** By node of the later snapshot: what it and everything below it on the paths gained. */
  gain: Float64Array
  /** 1 for nodes that the earlier snapshot does not have. */
  added: Uint8Array
  /** The tree of paths the other way round; −1 where there is none. */
  firstChild: Int32Array
  nextSibling: Int32Array
  /** All that was gained where more came than went. */
  total: Bytes
}

export interface Side {
  snapshot: HeapSnapshot
  tree: PathTree
}

/**
 * A new object counts where it hangs now. One that is gone is taken off where it hung: from what took its
 * place (a variable that was set anew, the larger table of a Map), or at the nearest object on its path
 * that is still there, so that a cache that takes in as much as it lets go gains nothing. What is still
 * there but hangs elsewhere counts nowhere.
 *
 * Code, the shapes of objects and V8's roots are left out: they grow while a program warms up, and no
 * developer can let go of them.
 */
export function findGains(before: Side, after: Side, kept: KeptNodes): Gains {
  const { nodes } = after.snapshot
  const gain = new Float64Array(nodes.length)
  const added = new Uint8Array(nodes.length)
  const counted = countedTypes(after.snapshot)
  for (let node = 0; node < nodes.length; node++) {
    const was = kept.before[node] ?? -1
    if (was === -1) added[node] = 1
    if (counted[nodes.type[node] ?? 0] !== true) continue
    gain[node] = (nodes.selfBytes[node] ?? 0) - (was === -1 ? 0 : (before.snapshot.nodes.selfBytes[was] ?? 0))
  }
  const turned = turnAround(after.tree, nodes.length)
  const successors = new Successors(after.snapshot, after.tree, { added, ...turned })
  takeOffRemoved(before, { kept, successors, gain })
  const { order, parent } = after.tree
  let total = 0
  for (let place = order.length - 1; place >= 0; place--) {
    const node = order[place] ?? 0
    const above = parent[node] ?? -1
    if (above !== -1) gain[above] = (gain[above] ?? 0) + (gain[node] ?? 0)
    else total += Math.max(0, gain[node] ?? 0)
  }
  return { gain, added, ...turned, total }
}

function takeOffRemoved(
  { snapshot, tree }: Side,
  { kept, successors, gain }: { kept: KeptNodes; successors: Successors; gain: Float64Array },
): void {
  const counted = countedTypes(snapshot)
  // For each node of the earlier snapshot, where in the later it is, or is taken off.
  const placeOf = new Int32Array(snapshot.nodes.length).fill(-1)
  for (const node of tree.order) {
    const stays = kept.after[node] ?? -1
    const above = tree.parent[node] ?? -1
    if (stays !== -1 || above === -1) {
      placeOf[node] = stays
      continue
    }
    const around = placeOf[above] ?? -1
    const isUppermost = (kept.after[above] ?? -1) !== -1
    const next = isUppermost ? successors.of(around, snapshot, tree.edge[node] ?? -1) : -1
    const place = next === -1 ? around : next
    placeOf[node] = place
    if (place === -1 || counted[snapshot.nodes.type[node] ?? 0] !== true) continue
    gain[place] = (gain[place] ?? 0) - (snapshot.nodes.selfBytes[node] ?? 0)
  }
}

const notCounted: ReadonlySet<string> = new Set(['code', 'object shape', 'synthetic'])

function countedTypes({ nodes }: HeapSnapshot): boolean[] {
  return nodes.typeNames.map((type) => !notCounted.has(type))
}

function turnAround({ order, parent }: PathTree, nodes: number): Pick<Gains, 'firstChild' | 'nextSibling'> {
  const firstChild = new Int32Array(nodes).fill(-1)
  const nextSibling = new Int32Array(nodes).fill(-1)
  for (let place = order.length - 1; place >= 0; place--) {
    const node = order[place] ?? 0
    const above = parent[node] ?? -1
    if (above === -1) continue
    nextSibling[node] = firstChild[above] ?? -1
    firstChild[above] = node
  }
  return { firstChild, nextSibling }
}
