/**
 * Which keys SCAN has just returned, so that one it returns again counts once; in constant memory.
 *
 * SCAN visits the buckets of the table in the order of their reversed number, so that a table that
 * grows makes it return nothing twice: each old bucket's successors come one after another, and all
 * after the cursor. Only when the table *shrinks* between two calls does the cursor fall back, to the
 * beginning of the one bucket of the smaller table that it stood in, and what was returned of that
 * bucket comes again (dictScan in dict.c, and hashtableScan in Valkey's hashtable.c). These are the
 * keys returned last. A table shrinks to about as many buckets as it has keys, so they are few; the
 * window of at least {@link WINDOW} keys covers also what was deleted from among them since.
 */
export class RecentKeys {
  #now = new Generation()
  #before = new Generation()

  /** Notes the key; whether it was in the window already. */
  isRepeated(bytes: Uint8Array, from: number, to: number): boolean {
    // Two hashes of 32 bits, FNV-1a and one in the manner of MurmurHash2: 64 bits leave a false match
    // to chance at 2^-47 a key.
    let one = 0x811c9dc5 | 0
    let other = to - from
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0
      one = Math.imul(one ^ byte, 0x01000193)
      other = Math.imul(other ^ byte, 0x5bd1e995)
      other ^= other >>> 13
    }
    // 0 marks a free place.
    if (other === 0) other = 1
    if (this.#before.has(one, other)) return true
    if (this.#now.add(one, other)) return true
    if (this.#now.size >= WINDOW) {
      const oldest = this.#before
      oldest.clear()
      this.#before = this.#now
      this.#now = oldest
    }
    return false
  }
}

/** Keys that are surely remembered; up to twice as many are. */
export const WINDOW = 1 << 16

const PLACES = WINDOW * 4
const MASK = PLACES - 1

class Generation {
  size = 0
  readonly #entries = new Int32Array(PLACES * 2)

  has(one: number, other: number): boolean {
    const entries = this.#entries
    let place = (one ^ (one >>> 15)) & MASK
    while (entries[place * 2 + 1] !== 0) {
      if (entries[place * 2] === one && entries[place * 2 + 1] === other) return true
      place = (place + 1) & MASK
    }
    return false
  }

  /** @returns whether it was there */
  add(one: number, other: number): boolean {
    const entries = this.#entries
    let place = (one ^ (one >>> 15)) & MASK
    while (entries[place * 2 + 1] !== 0) {
      if (entries[place * 2] === one && entries[place * 2 + 1] === other) return true
      place = (place + 1) & MASK
    }
    entries[place * 2] = one
    entries[place * 2 + 1] = other
    this.size += 1
    return false
  }

  clear(): void {
    this.#entries.fill(0)
    this.size = 0
  }
}
