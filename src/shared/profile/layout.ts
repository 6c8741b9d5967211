/**
 * Where the rectangles of a flame chart are: one struct of arrays per depth, ordered by start, in the
 * profile's own unit. Drawing, hit-testing and search are binary searches over these.
 */
import type { WeightUnit } from './model.ts'

export interface FlameRow {
  length: number
  /** Left edge, in the profile's unit; ascending. */
  start: Float64Array
  /** Right edge; `end[i] <= start[i + 1]`. */
  end: Float64Array
  /** Row of {@link FlameNodes} that the rectangle shows. */
  node: Int32Array
}

/**
 * The tree that the rectangles show. A parent stands before its children; −1 at a root. A node
 * without weight is in the tree but has no rectangle.
 */
export interface FlameNodes {
  length: number
  frame: Int32Array
  parent: Int32Array
  depth: Int32Array
  /** Place of its rectangle in the row of its depth; −1 when it has no width. */
  slot: Int32Array
  /** The node alone, in the profile's unit. */
  self: Float64Array
  /** The node with everything below it. */
  total: Float64Array
}

export interface FlameLayout {
  unit: WeightUnit
  /** Width of the whole chart, in the profile's unit. */
  total: number
  rows: FlameRow[]
  nodes: FlameNodes
}
