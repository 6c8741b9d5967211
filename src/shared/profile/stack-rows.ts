import { Int32Column } from './column.ts'
import type { IndexIntoFrameTable, IndexIntoStackTable, StackTable } from './model.ts'

/** A stack table that grows: the same path is found again by its last call and the path before it. */
export class StackRows {
  readonly #frame = new Int32Column()
  readonly #parent = new Int32Column()
  /** Open addressing over the rows; −1 is free. A Map of joined keys takes ten times the room. */
  #index = new Int32Array(512).fill(-1)

  get length(): number {
    return this.#frame.length
  }

  /** The path of `frame` called from `parent` (−1 for none), made when it is new. */
  row(frame: IndexIntoFrameTable, parent: IndexIntoStackTable): IndexIntoStackTable {
    const slot = this.#find(frame, parent)
    const found = this.#index[slot] ?? -1
    if (found !== -1) return found
    const row = this.#frame.push(frame)
    this.#parent.push(parent)
    this.#index[slot] = row
    if (this.#frame.length * 2 > this.#index.length) this.#rehash()
    return row
  }

  frameOf(row: IndexIntoStackTable): IndexIntoFrameTable {
    return this.#frame.at(row)
  }

  /** A copy of the rows so far. */
  toTable(): StackTable {
    return { length: this.length, frame: this.#frame.toArray(), parent: this.#parent.toArray() }
  }

  /** The slot that holds the path, or the free one where it belongs. */
  #find(frame: number, parent: number): number {
    const mask = this.#index.length - 1
    let slot = hash(frame, parent) & mask
    for (;;) {
      const row = this.#index[slot] ?? -1
      if (row === -1) return slot
      if (this.#frame.at(row) === frame && this.#parent.at(row) === parent) return slot
      slot = (slot + 1) & mask
    }
  }

  #rehash(): void {
    this.#index = new Int32Array(this.#index.length * 2).fill(-1)
    for (let row = 0; row < this.length; row++) {
      this.#index[this.#find(this.#frame.at(row), this.#parent.at(row))] = row
    }
  }
}

/** Spreads neighbouring pairs over the table: two odd constants, then the finaliser of MurmurHash3. */
function hash(frame: number, parent: number): number {
  let h = Math.imul(frame + 1, 0x9e3779b1) ^ Math.imul(parent + 2, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
