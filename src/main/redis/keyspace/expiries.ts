import type { TreeNode } from './namespaces/tree.ts'

/** A second in which keys expire, and where they are if they are all in one place. */
export interface Expiry {
  /** Epoch seconds. */
  at: number
  keys: number
  node: TreeNode | undefined
}

const PLACES = 1 << 20
const MASK = PLACES - 1
const MOST = PLACES * 0.75
const MOST_NODES = 1 << 16
/** In the column of nodes: keys of several. */
const SEVERAL = 0

/**
 * Counts keys by the second in which they expire, in 16 MB at most. When more than 786,000 different
 * seconds have been seen, those with the fewest keys are forgotten, so that a full second is missed by
 * no more than {@link forgotten} keys.
 */
export class Expiries {
  #seconds = new Uint32Array(1 << 10)
  #counts = new Uint32Array(1 << 10)
  #nodes = new Uint32Array(1 << 10)
  #mask = (1 << 10) - 1
  #size = 0
  readonly #numbers = new Map<TreeNode, number>()
  readonly #byNumber: (TreeNode | undefined)[] = [undefined]
  /** What was counted of a second that was forgotten, at most. */
  forgotten = 0

  /** @param at milliseconds since the epoch */
  add(at: number, node: TreeNode): void {
    const second = Math.floor(at / 1000)
    // Beyond the year 2106 nothing expires together by accident.
    if (second <= 0 || second > 0xffffffff) return
    let number = this.#numbers.get(node)
    if (number === undefined) {
      number = this.#byNumber.length < MOST_NODES ? this.#byNumber.length : SEVERAL
      if (number !== SEVERAL) {
        this.#byNumber.push(node)
        this.#numbers.set(node, number)
      }
    }
    this.#count(second, 1, number)
    if (this.#size > (this.#mask + 1) * 0.75) this.#makeRoom()
  }

  /** The fullest seconds with more than one key, the fullest first, equal ones in their order. */
  fullest(most: number): Expiry[] {
    const found: Expiry[] = []
    let bar = 2
    for (let place = 0; place <= this.#mask; place += 1) {
      const keys = this.#counts[place] ?? 0
      if (keys < bar) continue
      found.push({ at: this.#seconds[place] ?? 0, keys, node: this.#byNumber[this.#nodes[place] ?? 0] })
      if (found.length < most * 20) continue
      found.sort(byKeys)
      found.length = most
      bar = found.at(-1)?.keys ?? bar
    }
    return found.toSorted(byKeys).slice(0, most)
  }

  #count(second: number, keys: number, node: number): void {
    let place = hash(second) & this.#mask
    while (this.#counts[place] !== 0 && this.#seconds[place] !== second) place = (place + 1) & this.#mask
    if (this.#counts[place] === 0) {
      this.#seconds[place] = second
      this.#nodes[place] = node
      this.#size += 1
    } else if (this.#nodes[place] !== node) this.#nodes[place] = SEVERAL
    this.#counts[place] = (this.#counts[place] ?? 0) + keys
  }

  #makeRoom(): void {
    const [seconds, counts, nodes] = [this.#seconds, this.#counts, this.#nodes]
    const isFull = this.#mask === MASK
    if (isFull) this.forgotten += 1
    const places = isFull ? PLACES : seconds.length * 4
    this.#seconds = new Uint32Array(places)
    this.#counts = new Uint32Array(places)
    this.#nodes = new Uint32Array(places)
    this.#mask = places - 1
    this.#size = 0
    for (let place = 0; place < seconds.length; place += 1) {
      const keys = counts[place] ?? 0
      if (keys > (isFull ? this.forgotten : 0))
        this.#count(seconds[place] ?? 0, keys, nodes[place] ?? SEVERAL)
    }
    if (this.#size > MOST * 0.9) this.#makeRoom()
  }
}

const hash = (second: number) => Math.imul(second, 0x9e3779b1) >>> 8

const byKeys = (a: Expiry, b: Expiry) => b.keys - a.keys || a.at - b.at
