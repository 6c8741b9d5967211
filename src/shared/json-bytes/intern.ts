import { decodeText } from './text.ts'

/**
 * The distinct strings of one JSON file, numbered from 0 as they come. A string that was seen before is
 * found by its bytes, without being made again; see JsonBytes.intern.
 */
export class StringTable {
  readonly strings: string[] = []
  readonly #numbers = new Map<string, number>()
  // Open addressing: where the bytes of an entry stand in the file, and which string they mean. Two
  // entries can mean the same string, where it is written with and without escapes.
  #start = new Float64Array(1024).fill(-1)
  #length = new Int32Array(1024)
  #hash = new Int32Array(1024)
  #number = new Int32Array(1024)
  #count = 0

  /** The number of the string whose bytes are `start`…`end`; `hash` is that of {@link hashText}. */
  find(bytes: Uint8Array, start: number, end: number, hash: number, escaped: boolean): number {
    const length = end - start
    const mask = this.#start.length - 1
    let slot = spread(hash) & mask
    for (;;) {
      const at = this.#start[slot] ?? -1
      if (at === -1) break
      if (this.#hash[slot] === hash && this.#length[slot] === length && same(bytes, at, start, length)) {
        return this.#number[slot] ?? 0
      }
      slot = (slot + 1) & mask
    }
    const number = this.add(decodeText(bytes, start, end, escaped))
    this.#start[slot] = start
    this.#length[slot] = length
    this.#hash[slot] = hash
    this.#number[slot] = number
    if (++this.#count * 2 > this.#start.length) this.#grow()
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

  #grow(): void {
    const [start, length, hash, number] = [this.#start, this.#length, this.#hash, this.#number]
    const size = start.length * 2
    this.#start = new Float64Array(size).fill(-1)
    this.#length = new Int32Array(size)
    this.#hash = new Int32Array(size)
    this.#number = new Int32Array(size)
    for (let old = 0; old < start.length; old++) {
      const at = start[old] ?? -1
      if (at === -1) continue
      let slot = spread(hash[old] ?? 0) & (size - 1)
      while (this.#start[slot] !== -1) slot = (slot + 1) & (size - 1)
      this.#start[slot] = at
      this.#length[slot] = length[old] ?? 0
      this.#hash[slot] = hash[old] ?? 0
      this.#number[slot] = number[old] ?? 0
    }
  }
}

/** FNV-1a mixes its high bits worse than its low ones get crowded; this folds them down. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15)
}

function same(bytes: Uint8Array, left: number, right: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (bytes[left + at] !== bytes[right + at]) return false
  return true
}
