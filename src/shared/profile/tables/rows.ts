import type { IndexIntoFrameTable } from '../model.ts'

/**
 * A table whose rows unfold: rows are numbers, their children are worked out when they are first asked
 * for. So a tree of a million calls costs what is unfolded of it.
 */
export interface RowTree {
  /** What is unfolded at first: everything of a small tree, what is heavy of a large one, or nothing. */
  readonly unfoldsAtFirst: 'all' | 'heavy' | 'none'
  roots(): ArrayLike<number>
  childrenOf(row: number): ArrayLike<number>
  hasChildren(row: number): boolean
  /** −1 at a root. */
  parentOf(row: number): number
  depthOf(row: number): number
  frameOf(row: number): IndexIntoFrameTable
  /** In the profile's unit, as the total. */
  selfOf(row: number): number
  totalOf(row: number): number
  /** The part of the whole that the row's self weight or total is, 0 to 1. */
  shareOf(row: number): number
  readonly shareIsOf: 'self' | 'total'
}

/** Trees up to this many rows are shown whole. */
const smallTree = 500

export function unfoldingOf(rows: number): 'all' | 'heavy' {
  return rows <= smallTree ? 'all' : 'heavy'
}
