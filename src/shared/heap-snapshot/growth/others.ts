import { isPartOf } from '../paths/parts.ts'
import { type RawStep, rawPath } from '../paths/raw.ts'
import type { IndexIntoEdges, IndexIntoNodes } from '../tables.ts'
import type { Grown, Holder } from './holders.ts'

/** What holds the items of a holder as well. */
export interface OtherHolder {
  node: IndexIntoNodes
  /** From where paths begin to one of the items. */
  path: RawStep[]
}

/** Items that are looked at. */
const probes = 64
/** So many of them have to be held by it. */
const leastShare = 0.8

/**
 * Objects that hang in a list are often in an index, too, and stay when only one of the two lets go of
 * them. Finds what else holds most of the items.
 */
export function findOthers(grown: Grown, holder: Holder): OtherHolder[] {
  const step = Math.max(1, Math.floor(holder.items.length / probes))
  const probed = holder.items.filter((_, place) => place % step === 0)
  const found = new Map<
    IndexIntoNodes,
    { items: number; edge: IndexIntoEdges; from: IndexIntoNodes; item: number }
  >()
  for (const item of probed) {
    for (const [owner, way] of ownersOf(grown, item)) {
      const seen = found.get(owner)
      found.set(owner, { ...way, items: (seen?.items ?? 0) + 1, item })
    }
  }
  return [...found]
    .filter(([owner, { items }]) => owner !== holder.node && items > 1 && items >= probed.length * leastShare)
    .map(([node, { edge, from, item }]) => ({
      node,
      path: [...rawPath(grown.tree, from), { edge, node: item }],
    }))
}

interface Way {
  edge: IndexIntoEdges
  from: IndexIntoNodes
}

/** Whatever else has an edge to the item, its parts taken for itself. */
function ownersOf({ snapshot, tree }: Grown, item: IndexIntoNodes): Map<IndexIntoNodes, Way> {
  const { nodes, retainers, holds } = snapshot
  const owners = new Map<IndexIntoNodes, Way>()
  const end = retainers.first[item + 1] ?? 0
  for (let slot = retainers.first[item] ?? 0; slot < end; slot++) {
    const edge = retainers.edge[slot] ?? 0
    const from = retainers.node[slot] ?? 0
    if (edge === tree.edge[item] || holds[edge] === 0) continue
    let owner = from
    while (isPartOf(snapshot, tree.edge[owner] ?? -1, owner)) owner = tree.parent[owner] ?? -1
    if (owner === -1 || ofV8.has(nodes.typeNames[nodes.type[owner] ?? 0] ?? '')) continue
    if (!owners.has(owner)) owners.set(owner, { edge, from })
  }
  return owners
}

const ofV8: ReadonlySet<string> = new Set(['synthetic', 'code', 'object shape', 'hidden'])
