import type { TreeNode } from '../namespaces/index.ts'
import { BoundedCounts } from './bounded-counts.ts'
import type { Tally } from './tally.ts'

/** A second in which keys expire, and where they are. */
export interface Expiry {
  /** Epoch seconds. */
  at: number
  keys: number
  /** How many of the keys are in which node; as far as it is known, see {@link Expiries}. */
  nodes: Map<TreeNode<Tally>, number>
}

/** Nodes that are told apart; the keys of others count as being nowhere. */
const MOST_NODES = 1 << 16

/** Counts keys by the second in which they expire and by their node, in 24 MB at most. */
export class Expiries {
  readonly #seconds = new BoundedCounts()
  /** Of each second and node, as one number. */
  readonly #shares = new BoundedCounts()
  readonly #numbers = new Map<TreeNode<Tally>, number>()
  readonly #byNumber: TreeNode<Tally>[] = []

  /** No second was counted short by more. */
  get forgotten(): number {
    return this.#seconds.forgotten
  }

  /** @param at milliseconds since the epoch */
  add(at: number, node: TreeNode<Tally>): void {
    const second = Math.floor(at / 1000)
    // Beyond the year 2106 nothing expires together by accident.
    if (second <= 0 || second > 0xffffffff) return
    this.#seconds.add(second)
    let number = this.#numbers.get(node)
    if (number === undefined) {
      if (this.#byNumber.length === MOST_NODES) return
      number = this.#byNumber.push(node) - 1
      this.#numbers.set(node, number)
    }
    this.#shares.add(second * MOST_NODES + number)
  }

  /** The fullest seconds with more than one key, the fullest first, equal ones in their order. */
  fullest(most: number): Expiry[] {
    const found: Expiry[] = []
    let fewest = 2
    this.#seconds.each((at, keys) => {
      if (keys < fewest) return
      found.push({ at, keys, nodes: new Map() })
      if (found.length < most * 20) return
      found.sort(byKeys)
      found.length = most
      fewest = found.at(-1)?.keys ?? fewest
    })
    const fullest = found.toSorted(byKeys).slice(0, most)
    const bySecond = new Map(fullest.map((one) => [one.at, one]))
    this.#shares.each((share, keys) => {
      const node = this.#byNumber[share % MOST_NODES]
      if (node) bySecond.get(Math.floor(share / MOST_NODES))?.nodes.set(node, keys)
    })
    return fullest
  }
}

const byKeys = (a: Expiry, b: Expiry) => b.keys - a.keys || a.at - b.at
