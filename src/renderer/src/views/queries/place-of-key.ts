/** Where a key goes among the rows of a table. Pure. */

/** The place to go to from `place` (−1 for none chosen); null for a key that moves nothing. */
export function placeOfKey(key: string, place: number, rows: number, page: number): number | null {
  if (rows === 0) return null
  const to = (next: number): number => Math.min(rows - 1, Math.max(0, next))
  switch (key) {
    case 'ArrowDown':
      return to(place + 1)
    case 'ArrowUp':
      return to(place - 1)
    case 'PageDown':
      return to(place + page)
    case 'PageUp':
      return to(place - page)
    case 'Home':
      return 0
    case 'End':
      return rows - 1
    default:
      return null
  }
}
