/** Which functions a table shows, in which order. Pure. */

export interface Sort<Key extends string> {
  key: Key
  /** Figures from the largest; names from Z. */
  descending: boolean
}

/**
 * Rows of a table: those of `order` (its first direction: names from A, figures from the largest) that
 * are wanted.
 */
export function rowsInOrder(
  order: Int32Array,
  isTurned: boolean,
  isWanted: ((row: number) => boolean) | null,
): Int32Array {
  const rows = isWanted === null ? order.slice() : order.filter(isWanted)
  return isTurned ? rows.reverse() : rows
}
