const PLACES = 1 << 20
const MOST = PLACES * 0.75
/** So many are left at most when some had to be forgotten, that it does not happen again at once. */
const KEPT = MOST * 0.9

/**
 * Counts numbers in 12 MB at most. When more than 786,000 different ones have been seen, those with the
 * smallest counts are forgotten, so that no count is too small by more than {@link forgotten}.
 */
export class BoundedCounts {
  forgotten = 0
  /** Whole numbers below 2 ** 53. */
  #numbers = new Float64Array(1 << 10)
  /** 0: an empty place. */
  #counts = new Uint32Array(1 << 10)
  #size = 0

  add(number: number): void {
    this.#add(number, 1)
    if (this.#size > this.#counts.length * 0.75) this.#makeRoom()
  }

  /** In no order. */
  each(visit: (number: number, count: number) => void): void {
    for (let place = 0; place < this.#counts.length; place += 1) {
      const count = this.#counts[place] ?? 0
      if (count > 0) visit(this.#numbers[place] ?? 0, count)
    }
  }

  #add(number: number, times: number): void {
    const counts = this.#counts
    const mask = counts.length - 1
    let place = hash(number) & mask
    while (counts[place] !== 0 && this.#numbers[place] !== number) place = (place + 1) & mask
    if (counts[place] === 0) {
      this.#numbers[place] = number
      this.#size += 1
    }
    counts[place] = (counts[place] ?? 0) + times
  }

  #makeRoom(): void {
    const [numbers, counts] = [this.#numbers, this.#counts]
    const isFull = counts.length === PLACES
    const tooFew = isFull ? this.#smallestToForget() : 0
    this.forgotten += tooFew
    const places = isFull ? PLACES : counts.length * 4
    this.#numbers = new Float64Array(places)
    this.#counts = new Uint32Array(places)
    this.#size = 0
    for (let place = 0; place < counts.length; place += 1) {
      const count = counts[place] ?? 0
      if (count > tooFew) this.#add(numbers[place] ?? 0, count)
    }
  }

  #smallestToForget(): number {
    for (let least = 1; ; least += 1) {
      let kept = 0
      for (const count of this.#counts) if (count > least) kept += 1
      if (kept <= KEPT) return least
    }
  }
}

/** Of all of its bits. */
function hash(number: number): number {
  const high = Math.floor(number / 2 ** 32)
  const mixed = Math.imul((number >>> 0) ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
