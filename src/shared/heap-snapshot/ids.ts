import type { IndexIntoNodes, NodeTable } from './tables.ts'

/** Finds nodes by their ids: open addressing over the rows of a node table. */
export class IdIndex {
  readonly #ids: Float64Array
  readonly #slots: Int32Array

  constructor(nodes: NodeTable) {
    this.#ids = nodes.id
    let slots = 16
    while (slots < nodes.length * 2) slots *= 2
    this.#slots = new Int32Array(slots).fill(-1)
    for (let node = 0; node < nodes.length; node++) {
      const slot = this.#find(this.#ids[node] ?? 0)
      // Of nodes with the same id, which no sound file has, the first counts.
      if (this.#slots[slot] === -1) this.#slots[slot] = node
    }
  }

  /** −1 where there is none. */
  nodeOf(id: number): IndexIntoNodes {
    return this.#slots[this.#find(id)] ?? -1
  }

  #find(id: number): number {
    const mask = this.#slots.length - 1
    // Ids go up in twos; the upper half tells those of V8 from those that are made of addresses.
    let slot = Math.imul((id >>> 1) ^ Math.floor(id / 0x1_0000_0000), 0x9e3779b1) >>> 4
    for (;;) {
      slot &= mask
      const node = this.#slots[slot] ?? -1
      if (node === -1 || this.#ids[node] === id) return slot
      slot++
    }
  }
}
