/** Which row a key goes to. Pure. */

/** The place to go to from `place` (−1 for none chosen); null for a key that moves nothing. */
export function placeAfter(key: string, place: number, rows: number, page: number): number | null {
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
