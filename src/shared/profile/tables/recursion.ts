import type { FlamePaths } from '../layout.ts'

type Tree = Pick<FlamePaths, 'length' | 'frame' | 'parent'>

/** By path: the nearest path above it that ends with the same function, −1 where it is the outermost call. */
export function enclosingCalls(paths: Tree, frameCount: number): Int32Array {
  const { length, frame, parent } = paths
  const { firstChild, nextSibling } = siblings(paths)
  const enclosing = new Int32Array(length).fill(-1)
  /** By function: its innermost call that is open. */
  const open = new Int32Array(frameCount).fill(-1)
  let at = firstChild[length] ?? -1
  while (at >= 0) {
    const called = frame[at] ?? 0
    enclosing[at] = open[called] ?? -1
    open[called] = at
    const child = firstChild[at] ?? -1
    if (child >= 0) {
      at = child
      continue
    }
    // Out of what is done, to the next beside it.
    let next = -1
    while (at >= 0 && next < 0) {
      open[frame[at] ?? 0] = enclosing[at] ?? -1
      next = nextSibling[at] ?? -1
      at = parent[at] ?? -1
    }
    at = next
  }
  return enclosing
}

/** The tree to be walked down: roots are the children of row `length`. */
function siblings({ length, parent }: Tree): { firstChild: Int32Array; nextSibling: Int32Array } {
  const firstChild = new Int32Array(length + 1).fill(-1)
  const nextSibling = new Int32Array(length).fill(-1)
  for (let row = length - 1; row >= 0; row--) {
    const above = parent[row] ?? -1
    const place = above < 0 ? length : above
    nextSibling[row] = firstChild[place] ?? -1
    firstChild[place] = row
  }
  return { firstChild, nextSibling }
}
