import type { Bytes } from '../../units.ts'
import { isPartOf } from '../paths/parts.ts'
import type { IndexIntoNodes } from '../tables.ts'
import { type Trail, follow } from './chains.ts'
import type { Grown, Holder } from './holders.ts'

/** Items of a holder that are kept; more are only counted. */
const keptItems = 2_000

/** Values that hang on others as their keys, names and figures; they are told where nothing else grew. */
const values: ReadonlySet<string> = new Set([
  '(string)',
  '(concatenated string)',
  '(sliced string)',
  '(number)',
  '(bigint)',
  '(symbol)',
  '(array)',
  '(system)',
])

/** Beside the constructor with the most bytes, others are told from this share of its bytes on. */
const leastOfFirst = 1 / 3

interface Spread {
  node: IndexIntoNodes
  /** What the node gained without what is told elsewhere. */
  bytes: Bytes
  least: Bytes
  /** Children that are told elsewhere. */
  without: readonly IndexIntoNodes[]
}

interface Group {
  nodes: IndexIntoNodes[]
  bytes: Bytes
}

/** The new objects below a node, by constructor. */
export function gatherItems(grown: Grown, spread: Spread): Holder[] {
  const { snapshot, tree, gains } = grown
  const groups = [...groupNew(grown, spread)].map(([of, group]) => ({
    ...group,
    value: values.has(snapshot.classes.names[of] ?? ''),
  }))
  groups.sort((left, right) => Number(left.value) - Number(right.value) || right.bytes - left.bytes)
  const [first, ...others] = groups
  if (first === undefined) {
    // It grew itself: a text that was made anew, a buffer.
    const holder = tree.parent[spread.node] ?? -1
    const count = gains.added[spread.node] === 1 ? 1 : 0
    return [{ node: holder === -1 ? spread.node : holder, bytes: spread.bytes, items: [spread.node], count }]
  }
  const told = others.filter(
    ({ value, bytes }) => !value && bytes >= Math.max(spread.least, first.bytes * leastOfFirst),
  )
  let rest = spread.bytes
  for (const group of told) rest -= group.bytes
  return [{ ...first, bytes: rest }, ...told].map((group) => ({
    node: spread.node,
    bytes: group.bytes,
    items: group.nodes.slice(0, keptItems),
    count: countOf(grown, group.nodes),
  }))
}

/** By class; only the uppermost of new objects that hang on one another. */
function groupNew({ snapshot, tree, gains }: Grown, { node, without }: Spread): Map<number, Group> {
  const elsewhere = new Set(without)
  const groups = new Map<number, Group>()
  const open = [node]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    let child = gains.firstChild[at] ?? -1
    for (; child !== -1; child = gains.nextSibling[child] ?? -1) {
      if (elsewhere.has(child)) continue
      const gain = gains.gain[child] ?? 0
      if (isPartOf(snapshot, tree.edge[child] ?? -1, child)) {
        open.push(child)
      } else if (gains.added[child] === 1) {
        if (gain <= 0) continue
        const of = snapshot.classes.of[child] ?? 0
        const group = groups.get(of) ?? { nodes: [], bytes: 0 }
        group.nodes.push(child)
        group.bytes += gain
        groups.set(of, group)
      } else if (gain > 0) {
        open.push(child)
      }
    }
  }
  return groups
}

/** So few items may be the ends of lists. */
const fewItems = 8
/** Below them are so many times more of their kind. */
const manyMore = 4

/** A list that begins at an item has its other objects below it. */
function countOf(grown: Grown, items: readonly IndexIntoNodes[]): number {
  if (items.length > fewItems) return items.length
  const of = grown.snapshot.classes.of[items[0] ?? 0] ?? 0
  let all = 0
  for (const item of items) all += newBelow(grown, item, new Set([of])).get(of)?.count ?? 0
  return all >= items.length * manyMore ? all : items.length
}

/** A list: its objects of the kind that has the most bytes. */
export function gatherChain(grown: Grown, { start, end }: { start: IndexIntoNodes; end: Trail }): Holder {
  const { snapshot, tree, gains } = grown
  const classes = new Set<number>()
  for (let at: Trail | undefined = end; at !== undefined; at = at.before) {
    if (!values.has(snapshot.classes.names[snapshot.classes.of[at.node] ?? 0] ?? '')) {
      classes.add(snapshot.classes.of[at.node] ?? 0)
    }
    if (at.node === start) break
  }
  const [most] = [...newBelow(grown, start, classes).values()].sort((left, right) => right.bytes - left.bytes)
  const holder = tree.parent[start] ?? -1
  return {
    node: holder === -1 ? start : holder,
    bytes: gains.gain[start] ?? 0,
    items: most?.nodes ?? [follow(grown, start, undefined).node],
    count: most?.count ?? 0,
  }
}

interface Below extends Group {
  count: number
}

/** New objects of some classes at and below a node, by class. */
function newBelow(
  { snapshot: { nodes, classes }, gains }: Grown,
  start: IndexIntoNodes,
  wanted: ReadonlySet<number>,
): Map<number, Below> {
  const found = new Map<number, Below>()
  const open = [start]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const of = classes.of[at] ?? 0
    if (gains.added[at] === 1 && wanted.has(of)) {
      const below = found.get(of) ?? { nodes: [], bytes: 0, count: 0 }
      below.count++
      below.bytes += nodes.selfBytes[at] ?? 0
      if (below.nodes.length < keptItems) below.nodes.push(at)
      found.set(of, below)
    }
    for (let child = gains.firstChild[at] ?? -1; child !== -1; child = gains.nextSibling[child] ?? -1) {
      open.push(child)
    }
  }
  return found
}
