import { holding } from '../holding-edges.ts'
import type { HeapSnapshot } from '../snapshot.ts'

/**
 * What a set of nodes retains, by its definition: the bytes of everything that nothing reaches from the
 * root any more once they are gone. Nothing of the dominator tree is used.
 */
export function retainedByRemoval(snapshot: HeapSnapshot, gone: ReadonlySet<number>): number {
  const { nodes } = snapshot
  const before = reached(snapshot, new Set())
  const after = reached(snapshot, gone)
  let bytes = 0
  for (let node = 0; node < nodes.length; node++) {
    if (before.has(node) && !after.has(node)) bytes += nodes.selfBytes[node] ?? 0
  }
  return bytes
}

/** Nodes that are reached without the ones that are gone. */
function reached(snapshot: HeapSnapshot, gone: ReadonlySet<number>): Set<number> {
  const found = new Set<number>()
  if (gone.has(0)) return found
  const open = [0, ...adopted(snapshot)].filter((node) => !gone.has(node))
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue
    found.add(node)
    for (const to of held(snapshot, node)) if (!gone.has(to)) open.push(to)
  }
  return found
}

/** What the root does not reach hangs at it all the same: first what nothing holds, then a node of each ring. */
function adopted(snapshot: HeapSnapshot): number[] {
  const { nodes } = snapshot
  const known = adoptedOf.get(snapshot)
  if (known !== undefined) return known
  const holders = new Uint8Array(nodes.length)
  for (let node = 0; node < nodes.length; node++) for (const to of held(snapshot, node)) holders[to] = 1
  const seen = new Set<number>()
  const walk = (start: number): void => {
    const open = [start]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.has(node)) continue
      seen.add(node)
      open.push(...held(snapshot, node))
    }
  }
  const taken: number[] = []
  const take = (node: number): void => {
    taken.push(node)
    walk(node)
  }
  walk(0)
  for (let node = 0; node < nodes.length; node++) if (!seen.has(node) && holders[node] === 0) take(node)
  for (let node = 0; node < nodes.length; node++) if (!seen.has(node)) take(node)
  adoptedOf.set(snapshot, taken)
  return taken
}

const adoptedOf = new WeakMap<HeapSnapshot, number[]>()

function held({ nodes, edges, holds }: HeapSnapshot, node: number): number[] {
  const found: number[] = []
  for (let edge = nodes.firstEdge[node] ?? 0; edge < (nodes.firstEdge[node + 1] ?? 0); edge++) {
    if (holds[edge] === holding) found.push(edges.to[edge] ?? 0)
  }
  return found
}
