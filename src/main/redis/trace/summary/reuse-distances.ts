import type { KeyTable } from './key-table.ts'

const FIRST_CAPACITY = 1 << 16

/**
 * How many other keys were read between two reads of the same key: exactly, with a Fenwick tree over
 * the places of each key's last read (Bennett and Kruskal, 1975), O(log keys) a read. The tree's
 * places are renumbered when they run out, so its size goes by the keys and not by the reads.
 *
 * Where the table of keys is a sample of 1 in n, distances and counts are n times what is seen
 * (SHARDS: Waldspurger et al., 2015).
 */
export class ReuseDistances {
  /** Reads by the power of two that their distance is below: [0] of 0, [1] of 1, [2] of 2 and 3… */
  readonly histogram: number[] = []
  /** Reads of keys that were not read before. */
  firstReads = 0
  private readonly keys: KeyTable
  private readonly leastCapacity: number
  private tree: Int32Array<ArrayBuffer>
  /** Which key was read last at a place; -1: none, or again since. */
  private keyAt: Int32Array<ArrayBuffer>
  private place = 0
  private live = 0

  constructor(keys: KeyTable, leastCapacity = FIRST_CAPACITY) {
    this.keys = keys
    this.leastCapacity = leastCapacity
    this.tree = new Int32Array(leastCapacity + 1)
    this.keyAt = new Int32Array(leastCapacity + 1).fill(-1)
  }

  /** Counts a read of the key of this number. */
  read(key: number): void {
    if (this.place + 1 >= this.tree.length) this.renumber()
    const { lastRead, weight } = this.keys
    const last = lastRead[key] ?? 0
    if (last === 0) {
      this.firstReads += weight
      this.live += 1
    } else {
      const distance = (this.live - this.sumTo(last)) * weight
      const bin = distance === 0 ? 0 : Math.floor(Math.log2(distance)) + 1
      this.histogram[bin] = (this.histogram[bin] ?? 0) + weight
      this.add(last, -1)
      this.keyAt[last] = -1
    }
    this.place += 1
    this.add(this.place, 1)
    this.keyAt[this.place] = key
    lastRead[key] = this.place
  }

  /** After the table of keys was halved: `numbers` are the new ones, -1 for what is gone. */
  keysHalved(numbers: Int32Array): void {
    this.live = 0
    for (let place = 1; place <= this.place; place += 1) {
      const old = this.keyAt[place] ?? -1
      if (old < 0) continue
      const key = numbers[old] ?? -1
      this.keyAt[place] = key
      if (key >= 0) this.live += 1
    }
    this.renumber()
  }

  private renumber(): void {
    const capacity = Math.max(this.leastCapacity, 2 ** Math.ceil(Math.log2(this.live * 2 + 1)))
    const keyAt = new Int32Array(capacity + 1).fill(-1)
    let place = 0
    for (let old = 1; old <= this.place; old += 1) {
      const key = this.keyAt[old] ?? -1
      if (key < 0) continue
      place += 1
      keyAt[place] = key
      this.keys.lastRead[key] = place
    }
    this.keyAt = keyAt
    this.place = place
    this.tree = treeOfOnes(place, capacity)
  }

  private add(place: number, value: number): void {
    const { tree } = this
    for (let index = place; index < tree.length; index += index & -index) {
      tree[index] = (tree[index] ?? 0) + value
    }
  }

  private sumTo(place: number): number {
    let sum = 0
    for (let index = place; index > 0; index -= index & -index) sum += this.tree[index] ?? 0
    return sum
  }
}

/** A Fenwick tree with 1 at the places from 1 to `ones`. */
function treeOfOnes(ones: number, capacity: number): Int32Array<ArrayBuffer> {
  const tree = new Int32Array(capacity + 1)
  for (let index = 1; index <= capacity; index += 1) {
    const first = index - (index & -index)
    // It holds the sum from `first + 1` to `index`.
    tree[index] = Math.max(0, Math.min(index, ones) - first)
  }
  return tree
}
