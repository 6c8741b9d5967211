import type { LeakRetainer } from '../../contract/node/leak.ts'
import { findKept } from '../kept.ts'
import { RetainerPaths } from '../paths/index.ts'
import { rawPath } from '../paths/raw.ts'
import type { PathStep } from '../paths/steps.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import type { IndexIntoNodes } from '../tables.ts'
import { findGains } from './gain.ts'
import { type Grown, type Holder, findHolders } from './holders.ts'
import { findOthers } from './others.ts'

/**
 * What holds the objects that became more between two snapshots of a process, what holds most first, not
 * more than `limit`. For each place where objects gathered: their constructor, how many there are, what
 * they keep alive, and the path to one of them from what is always alive.
 */
export function retainersOfGrowth(
  before: HeapSnapshot,
  after: HeapSnapshot,
  { limit }: { limit: number },
): LeakRetainer[] {
  const kept = findKept(before, after)
  const earlier = { snapshot: before, tree: new RetainerPaths(before).tree }
  const paths = new RetainerPaths(after)
  const later = { snapshot: after, tree: paths.tree }
  const grown: Grown = { ...later, gains: findGains(earlier, later, kept) }
  const holders = findHolders(grown).map((holder) => ({ holder, others: findOthers(grown, holder) }))
  const alsoHeld = new Set(holders.flatMap(({ others }) => others.map(({ node }) => node)))
  return holders
    .filter(({ holder }) => holder.count > 0 || !alsoHeld.has(holder.items[0] ?? holder.node))
    .slice(0, limit)
    .map(({ holder, others }) => {
      const ways = others.slice(0, mostOthers).map(({ path }) => told(paths.tell(path)))
      return { ...tell(grown, paths, holder), ...(ways.length > 0 ? { others: ways } : {}) }
    })
}

/** Other ways to the same objects that are told. */
const mostOthers = 3

function tell(grown: Grown, paths: RetainerPaths, { items, node, count, bytes }: Holder): LeakRetainer {
  const item = items[Math.floor(items.length / 2)] ?? node
  const path = paths.tell(rawPath(grown.tree, item))
  const hasPlace = path.some((step) => step.file !== undefined && !paths.isOfNode(step.file))
  const user = hasPlace ? undefined : functionBelow(grown, paths, item)
  return {
    name: nameOf(grown.snapshot, paths, item),
    addedCount: count,
    addedBytes: bytes,
    path: told(user === undefined ? path : paths.tell(rawPath(grown.tree, user))),
  }
}

/** Objects and functions by what they are; texts and figures, of which each is another, by their kind. */
function nameOf(snapshot: HeapSnapshot, paths: RetainerPaths, item: IndexIntoNodes): string {
  const of = snapshot.classes.names[snapshot.classes.of[item] ?? 0] ?? ''
  return of.startsWith('(') && of !== '(closure)' ? of : paths.wordsFor(item)
}

function told(path: readonly PathStep[]): LeakRetainer['path'] {
  return path.map(({ edge, node, file, line }) => ({
    edge,
    node,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  }))
}

/** Objects that are looked at below one. */
const mostBelow = 500

/**
 * A timer or a promise that Node's own code holds says nothing of the program; the function that it is
 * to call does. The nearest function below that is not of Node.
 */
function functionBelow(
  { snapshot, gains }: Grown,
  paths: RetainerPaths,
  item: IndexIntoNodes,
): IndexIntoNodes | undefined {
  const closure = snapshot.nodes.typeNames.indexOf('closure')
  const near = [item]
  for (let at = 0; at < near.length && at < mostBelow; at++) {
    const node = near[at] ?? 0
    if (snapshot.nodes.type[node] === closure && !paths.isOfNode(paths.places.placeOf(node).file)) return node
    for (let child = gains.firstChild[node] ?? -1; child !== -1; child = gains.nextSibling[child] ?? -1)
      near.push(child)
  }
  return undefined
}
