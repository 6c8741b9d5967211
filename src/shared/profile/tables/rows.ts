import type { IndexIntoFrameTable } from '../model.ts'

/**
 * A table whose rows unfold: rows are numbers, their children are worked out when they are first asked
 * for, heaviest first. So a tree of a million calls costs what is unfolded of it.
 */
export interface RowTree {
  /** What the shares are shares of. */
  readonly whole: number
  roots(): ArrayLike<number>
  childrenOf(row: number): ArrayLike<number>
  hasChildren(row: number): boolean
  /** −1 at a root. */
  parentOf(row: number): number
  depthOf(row: number): number
  frameOf(row: number): IndexIntoFrameTable
  selfOf(row: number): number
  totalOf(row: number): number
}
