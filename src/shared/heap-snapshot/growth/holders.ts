import type { Bytes } from '../../units.ts'
import { isPartOf } from '../paths/parts.ts'
import type { PathTree } from '../paths/tree.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import type { IndexIntoNodes } from '../tables.ts'
import { type Trail, chainStart, follow } from './chains.ts'
import type { Gains } from './gain.ts'
import { gatherChain, gatherItems } from './items.ts'

/** A place of the program under which objects gathered. */
export interface Holder {
  /** What holds them: an array, a Map, the variables of a module… */
  node: IndexIntoNodes
  /** What was gained there. */
  bytes: Bytes
  /** New objects that it holds, all of one constructor; not more than a few thousand of them. */
  items: IndexIntoNodes[]
  /** How many there are. */
  count: number
}

/** A holder explains at least this share of all growth, or is not told. */
const leastShare = 0.05
/** Less growth than this at one place is what happens by chance. */
const leastBytes: Bytes = 2_048

export interface Grown {
  snapshot: HeapSnapshot
  tree: PathTree
  gains: Gains
}

/**
 * Goes down the paths to where the growth is: on as long as one object below has much of it, up to where
 * it spreads over many. A list, whose objects hold one another, is taken as a whole. What grew most
 * comes first.
 */
export function findHolders(grown: Grown): Holder[] {
  const { tree, gains } = grown
  const least = Math.max(leastBytes, gains.total * leastShare)
  const found: Holder[] = []
  const open: Trail[] = []
  for (const node of tree.order) {
    if (tree.parent[node] === -1 && (gains.gain[node] ?? 0) >= least)
      open.push(follow(grown, node, undefined))
  }
  for (let trail = open.pop(); trail !== undefined; trail = open.pop()) {
    const start = chainStart(trail)
    if (start === undefined) open.push(...visit(grown, { trail, least, found }))
    else found.push(gatherChain(grown, { start: start.node, end: trail }))
  }
  return joinSame(grown, found).sort((left, right) => right.bytes - left.bytes)
}

/** A ring that is gone through in both directions looks like two lists of the same objects. */
function joinSame({ snapshot: { classes } }: Grown, found: readonly Holder[]): Holder[] {
  const joined = new Map<string, Holder>()
  for (const holder of found) {
    const key = `${holder.node} ${classes.of[holder.items[0] ?? -1] ?? -1}`
    const other = joined.get(key)
    joined.set(
      key,
      other === undefined
        ? holder
        : {
            node: holder.node,
            bytes: holder.bytes + other.bytes,
            items: [...other.items, ...holder.items],
            count: holder.count + other.count,
          },
    )
  }
  return [...joined.values()]
}

/** Finds what gathered right here; returns where to go on. */
function visit(
  grown: Grown,
  { trail, least, found }: { trail: Trail; least: Bytes; found: Holder[] },
): Trail[] {
  const { gain, added } = grown.gains
  if (isString(grown, trail.node)) {
    // However many pieces V8 keeps it in, to the program it is one value.
    const holder = grown.tree.parent[trail.node] ?? -1
    found.push({
      node: holder === -1 ? trail.node : holder,
      bytes: gain[trail.node] ?? 0,
      items: [trail.node],
      count: added[trail.node] === 1 ? 1 : 0,
    })
    return []
  }
  const children = childrenWithParts(grown, trail.node)
  const heavy = children.filter((child) => (gain[child] ?? 0) >= least)
  // New ones are told with the light ones of their kind.
  const onward = heavy.filter((child) => !hasLikes(grown, child, added[child] === 1 ? children : heavy))
  let here = gain[trail.node] ?? 0
  for (const child of onward) here -= gain[child] ?? 0
  if (here >= least)
    found.push(...gatherItems(grown, { node: trail.node, bytes: here, least, without: onward }))
  return onward.map((child) => follow(grown, child, trail))
}

function isString({ snapshot: { nodes } }: Grown, node: IndexIntoNodes): boolean {
  return strings.has(nodes.typeNames[nodes.type[node] ?? 0] ?? '')
}

const strings: ReadonlySet<string> = new Set(['string', 'concatenated string', 'sliced string'])

/** The table of a Map and the array behind an object are the object itself: what they hold, it holds. */
function childrenWithParts({ snapshot, tree, gains }: Grown, node: IndexIntoNodes): IndexIntoNodes[] {
  const found: IndexIntoNodes[] = []
  const open = [node]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    let child = gains.firstChild[at] ?? -1
    for (; child !== -1; child = gains.nextSibling[child] ?? -1) {
      if (isPartOf(snapshot, tree.edge[child] ?? -1, child)) open.push(child)
      else found.push(child)
    }
  }
  return found
}

/** So many parts of the same kind are told as one: the shards of a cache, a list for each of many users. */
const fewestParts = { numbered: 3, named: 6 }

/**
 * Is a child one of several of its kind, so that they are told together? New objects always are, however
 * large: they are what gathered. Those that were there before are where there are enough, more where each
 * has a name.
 */
function hasLikes(
  { snapshot, tree, gains: { added } }: Grown,
  child: IndexIntoNodes,
  siblings: readonly IndexIntoNodes[],
): boolean {
  const { classes, edges } = snapshot
  const isNamed = (node: IndexIntoNodes): boolean => {
    const type = edges.typeNames[edges.type[tree.edge[node] ?? -1] ?? -1]
    return type === 'property' || type === 'context'
  }
  const likes = siblings.filter(
    (other) =>
      classes.of[other] === classes.of[child] &&
      added[other] === added[child] &&
      isNamed(other) === isNamed(child),
  )
  if (added[child] === 1) return likes.length > 1
  return likes.length >= (isNamed(child) ? fewestParts.named : fewestParts.numbered)
}
