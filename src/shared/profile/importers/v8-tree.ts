import { Failure } from '../../failure.ts'
import type { JsonBytes } from '../../json-bytes/index.ts'
import type { ProfileBuilder } from '../build.ts'
import type { IndexIntoStackTable } from '../model.ts'
import type { V8Frames } from './v8-frames.ts'

/** What a tree's reader does with each node; nodes are numbered from 0 as they begin. */
export interface TreeHandler {
  /** A node begins below the node `parent`, −1 for the topmost; its number. */
  begin(parent: number): number
  /** Reads the value of a key of that node, or passes over it; `children` are not told. */
  field(node: number, key: string): void
  /** All of the node was read, its children too. */
  end(node: number): void
}

/**
 * Reads a node whose `children` are nodes in turn, as V8 writes the trees of heap profiles and wrote those
 * of CPU profiles. Without recursion: they may be as deep as they like.
 */
export function readTree(json: JsonBytes, handler: TreeHandler): void {
  const open: number[] = []
  json.object()
  open.push(handler.begin(-1))
  let inChildren = false
  for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
    if (inChildren) {
      inChildren = json.next()
      if (!inChildren) continue
      json.object()
      open.push(handler.begin(node))
      inChildren = false
      continue
    }
    const key = json.key()
    if (key === null) {
      handler.end(node)
      open.pop()
      inChildren = true
    } else if (key === 'children' && json.peek() !== 'null') {
      json.array()
      inChildren = true
    } else if (key === 'children') {
      json.null()
    } else {
      handler.field(node, key)
    }
  }
}

/**
 * Makes the stacks of a tree given by each node's parent (−1 for none) and frame, in whatever order its
 * nodes are; the row of each node. A topmost `(root)` has none (−1): its children are roots.
 *
 * Fails with BAD_INPUT where nodes are above each other in a circle; `nameOf` names a node for people.
 */
export function placeNodes(
  builder: ProfileBuilder,
  frames: V8Frames,
  tree: { frame: Int32Array; parent: Int32Array; nameOf: (node: number) => string },
): Int32Array<ArrayBuffer> {
  const { frame, parent } = tree
  const count = frame.length
  const isTopRoot = (node: number): boolean => parent[node] === -1 && frames.isRoot(frame[node] ?? 0)

  // In the order in which the nodes name them.
  const added = new Int32Array(frames.length).fill(-1)
  for (let node = 0; node < count; node++) {
    const at = frame[node] ?? 0
    if (added[at] === -1 && !isTopRoot(node)) added[at] = frames.addTo(builder, at)
  }

  const row = new Int32Array(count).fill(unplaced)
  const place = (node: number, above: IndexIntoStackTable): IndexIntoStackTable => {
    const placed = isTopRoot(node) ? -1 : builder.stack(added[frame[node] ?? 0] ?? 0, above)
    row[node] = placed
    return placed
  }
  // A node whose parent comes later waits until that is placed: up to the first that is, then down again.
  const waiting: number[] = []
  for (let node = 0; node < count; node++) {
    let at = node
    while (at !== -1 && row[at] === unplaced) {
      row[at] = waitingMark
      waiting.push(at)
      at = parent[at] ?? -1
    }
    if (at !== -1 && row[at] === waitingMark) throw circle(tree.nameOf(at))
    let above = at === -1 ? -1 : (row[at] ?? -1)
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) above = place(next, above)
  }
  return row
}

const unplaced = -2
const waitingMark = -3

function circle(node: string): Failure {
  return new Failure('BAD_INPUT', `The nodes form a circle: ${node} is among its own callers.`, {
    hint: 'No profiler writes this; the file was changed or is damaged.',
  })
}
