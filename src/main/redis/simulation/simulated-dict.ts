import { tableBytes } from './server-memory.ts'

/** `DICT_HT_INITIAL_SIZE`. */
const INITIAL_SLOTS = 4
/** Above this fill a table grows even where that breaks the limit of memory (`HASHTABLE_MAX_LOAD_FACTOR`). */
const FILL_THAT_FORCES_GROWTH = 1.618
/** Below this fill, in percent, a table is made smaller (`HASHTABLE_MIN_FILL`). */
const LEAST_FILL_PERCENT = 10
/** Empty slots that moving one slot may pass over. */
const EMPTY_VISITS_PER_STEP = 10
/** In a row; then sampling jumps elsewhere. */
const EMPTY_BEFORE_JUMP = 5
const NONE = -1

/**
 * The hash table of the server (`dict.c` of 7.0) over keys that are numbers: chains, growth to powers of
 * two, moving from the old table to the new a slot at a time. What samples and what random keys come out
 * depends on it (neighbours are sampled together, keys of short chains are drawn more often), and so do
 * hit rates: samples drawn evenly would be off by up to a point.
 *
 * The server's hash function has a random seed at each start; here every key has a random hash.
 */
export class SimulatedDict {
  readonly #hashes: Uint32Array
  readonly #random: () => number
  readonly #next: Int32Array
  readonly #present: Uint8Array
  #table = new Int32Array(0)
  /** The table that keys move to; empty while none do. */
  #target = new Int32Array(0)
  #used = 0
  #targetUsed = 0
  /** The next slot of the old table to be moved; −1: none are. */
  #moving = NONE
  /** Bytes of both tables, without the entries. */
  bytes = 0

  constructor(hashes: Uint32Array, random: () => number) {
    this.#hashes = hashes
    this.#random = random
    this.#next = new Int32Array(hashes.length)
    this.#present = new Uint8Array(hashes.length)
  }

  get size(): number {
    return this.#used + this.#targetUsed
  }

  get slots(): number {
    return this.#table.length + this.#target.length
  }

  get isMoving(): boolean {
    return this.#moving !== NONE
  }

  /** A look that leaves no trace, unlike {@link find}. */
  has(key: number): boolean {
    return this.#present[key] === 1
  }

  /** A look-up as a command does it, which moves a slot. */
  find(key: number): boolean {
    if (this.size === 0) return false
    this.#step()
    return this.#present[key] === 1
  }

  /**
   * Adds a key that is not there. `mayGrow` is asked whether so many bytes more are within the limit of
   * memory, before the table grows.
   */
  add(key: number, mayGrow: (moreBytes: number) => boolean): void {
    this.#step()
    this.#growIfNeeded(mayGrow)
    const table = this.isMoving ? this.#target : this.#table
    this.#link(table, key)
    if (this.isMoving) this.#targetUsed++
    else this.#used++
    this.#present[key] = 1
  }

  /** Whether the key was there. */
  remove(key: number): boolean {
    if (this.size === 0) return false
    this.#step()
    if (this.#present[key] !== 1) return false
    this.#present[key] = 0
    if (this.#unlink(this.#table, key)) this.#used--
    else if (this.#unlink(this.#target, key)) this.#targetUsed--
    return true
  }

  /**
   * Up to `wanted` keys of neighbouring slots from a random place on (`dictGetSomeKeys`); how many there
   * are is returned. Fewer than wanted where the table is nearly empty.
   */
  sample(into: Int32Array, wanted: number): number {
    const count = Math.min(wanted, this.size)
    for (let i = 0; i < count && this.isMoving; i++) this.#step()
    const larger = Math.max(this.#table.length, this.#target.length)
    const random = this.#random
    let stepsLeft = count * 10
    let stored = 0
    let empty = 0
    let slot = Math.floor(random() * larger)
    while (stored < count && stepsLeft-- > 0) {
      for (let which = 0; which < (this.isMoving ? 2 : 1); which++) {
        if (which === 0 && this.isMoving && slot < this.#moving) {
          // Already moved. If it is not in a smaller new table either, nothing is up to the next to move.
          if (slot < this.#target.length) continue
          slot = this.#moving
        }
        const table = which === 0 ? this.#table : this.#target
        if (slot >= table.length) continue
        let key = table[slot] ?? NONE
        if (key === NONE) {
          empty++
          if (empty >= EMPTY_BEFORE_JUMP && empty > count) {
            slot = Math.floor(random() * larger)
            empty = 0
          }
          continue
        }
        empty = 0
        while (key !== NONE) {
          // The rest of the chain replaces what is stored with falling odds (reservoir sampling).
          if (stored < count) into[stored] = key
          else {
            const place = Math.floor(random() * (stored + 1))
            if (place < count) into[place] = key
          }
          stored++
          key = this.#next[key] ?? NONE
        }
        if (stored >= count) return count
      }
      slot = (slot + 1) & (larger - 1)
    }
    return stored
  }

  /** A random key of a random chain (`dictGetRandomKey`); −1 if there is none. */
  randomKey(): number {
    if (this.size === 0) return NONE
    this.#step()
    let head = NONE
    while (head === NONE) {
      const from = this.isMoving ? this.#moving : 0
      const slot = from + Math.floor(this.#random() * (this.slots - from))
      const old = this.#table.length
      head = (slot < old ? this.#table[slot] : this.#target[slot - old]) ?? NONE
    }
    let length = 0
    for (let key = head; key !== NONE; key = this.#next[key] ?? NONE) length++
    let key = head
    for (let skip = Math.floor(this.#random() * length); skip > 0; skip--) key = this.#next[key] ?? NONE
    return key
  }

  /**
   * The keys of a slot of the old (0) or the new (1) table, with any number for a slot: it is taken
   * modulo the table's size. How many there are is returned.
   */
  keysOfSlot(which: 0 | 1, slot: number, into: number[]): number {
    const table = which === 0 ? this.#table : this.#target
    if (table.length === 0) return 0
    let count = 0
    for (let key = table[slot & (table.length - 1)] ?? NONE; key !== NONE; key = this.#next[key] ?? NONE) {
      into[count++] = key
    }
    return count
  }

  /** What the server does ten times a second: a table that is nearly empty is made smaller. */
  shrinkIfSparse(): void {
    if (this.slots <= INITIAL_SLOTS || this.isMoving) return
    if (Math.floor((this.size * 100) / this.slots) >= LEAST_FILL_PERCENT) return
    this.#moveTo(slotsFor(this.#used))
  }

  /** Moves up to so many slots. */
  move(slots: number): void {
    for (let left = slots; left > 0 && this.isMoving; left -= 100) this.#moveSlots(100)
  }

  #step(): void {
    if (this.#moving !== NONE) this.#moveSlots(1)
  }

  #moveSlots(slots: number): void {
    let emptyLeft = slots * EMPTY_VISITS_PER_STEP
    for (let left = slots; left > 0 && this.#used > 0; left--) {
      while (this.#table[this.#moving] === NONE) {
        this.#moving++
        if (--emptyLeft === 0) return
      }
      let key = this.#table[this.#moving] ?? NONE
      while (key !== NONE) {
        const next = this.#next[key] ?? NONE
        this.#link(this.#target, key)
        this.#used--
        this.#targetUsed++
        key = next
      }
      this.#table[this.#moving] = NONE
      this.#moving++
    }
    if (this.#used > 0) return
    this.bytes -= tableBytes(this.#table.length)
    this.#table = this.#target
    this.#used = this.#targetUsed
    this.#target = new Int32Array(0)
    this.#targetUsed = 0
    this.#moving = NONE
  }

  #growIfNeeded(mayGrow: (moreBytes: number) => boolean): void {
    if (this.isMoving) return
    const slots = this.#table.length
    if (slots === 0) {
      this.#moveTo(INITIAL_SLOTS)
      return
    }
    if (this.#used < slots) return
    const larger = slotsFor(this.#used + 1)
    if (this.#used / slots <= FILL_THAT_FORCES_GROWTH && !mayGrow(tableBytes(larger))) return
    this.#moveTo(larger)
  }

  #moveTo(slots: number): void {
    if (slots === this.#table.length) return
    const table = new Int32Array(slots).fill(NONE)
    this.bytes += tableBytes(slots)
    if (this.#table.length === 0) {
      this.#table = table
      return
    }
    this.#target = table
    this.#moving = 0
  }

  #link(table: Int32Array, key: number): void {
    const slot = (this.#hashes[key] ?? 0) & (table.length - 1)
    this.#next[key] = table[slot] ?? NONE
    table[slot] = key
  }

  #unlink(table: Int32Array, key: number): boolean {
    if (table.length === 0) return false
    const slot = (this.#hashes[key] ?? 0) & (table.length - 1)
    let before = NONE
    for (let at = table[slot] ?? NONE; at !== NONE; at = this.#next[at] ?? NONE) {
      if (at === key) {
        const next = this.#next[at] ?? NONE
        if (before === NONE) table[slot] = next
        else this.#next[before] = next
        return true
      }
      before = at
    }
    return false
  }
}

/** The smallest power of two that is no less. */
function slotsFor(keys: number): number {
  return keys <= INITIAL_SLOTS ? INITIAL_SLOTS : 2 ** Math.ceil(Math.log2(keys))
}
