import type { Int32Column } from '../column.ts'

/** Ids may lie this far apart, on average, to be looked up in an array as long as they range. */
const sparsest = 8

/** Finds the place of an id among the ids of a file, which are mostly dense, but need not be. */
export class IdTable {
  readonly #lowest: number
  /** Place of each id from the lowest on; −1 for those that are not there. Undefined where they are sparse. */
  readonly #dense: Int32Array | undefined
  readonly #sparse = new Map<number, number>()
  /** An id that stands at two places, the second of which is not found by it. */
  readonly duplicate: number | undefined

  /** `without` is the id of what has none. */
  constructor(ids: Int32Column, without: number) {
    let lowest = Infinity
    let highest = -Infinity
    for (let place = 0; place < ids.length; place++) {
      const id = ids.at(place)
      if (id === without) continue
      if (id < lowest) lowest = id
      if (id > highest) highest = id
    }
    this.#lowest = lowest
    const range = highest - lowest + 1
    if (range <= ids.length * sparsest + 1024) this.#dense = new Int32Array(Math.max(0, range)).fill(-1)
    for (let place = 0; place < ids.length; place++) {
      const id = ids.at(place)
      if (id === without) continue
      if (this.find(id) !== -1) this.duplicate ??= id
      else if (this.#dense === undefined) this.#sparse.set(id, place)
      else this.#dense[id - lowest] = place
    }
  }

  /** −1 where it is none of them. */
  find(id: number): number {
    if (this.#dense === undefined) return this.#sparse.get(id) ?? -1
    return this.#dense[id - this.#lowest] ?? -1
  }
}
