import { Failure } from '../../failure.ts'
import type { TreeColumns } from '../layout.ts'
import type { FrameTable, IndexIntoFrameTable, Profile } from '../model.ts'
import { pathsOf, pathsOfRows } from '../paths.ts'
import { StackRows } from '../stack-rows.ts'
import { leftHeavyColumns } from './left-heavy.ts'
import { matchFrames } from './match-frames.ts'
import { totalsOf } from './tree.ts'

export interface DifferenceOptions {
  /** `share`: what came after is scaled such that both take as much in all; `absolute`: as it is. */
  scale: 'share' | 'absolute'
  /** What a frame's width shows: both together, so that nothing vanishes, or one of them. */
  width: 'both' | 'before' | 'after'
}

/** Two profiles as one tree; plain data, whose columns have a buffer each. */
export interface Difference {
  /** Its nodes are the paths of either profile. */
  columns: TreeColumns
  /** Those of both; what a path's frames are rows of. */
  frames: FrameTable
  categories: string[]
  /** By node, in the unit, scaled as wanted: with everything below it, and alone. */
  before: Float64Array
  after: Float64Array
  beforeSelf: Float64Array
  afterSelf: Float64Array
  /** Of the whole profiles, not scaled. */
  beforeTotal: number
  afterTotal: number
  /** What figures of the second profile were multiplied by. */
  factor: number
}

/**
 * Compares two profiles of the same unit, path by path. Functions are the same by name and file, and
 * where a file has several of a name by their order in it, so that lines may have moved. Fails with
 * BAD_INPUT when the units differ.
 */
export function layoutDifference(before: Profile, after: Profile, options: DifferenceOptions): Difference {
  if (before.unit !== after.unit) {
    throw new Failure(
      'BAD_INPUT',
      `One profile counts ${before.unit} and the other ${after.unit}, which cannot be compared.`,
      { hint: 'Compare two profiles of the same kind.' },
    )
  }
  const matched = matchFrames(before, after)
  const rows = new StackRows()
  const one = placed(before, matched.ofBefore, rows)
  const other = placed(after, matched.ofAfter, rows)
  const table = rows.toTable()

  const beforeTotal = sum(one.self)
  const afterTotal = sum(other.self)
  const factor = options.scale === 'share' && beforeTotal > 0 && afterTotal > 0 ? beforeTotal / afterTotal : 1
  const beforeSelf = new Float64Array(table.length)
  const afterSelf = new Float64Array(table.length)
  for (const [path, row] of one.rows.entries())
    beforeSelf[row] = (beforeSelf[row] ?? 0) + (one.self[path] ?? 0)
  for (const [path, row] of other.rows.entries())
    afterSelf[row] = (afterSelf[row] ?? 0) + (other.self[path] ?? 0) * factor

  const width = beforeSelf.map((weight, row) => {
    if (options.width === 'before') return weight
    return options.width === 'after' ? (afterSelf[row] ?? 0) : weight + (afterSelf[row] ?? 0)
  })
  return {
    columns: leftHeavyColumns(before.unit, pathsOfRows(table, width)),
    frames: matched.frames,
    categories: matched.categories,
    before: totalsOf(table, beforeSelf),
    after: totalsOf(table, afterSelf),
    beforeSelf,
    afterSelf,
    beforeTotal,
    afterTotal,
    factor,
  }
}

/** A profile's paths in a table that it shares with another one, and their own weights. */
function placed(
  profile: Profile,
  frameOf: ArrayLike<IndexIntoFrameTable>,
  into: StackRows,
): { rows: Int32Array; self: Float64Array } {
  const { paths } = pathsOf(profile)
  const rows = new Int32Array(paths.length)
  for (let path = 0; path < paths.length; path++)
    rows[path] = into.row(frameOf[paths.frame[path] ?? -1] ?? 0, rows[paths.parent[path] ?? -1] ?? -1)
  return { rows, self: paths.self }
}

function sum(weights: Float64Array): number {
  let total = 0
  for (const weight of weights) total += weight
  return total
}
