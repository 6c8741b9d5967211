import type { FlameSweep, FlameWindow } from '../layout.ts'
import { firstAbove } from '../tree-layout.ts'
import { type Ancestry, ancestorAt } from './ancestry.ts'
import type { TimelineColumns } from './build.ts'
import { createMarks } from './marks.ts'
import { extremeOf, nearest, type Searchable } from './pyramid.ts'

/**
 * Pictures of a timeline, column by column: the stack at a column's left edge is climbed once for all
 * depths, and whether anything begins or ends in the column is one number for all depths. Costs the
 * window's columns times its rows, whatever the number of samples. It keeps its columns for the next
 * picture.
 */
export function createSweeper(
  columns: TimelineColumns,
  shared: Searchable,
  calls: Searchable,
): (window: FlameWindow) => FlameSweep {
  const { stack, end, length, paths, jump } = columns
  const ancestry: Ancestry = { parent: paths.parent, depth: paths.depth, jump }
  const marks = createMarks(columns)
  /** The sample at the left edge of each column, and that at the right edge of the last one. */
  let edge = new Int32Array(0)
  /** Calls that go on from the left edge of each column to its right edge. */
  let lasting = new Int32Array(0)
  /** By column and depth: the path at the left edge; where that is not so deep, of the deepest stack. */
  let path = new Int32Array(0)

  return (window) => {
    const { firstDepth, marked } = window
    const rows = Math.max(0, window.lastDepth - firstDepth + 1)
    const count = window.columns
    if (edge.length < count + 1) {
      edge = new Int32Array(count + 1)
      lasting = new Int32Array(count + 1)
    }
    if (path.length < count * rows) path = new Int32Array(count * rows)

    const step = (window.end - window.start) / count
    let sample = 0
    for (let column = 0; column <= count; column++) {
      sample = Math.min(length - 1, firstAbove(end, window.start + column * step, sample, length))
      edge[column] = sample
    }
    for (let column = 0; column < count; column++) {
      const left = edge[column] ?? 0
      const right = edge[column + 1] ?? 0
      lasting[column] = extremeOf(shared, left + 1, right + 1, 'smallest', moreThanAny)
      const reached = climb(stack[left] ?? -1, column, -1)
      if (reached >= window.lastDepth) continue
      const most = extremeOf(calls, left, right + 1, 'largest', 0)
      const deepest = most - 1 > reached ? nearest(calls, left, 1, 'above', most - 1) : -1
      climb(stack[deepest] ?? -1, column, reached)
    }
    lasting[count] = moreThanAny
    const unfinished = marked === null ? false : marks.spread(marked, { window, edge, rows, path })

    return {
      unfinished,
      crowded: (depth, column) =>
        (lasting[column] ?? 0) <= depth && (lasting[column + 1] ?? moreThanAny) <= depth,
      pathIn: (depth, column) => path[column * rows + depth - firstDepth] ?? -1,
    }

    /** Writes a stack into a column, below a depth; answers with its own depth. */
    function climb(own: number, column: number, below: number): number {
      const depth = paths.depth[own] ?? -1
      const reached = Math.min(depth, window.lastDepth)
      const highest = Math.max(firstDepth, below + 1)
      const begin = column * rows - firstDepth
      if (below < 0) path.fill(-1, column * rows, (column + 1) * rows)
      let at = reached < highest ? -1 : ancestorAt(ancestry, own, reached)
      for (let row = reached; row >= highest; row--) {
        path[begin + row] = at
        at = paths.parent[at] ?? -1
      }
      return depth
    }
  }
}

/** More calls than any stack has, as a whole number. */
const moreThanAny = 0x7fff_ffff
