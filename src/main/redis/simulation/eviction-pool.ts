/** `EVPOOL_SIZE`. */
const PLACES = 16
const EMPTY = -1

/**
 * The best candidates for eviction that the server has come across (`evictionPoolPopulate` of 7.0), the
 * worst first. A key stays in it with the score it had when it was sampled, even if it is read again or
 * is gone: that is part of how well the policies do.
 */
export class EvictionPool {
  readonly #keys = new Int32Array(PLACES).fill(EMPTY)
  readonly #scores = new Float64Array(PLACES)

  /** Offers a sampled key; a higher score is a better one to evict. */
  offer(key: number, score: number): void {
    const keys = this.#keys
    const scores = this.#scores
    let place = 0
    while (place < PLACES && keys[place] !== EMPTY && (scores[place] ?? 0) < score) place++
    const full = keys[PLACES - 1] !== EMPTY
    // Worse than all, or as good as the worst, and no place is free.
    if (place === 0 && full) return
    if (place < PLACES && keys[place] === EMPTY) {
      // A free place at the right end of the order.
    } else if (full) {
      place--
      keys.copyWithin(0, 1, place + 1)
      scores.copyWithin(0, 1, place + 1)
    } else {
      keys.copyWithin(place + 1, place, PLACES - 1)
      scores.copyWithin(place + 1, place, PLACES - 1)
    }
    keys[place] = key
    scores[place] = score
  }

  /** Takes out the best of those that are still there; −1 if none is. Those that are gone leave the pool. */
  take(isThere: (key: number) => boolean): number {
    for (let place = PLACES - 1; place >= 0; place--) {
      const key = this.#keys[place] ?? EMPTY
      if (key === EMPTY) continue
      this.#keys[place] = EMPTY
      this.#scores[place] = 0
      if (isThere(key)) return key
    }
    return EMPTY
  }

  /** The keys and scores, the worst first; for tests. */
  entries(): { key: number; score: number }[] {
    return [...this.#keys].flatMap((key, place) =>
      key === EMPTY ? [] : [{ key, score: this.#scores[place] ?? 0 }],
    )
  }
}
