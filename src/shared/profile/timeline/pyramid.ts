/**
 * Extremes of blocks of a column, of blocks of those, and so on: with them the nearest value at most or
 * above a limit is found without looking at each. The levels take a fifteenth of their column.
 */

/** Whole numbers, in two bytes where all are below 65,536, to halve what millions of samples take. */
export type DepthColumn = Uint16Array | Int32Array

const fanoutBits = 4
/** So many values make one of the level above. */
export const fanout = 1 << fanoutBits

export function depthColumn(length: number, largest: number): DepthColumn {
  return largest < 65_536 ? new Uint16Array(length) : new Int32Array(length)
}

/** The levels over a column, the lowest first: the smallest value of each block, or the largest. */
export function levelsOver(
  length: number,
  valueAt: (place: number) => number,
  kind: 'smallest' | 'largest',
  largest: number,
): DepthColumn[] {
  const levels: DepthColumn[] = []
  let below = valueAt
  for (let width = length; width > 1;) {
    const level = depthColumn(Math.ceil(width / fanout), largest)
    for (let block = 0; block < level.length; block++) {
      const from = block << fanoutBits
      const to = Math.min(from + fanout, width)
      let extreme = below(from)
      for (let place = from + 1; place < to; place++) {
        const value = below(place)
        if (kind === 'smallest' ? value < extreme : value > extreme) extreme = value
      }
      level[block] = extreme
    }
    levels.push(level)
    width = level.length
    below = (place) => level[place] ?? 0
  }
  return levels
}

/** A column to search, with the levels over it. */
export interface Searchable {
  length: number
  valueAt: (place: number) => number
  levels: readonly DepthColumn[]
}

/**
 * The nearest place from `from` on, rightwards (1) or leftwards (−1), whose value is at most `limit`
 * (over levels of the smallest) or above it (over levels of the largest); −1 when there is none.
 */
export function nearest(
  column: Searchable,
  from: number,
  direction: 1 | -1,
  wanted: 'at most' | 'above',
  limit: number,
): number {
  const { length, valueAt } = column
  const above = wanted === 'above'
  // What is looked for is mostly near: within the block of the first place.
  let at = from
  do {
    if (at < 0 || at >= length) return -1
    const value = valueAt(at)
    if (above ? value > limit : value <= limit) return at
    at += direction
  } while (!begins(at, direction))
  return overBlocks(column, at, direction, above, limit)
}

/** The same from the beginning of a block on. */
function overBlocks(
  { length, valueAt, levels }: Searchable,
  from: number,
  direction: 1 | -1,
  above: boolean,
  limit: number,
): number {
  let level = -1
  let at = from
  let size = length
  for (;;) {
    // Where a block begins the following ones are looked at as wholes.
    while (level + 1 < levels.length && at >= 0 && begins(at, direction)) {
      level++
      at >>= fanoutBits
      size = levels[level]?.length ?? 0
    }
    if (at < 0 || at >= size) return -1
    let holds = holdsAt(at)
    while (holds) {
      if (level < 0) return at
      // Into the block, from the side that the search comes from.
      level--
      size = level < 0 ? length : (levels[level]?.length ?? 0)
      at <<= fanoutBits
      if (direction < 0) at = Math.min(at + fanout, size) - 1
      holds = holdsAt(at)
    }
    at += direction
  }

  function holdsAt(place: number): boolean {
    const value = level < 0 ? valueAt(place) : (levels[level]?.[place] ?? 0)
    return above ? value > limit : value <= limit
  }
}

/** The smallest value (or the largest) from `from` on up to `to`, not included; `none` of no values. */
export function extremeOf(
  { valueAt, levels }: Searchable,
  from: number,
  to: number,
  kind: 'smallest' | 'largest',
  none: number,
): number {
  let extreme = none
  let level = -1
  let low = from
  let high = to
  const take = (place: number): void => {
    const value = level < 0 ? valueAt(place) : (levels[level]?.[place] ?? 0)
    if (kind === 'smallest' ? value < extreme : value > extreme) extreme = value
  }
  while (low < high) {
    // What is no whole block at either end, then the blocks between.
    while (low < high && !begins(low, 1)) take(low++)
    while (low < high && !begins(high - 1, -1)) take(--high)
    if (level + 1 >= levels.length) {
      while (low < high) take(low++)
      break
    }
    level++
    low >>= fanoutBits
    high >>= fanoutBits
  }
  return extreme
}

function begins(place: number, direction: 1 | -1): boolean {
  return (place & (fanout - 1)) === (direction > 0 ? 0 : fanout - 1)
}
