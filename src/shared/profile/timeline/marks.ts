import type { FlameWindow } from '../layout.ts'
import { ancestorAt } from './ancestry.ts'
import type { TimelineColumns } from './build.ts'

/** So many samples are looked through together, and known to have a mark or none from then on. */
const blockBits = 6
/** So many samples are looked through for one picture; the next picture goes on. Some milliseconds. */
const mostSamples = 1_000_000
/** So many marked samples of one column are shown; more would lie above each other. */
const mostInColumn = 24

const unknown = 0
const withoutMark = 1
const withMark = 2

/**
 * Where the samples with marked frames are, found out as far as windows ask for it: a match that lasts
 * for one sample of millions is seen in its column of pixels.
 */
export function createMarks({ stack, length, paths, jump }: TimelineColumns) {
  const ancestry = { parent: paths.parent, depth: paths.depth, jump }
  let known: Uint8Array | null = null
  /** By path: 1 when it or a path above it has a marked frame. */
  let onPath = new Uint8Array(0)
  let blocks = new Uint8Array(0)
  let budget = 0

  const begin = (marked: Uint8Array): void => {
    known = marked
    onPath = new Uint8Array(paths.length)
    for (let path = 0; path < paths.length; path++) {
      const above = onPath[paths.parent[path] ?? -1] ?? 0
      onPath[path] = marked[paths.frame[path] ?? -1] === 1 ? 1 : above
    }
    blocks = new Uint8Array(Math.ceil(length / 2 ** blockBits))
  }

  const look = (block: number): number => {
    const seen = blocks[block] ?? withoutMark
    if (seen !== unknown || budget <= 0) return seen
    const to = Math.min(length, (block + 1) << blockBits)
    let found = withoutMark
    for (let sample = block << blockBits; sample < to; sample++)
      if (onPath[stack[sample] ?? -1] === 1) found = withMark
    budget -= to - (block << blockBits)
    blocks[block] = found
    return found
  }

  /**
   * Puts marked paths into `path` (by column and depth), before those that it holds. Answers whether
   * there are places that have not been looked at.
   */
  const spread = (
    marked: Uint8Array,
    { window, edge, rows, path }: { window: FlameWindow; edge: Int32Array; rows: number; path: Int32Array },
  ): boolean => {
    if (known !== marked) begin(marked)
    budget = mostSamples
    let unfinished = false
    for (let column = 0; column < window.columns; column++) {
      let shown = 0
      let before = -1
      const to = edge[column + 1] ?? 0
      for (let sample = edge[column] ?? 0; sample <= to && shown < mostInColumn;) {
        const block = sample >> blockBits
        const seen = look(block)
        if (seen !== withMark) {
          if (seen === unknown) unfinished = true
          sample = (block + 1) << blockBits
          continue
        }
        const own = stack[sample] ?? -1
        if (own !== before && onPath[own] === 1) {
          shown++
          climb(own, column)
        }
        before = own
        sample++
      }
    }
    return unfinished

    function climb(own: number, column: number): void {
      const seen = Math.min(paths.depth[own] ?? -1, window.lastDepth)
      for (
        let at = ancestorAt(ancestry, own, seen);
        at >= 0 && onPath[at] === 1;
        at = paths.parent[at] ?? -1
      ) {
        const row = (paths.depth[at] ?? 0) - window.firstDepth
        if (row < 0) return
        if (row < rows && marked[paths.frame[at] ?? -1] === 1) path[column * rows + row] = at
      }
    }
  }

  return { spread }
}
