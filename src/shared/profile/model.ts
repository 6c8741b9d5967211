/**
 * The columnar profile: one shape for query plans, CPU and heap profiles and keyspaces. Every table
 * is a struct of arrays, so that a million rows cost a few typed arrays, can be moved to a worker
 * without copying, and are walked without recursion.
 */

/** What a weight counts. */
export type WeightUnit = 'milliseconds' | 'bytes' | 'count' | 'blocks' | 'rows' | 'cost'

export type IndexIntoFrameTable = number
export type IndexIntoStackTable = number
export type IndexIntoCategories = number

/** What can be on a stack: a function, a plan node, a key prefix. */
export interface FrameTable {
  length: number
  name: string[]
  /** Index into {@link Profile.categories}; decides the colour. */
  category: Int32Array
  /** Source file or module, empty where there is none. */
  file: string[]
  /** 1-based; 0 where there is none. */
  line: Int32Array
  /** 1-based; 0 where there is none. */
  column: Int32Array
}

/**
 * Call paths as a prefix tree. A row's parent stands before it (`parent[i] < i`, −1 at a root), so
 * one pass forward or backward walks the tree. No two rows have the same parent and frame, so a row
 * is a path; ProfileBuilder sees to that.
 */
export interface StackTable {
  length: number
  frame: Int32Array
  parent: Int32Array
}

/**
 * Weight seen at a stack, in the order it was seen. A sample's weight is its own, not its callees';
 * finite and never negative. A stack of −1 is a gap: nothing was seen, and time went by.
 */
export interface SampleTable {
  length: number
  stack: Int32Array
  weight: Float64Array
}

export interface Profile {
  name: string
  unit: WeightUnit
  categories: string[]
  frames: FrameTable
  stacks: StackTable
  samples: SampleTable
}
