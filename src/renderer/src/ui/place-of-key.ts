/** Where a key goes among the rows of a list or table. Pure. */

/**
 * The place to go to from `place` (−1 for none chosen), `page` rows at a time with the page keys;
 * null for a key that moves nothing.
 */
export function placeOfKey(key: string, place: number, rows: number, page: number): number | null {
  if (rows === 0) return null
  const last = rows - 1
  const to = (next: number): number => Math.min(last, Math.max(0, next))
  switch (key) {
    case 'ArrowDown':
      return to(place + 1)
    case 'ArrowUp':
      return place < 0 ? last : to(place - 1)
    case 'PageDown':
      return to(Math.max(0, place) + page)
    case 'PageUp':
      return to(place - page)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}

/**
 * How many rows a page key moves by where `height` pixels are shown: a screenful, without the rows
 * that do not scroll (`fixed`: a head, totals) and one that stays in sight.
 */
export function rowsOfPage(height: number | undefined, rowHeight: number, fixed: number): number {
  return Math.max(1, Math.floor((height ?? rowHeight) / rowHeight) - fixed - 1)
}
