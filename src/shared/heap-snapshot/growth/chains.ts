import type { HeapSnapshot } from '../snapshot.ts'
import type { IndexIntoEdges, IndexIntoNodes } from '../tables.ts'
import type { Grown } from './holders.ts'

/** A way down the paths, from its end back to its start. */
export interface Trail {
  node: IndexIntoNodes
  /** What kind of step led to it: by which edge, to an object of which class. */
  step: string
  /** Its class. */
  of: number
  /** New since the earlier snapshot. */
  added: boolean
  before: Trail | undefined
}

/** The longest cycle of steps that is looked for: a promise and its reaction, a closure and its context. */
const longestCycle = 4
/** New objects have to go through a cycle so often to be a list. */
const turns = 3

export function follow(
  { snapshot, tree, gains }: Grown,
  node: IndexIntoNodes,
  before: Trail | undefined,
): Trail {
  const step = stepOf(snapshot, tree.edge[node] ?? -1, node)
  return { node, step, of: snapshot.classes.of[node] ?? 0, added: gains.added[node] === 1, before }
}

function stepOf({ edges, classes }: HeapSnapshot, edge: IndexIntoEdges, node: IndexIntoNodes): string {
  const type = edge < 0 ? -1 : (edges.type[edge] ?? 0)
  const name = type === -1 || edges.numbered[type] === true ? '' : `${edges.nameOrIndex[edge] ?? 0}`
  return `${type} ${name} ${classes.of[node] ?? 0}`
}

/** Where the list begins that the trail's end goes along; undefined where it goes along none. */
export function chainStart(end: Trail): Trail | undefined {
  for (let length = 1; length <= longestCycle; length++) {
    if (!isCycleOfNew(end, length)) continue
    let start = end
    let ahead = back(end, length)
    // As far back as each step is like the one a cycle before it, whether new or not.
    while (ahead !== undefined && start.step === ahead.step) {
      start = start.before ?? start
      ahead = ahead.before
    }
    // What is left of the last cycle belongs to it, and so does a first object that is held by another name.
    const first = back(start, length - 1) ?? start
    const head = first.before
    return head?.added === true && head.of === end.of ? head : first
  }
  return undefined
}

function isCycleOfNew(end: Trail, length: number): boolean {
  let near: Trail | undefined = end
  let far = back(end, length)
  for (let step = 0; step < length * (turns - 1); step++) {
    if (near === undefined || far === undefined || near.step !== far.step) return false
    if (!near.added || !far.added) return false
    near = near.before
    far = far.before
  }
  return true
}

function back(trail: Trail, steps: number): Trail | undefined {
  let at: Trail | undefined = trail
  for (let left = steps; left > 0 && at !== undefined; left--) at = at.before
  return at
}
