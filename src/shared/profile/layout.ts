/**
 * Where the rectangles of a flame chart are, as questions: drawing, hit-testing and walking about ask
 * for the rectangles of a depth from left to right and never see how they are kept. A tree of merged
 * calls keeps them as arrays (tree-layout.ts); a time order of millions of samples keeps none at all
 * and works them out of the samples (timeline/).
 */
import type { IndexIntoFrameTable, IndexIntoStackTable, WeightUnit } from './model.ts'

/** A handle of a layout for one of its rectangles, 0 or more; {@link noNode} for none. */
export type FlameNode = number
export const noNode: FlameNode = -1

export interface FlameLayout {
  readonly unit: WeightUnit
  /** Width of the whole chart, in the profile's unit. */
  readonly total: number
  /** How many rows of rectangles there are. */
  readonly depths: number
  /** The call paths that the rectangles belong to, merged: what searches count and files hold. */
  readonly paths: FlamePaths

  /**
   * The first rectangle of a depth whose right edge lies beyond `value`. `from` is one of the same
   * depth that the answer is known not to lie before: a walk along a row then costs the logarithm of
   * its steps.
   */
  firstEndingAfter(depth: number, value: number, from?: FlameNode): FlameNode
  /** The first rectangle of a depth whose left edge is at `value` or beyond; the same otherwise. */
  firstStartingAt(depth: number, value: number, from?: FlameNode): FlameNode
  /** The rectangle to the right at the same depth. */
  next(node: FlameNode): FlameNode
  /** The rectangle to the left at the same depth. */
  previous(node: FlameNode): FlameNode

  parentOf(node: FlameNode): FlameNode
  depthOf(node: FlameNode): number
  frameOf(node: FlameNode): IndexIntoFrameTable
  /** The row of {@link FlamePaths} that the rectangle shows. */
  pathOf(node: FlameNode): IndexIntoStackTable
  /** A rectangle of a path, the first from the left; {@link noNode} where it has no width. */
  nodeOf(path: IndexIntoStackTable): FlameNode
  /** Left edge, in the profile's unit; not a number for a node without width. */
  startOf(node: FlameNode): number
  /** Right edge, in the profile's unit; not a number for a node without width. */
  endOf(node: FlameNode): number
  /** The node alone, in the profile's unit. */
  selfOf(node: FlameNode): number
  /** The node with everything below it, in the profile's unit. */
  totalOf(node: FlameNode): number

  /** For layouts with so many rectangles that a picture is better drawn without asking for each. */
  sweep?(window: FlameWindow): FlameSweep
}

/** A part of a chart in columns of equal width, and the depths that are seen of it. */
export interface FlameWindow {
  /** Left edge, in the profile's unit. */
  start: number
  /** Right edge, in the profile's unit. */
  end: number
  columns: number
  firstDepth: number
  lastDepth: number
  /** 1 at the frames to show before others where a column has several; null for none. */
  marked: Uint8Array | null
}

/** What lies in the columns of a window; good until the next one is asked for. */
export interface FlameSweep {
  /**
   * Whether something begins or ends both in a column and in the one to its right: what begins in it
   * is then narrower than two columns.
   */
  crowded(depth: number, column: number): boolean
  /** A path that has a rectangle in a crowded column, a marked one where there is one; −1 for none. */
  pathIn(depth: number, column: number): IndexIntoStackTable
  /** Not all marks have been looked for yet: sweep once more, and more will be found. */
  readonly unfinished: boolean
}

/** Call paths as a tree: a parent stands before its children; −1 at a root. */
export interface FlamePaths {
  readonly length: number
  readonly frame: Int32Array
  readonly parent: Int32Array
  readonly depth: Int32Array
  /** The path's last call alone, in the profile's unit. */
  readonly self: Float64Array
  /** The same with everything below it. */
  readonly total: Float64Array
}

/**
 * Rectangles as one struct of arrays, depth after depth and from left to right within one: those of
 * `depth` are `first[depth]` up to, not including, `first[depth + 1]`.
 */
export interface FlameRectangles {
  first: Int32Array
  /** Left edge, in the profile's unit; ascending within a depth. */
  start: Float64Array
  /** Right edge; `end[i] <= start[i + 1]` within a depth. */
  end: Float64Array
  /** Row of {@link FlameNodes} that the rectangle shows. */
  node: Int32Array
}

/** The tree that the rectangles show. A node without weight is in the tree but has no rectangle. */
export interface FlameNodes extends FlamePaths {
  /** Its place in {@link FlameRectangles}; −1 when it has no width. */
  readonly slot: Int32Array
}

/**
 * A layout as data, for a structured clone: every column has a buffer of its own, so that all of them
 * may be transferred. `treeLayout` makes a layout of it.
 */
export interface TreeColumns {
  unit: WeightUnit
  /** Width of the whole chart, in the profile's unit. */
  total: number
  nodes: FlameNodes
  rectangles: FlameRectangles
}

/** A layout of a tree of calls: its handles are rows of `columns.nodes`. */
export interface TreeLayout extends FlameLayout {
  readonly columns: TreeColumns
  readonly paths: FlameNodes
}
