import { decodeText } from './text.ts'

/** Of a slot: the hash of the bytes, where they stand in the store, how many they are, what they mean. */
const slotLength = 4

/**
 * Distinct strings, numbered from 0 as they come. A string that was seen before is found by its bytes,
 * without being made again; see JsonBytes.intern.
 */
export class StringTable {
  readonly strings: string[] = []
  readonly #numbers = new Map<string, number>()
  /** Open addressing; a string written with and without escapes has a slot for each. */
  #slots = emptySlots(1024)
  #count = 0
  /** The bytes of all slots one after the other: near each other, which the file's are not. */
  #store = new Uint8Array(1 << 14)
  #stored = 0

  /** The number of the string whose bytes are `start`…`end`; `hash` is of these bytes. */
  find(bytes: Uint8Array, start: number, end: number, hash: number, escaped: boolean): number {
    const length = end - start
    const slots = this.#slots
    const mask = slots.length / slotLength - 1
    let slot = (spread(hash) & mask) * slotLength
    for (;;) {
      const at = slots[slot + 1] ?? -1
      if (at === -1) break
      if (slots[slot] === hash && slots[slot + 2] === length && this.#same(at, bytes, start, length)) {
        return slots[slot + 3] ?? 0
      }
      slot = ((slot / slotLength + 1) & mask) * slotLength
    }
    const number = this.add(decodeText(bytes, start, end, escaped))
    slots[slot] = hash
    slots[slot + 1] = this.#keep(bytes, start, length)
    slots[slot + 2] = length
    slots[slot + 3] = number
    if (++this.#count * 2 > mask) this.#grow()
    return number
  }

  /** The number of a string that comes from elsewhere. */
  add(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.strings.push(text) - 1
    this.#numbers.set(text, number)
    return number
  }

  #same(at: number, bytes: Uint8Array, start: number, length: number): boolean {
    const store = this.#store
    for (let byte = 0; byte < length; byte++) if (store[at + byte] !== bytes[start + byte]) return false
    return true
  }

  #keep(bytes: Uint8Array, start: number, length: number): number {
    const at = this.#stored
    if (at + length > this.#store.length) {
      const larger = new Uint8Array(Math.max(at + length, this.#store.length * 2))
      larger.set(this.#store.subarray(0, at))
      this.#store = larger
    }
    for (let byte = 0; byte < length; byte++) this.#store[at + byte] = bytes[start + byte] ?? 0
    this.#stored = at + length
    return at
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = emptySlots((old.length / slotLength) * 2)
    const mask = this.#slots.length / slotLength - 1
    for (let from = 0; from < old.length; from += slotLength) {
      if (old[from + 1] === -1) continue
      let slot = spread(old[from] ?? 0) & mask
      while (this.#slots[slot * slotLength + 1] !== -1) slot = (slot + 1) & mask
      this.#slots.set(old.subarray(from, from + slotLength), slot * slotLength)
    }
  }
}

function emptySlots(count: number): Int32Array {
  return new Int32Array(count * slotLength).fill(-1)
}

/** The low bits of FNV-1a alone crowd; this folds the high ones in. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15)
}
