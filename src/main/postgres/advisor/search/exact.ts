import type { CostTable } from './table.ts'

/** Steps after which the exact search gives up: tens of milliseconds. */
const MOST_STEPS = 2000
/** More candidates than this are never finished within the steps. */
const MOST_CANDIDATES = 40

/**
 * The optimum of a table by branch and bound, or undefined where nothing is better than `atMost` or
 * the steps did not suffice.
 *
 * Two lower bounds: each query at its cheapest atom that can still be completed within the budget;
 * and the gains of all atoms shared out over their missing members by size, each candidate at the
 * most it gets from each query, filled into the budget like a fractional knapsack (a set's gain is at
 * most the sum of its members' shares, so this is never too low).
 */
export function solveExactly(table: CostTable, atMost: number): number[] | undefined {
  if (table.wanted.length > MOST_CANDIDATES || table.wanted.length === 0) return undefined
  const search = new BranchAndBound(table, atMost)
  return search.run()
}

const UNDECIDED = 0
const IN = 1
const OUT = 2

class BranchAndBound {
  readonly #table: CostTable
  readonly #state: Uint8Array
  #best: number
  #bestMembers: number[] | undefined
  #steps = 0

  constructor(table: CostTable, atMost: number) {
    this.#table = table
    this.#state = new Uint8Array(table.candidates.length)
    this.#best = atMost
  }

  run(): number[] | undefined {
    this.#branch(0, 0)
    return this.#steps > MOST_STEPS ? undefined : this.#bestMembers
  }

  #branch(size: number, keepCost: number): void {
    if (++this.#steps > MOST_STEPS) return
    const room = this.#table.budgetBytes - size
    const { now, least, shares } = this.#look(room)
    if (now + keepCost < this.#best * (1 - 1e-12)) {
      this.#best = now + keepCost
      this.#bestMembers = this.#table.wanted.filter((candidate) => this.#state[candidate] === IN)
    }
    if (least + keepCost >= this.#best * (1 - 1e-12)) return
    const open = [...shares].toSorted((a, b) => density(b) - density(a) || a.candidate - b.candidate)
    if (now + keepCost - knapsack(open, room) >= this.#best * (1 - 1e-12)) return
    const [next] = open
    if (!next) return
    this.#state[next.candidate] = IN
    this.#branch(size + next.bytes, keepCost + next.keepCost)
    this.#state[next.candidate] = OUT
    this.#branch(size, keepCost)
    this.#state[next.candidate] = UNDECIDED
  }

  #look(room: number): { now: number; least: number; shares: Share[] } {
    const { queries, candidates } = this.#table
    let now = 0
    let least = 0
    const shares = new Map<number, Share>()
    for (const { weight, atoms } of queries) {
      const cost = atoms.find(({ members }) => members.every((m) => this.#state[m] === IN))?.cost ?? Infinity
      now += weight * cost
      let cheapest = cost
      const mine = new Map<number, number>()
      for (const atom of atoms) {
        if (atom.cost >= cost) break
        if (atom.members.some((member) => this.#state[member] === OUT)) continue
        const missing = atom.members.filter((member) => this.#state[member] === UNDECIDED)
        let bytes = 0
        for (const member of missing) bytes += candidates[member]?.sizeBytes ?? 0
        if (bytes > room) continue
        cheapest = Math.min(cheapest, atom.cost)
        for (const member of missing) {
          const own = candidates[member]?.sizeBytes ?? 0
          const share = (cost - atom.cost) * (bytes > 0 ? own / bytes : 1 / missing.length)
          mine.set(member, Math.max(mine.get(member) ?? 0, share))
        }
      }
      least += weight * cheapest
      for (const [candidate, gain] of mine) {
        const { sizeBytes = 0, keepCost = 0 } = candidates[candidate] ?? {}
        const share = shares.get(candidate) ?? { candidate, bytes: sizeBytes, keepCost, gain: 0 }
        share.gain += weight * gain
        shares.set(candidate, share)
      }
    }
    return { now, least, shares: [...shares.values()] }
  }
}

interface Share {
  candidate: number
  bytes: number
  keepCost: number
  /** Weighted; at most this much of a set's gain is this candidate's. */
  gain: number
}

function density({ gain, keepCost, bytes }: Share): number {
  return (gain - keepCost) / Math.max(bytes, 1)
}

/** The most that the shares can gain within the room, the last one in part. */
function knapsack(sorted: readonly Share[], room: number): number {
  let gain = 0
  let left = room
  for (const share of sorted) {
    const net = share.gain - share.keepCost
    if (net <= 0) continue
    const part = share.bytes <= left ? 1 : left / share.bytes
    gain += net * part
    left -= share.bytes * part
    if (left <= 0) break
  }
  return gain
}
