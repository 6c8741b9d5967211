/** What of an answer is handed over to the page rather than copied. Pure. */

/**
 * The buffers of an answer, to be handed over rather than copied. An answer must own them: what the
 * worker keeps is copied before.
 */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>()
  const pending: unknown[] = [value]
  for (let at = pending.pop(); at !== undefined || pending.length > 0; at = pending.pop()) {
    if (typeof at !== 'object' || at === null) continue
    if (ArrayBuffer.isView(at)) {
      if (at.buffer instanceof ArrayBuffer) found.add(at.buffer)
    } else if (Array.isArray(at)) {
      // Texts and numbers stand in lists of their own, which may be long.
      if (typeof at[0] === 'object') pending.push(...(at as unknown[]))
    } else {
      pending.push(...Object.values(at))
    }
  }
  return [...found]
}
