import type { CostTable } from './table.ts'

/** Not yet decided whether it is in the set. */
export const UNDECIDED = 0
export const IN = 1
export const OUT = 2

/** Share of the distance to the best known set that a step of the prices goes; less when it does not help. */
const FIRST_STEP = 1
const LEAST_STEP = 0.002
/** Steps without a better bound before shorter ones are taken. */
const PATIENCE = 8
/** How much the running average of the relaxed sets takes from each. */
const NEWEST = 0.1

/**
 * The Lagrangian relaxation of a table of costs. Every query buys the plan that is cheapest with what
 * it pays for candidates, at prices of its own; the candidates that are paid most for their bytes, and
 * for what keeping them costs, fill the budget, the last one in part. For whatever prices, what all pay
 * together is at most the cost of the best set; moving the prices towards where queries and budget agree
 * brings this bound up to that of the linear program.
 */
export class Relaxation {
  /** The candidates that matter, by their place in the table. */
  readonly candidates: number[]
  readonly state: Uint8Array
  readonly sizes: Float64Array
  readonly keepCosts: Float64Array
  readonly room: number
  /** What each query pays for each candidate that its plans have. */
  readonly prices: Float64Array
  /** How much of each candidate the relaxed sets have had of late: 0 to 1. */
  readonly average: Float64Array
  /** What more the bound would be with the candidate out (above 0: it is in) or in (below 0). */
  readonly reduced: Float64Array
  bound = -Infinity
  /** What a byte of the budget is worth; 0 where there is room for all. */
  bytePrice = 0
  /** Members of plans looked at: how much work was done. */
  work = 0
  readonly #queryCount: number
  readonly #pairStart: Int32Array
  readonly #pairCandidate: Int32Array
  readonly #atomStart: Int32Array
  readonly #atomCost: Float64Array
  readonly #memberStart: Int32Array
  readonly #memberPair: Int32Array
  readonly #profit: Float64Array
  readonly #part: Float64Array
  readonly #slope: Float64Array
  readonly #direction: Float64Array
  readonly #order: Int32Array
  readonly #density: Float64Array

  constructor(table: CostTable) {
    this.room = table.budgetBytes
    this.candidates = table.wanted.filter(
      (candidate) => (table.candidates[candidate]?.sizeBytes ?? 0) <= table.budgetBytes,
    )
    const placeOf = new Map(this.candidates.map((candidate, place) => [candidate, place]))
    const pairStart = [0]
    const pairCandidate: number[] = []
    const atomStart = [0]
    const atomCost: number[] = []
    const memberStart = [0]
    const memberPair: number[] = []
    for (const { weight, atoms } of table.queries) {
      const pairs = new Map<number, number>()
      for (const { members, cost } of atoms) {
        if (sizeOf(table, members) > table.budgetBytes) continue
        for (const member of members) {
          const place = placeOf.get(member)
          if (place === undefined) continue
          const pair = pairs.get(place) ?? pairCandidate.push(place) - 1
          pairs.set(place, pair)
          memberPair.push(pair)
        }
        atomCost.push(weight * cost)
        memberStart.push(memberPair.length)
      }
      atomStart.push(atomCost.length)
      pairStart.push(pairCandidate.length)
    }
    const count = this.candidates.length
    this.#queryCount = table.queries.length
    this.#pairStart = Int32Array.from(pairStart)
    this.#pairCandidate = Int32Array.from(pairCandidate)
    this.#atomStart = Int32Array.from(atomStart)
    this.#atomCost = Float64Array.from(atomCost)
    this.#memberStart = Int32Array.from(memberStart)
    this.#memberPair = Int32Array.from(memberPair)
    this.sizes = Float64Array.from(this.candidates, (one) => table.candidates[one]?.sizeBytes ?? 0)
    this.keepCosts = Float64Array.from(this.candidates, (one) => table.candidates[one]?.keepCost ?? 0)
    this.state = new Uint8Array(count)
    this.prices = new Float64Array(pairCandidate.length)
    this.average = new Float64Array(count)
    this.reduced = new Float64Array(count)
    this.#profit = new Float64Array(count)
    this.#part = new Float64Array(count)
    this.#slope = new Float64Array(pairCandidate.length)
    this.#direction = new Float64Array(pairCandidate.length)
    this.#order = Int32Array.from({ length: count }, (_, place) => place)
    this.#density = new Float64Array(count)
  }

  /**
   * Moves the prices so many times, towards a bound of `target`; ends as soon as the bound reaches it.
   * `seen` is told of each step. Returns the best bound.
   */
  raise(steps: number, target: () => number, seen?: () => void): number {
    let step = FIRST_STEP
    let best = -Infinity
    let idle = 0
    this.#direction.fill(0)
    for (let count = 0; count < steps; count++) {
      const bound = this.look()
      seen?.()
      const goal = target()
      if (bound >= goal) return bound
      if (bound > best) {
        if (bound > best + 1e-4 * Math.abs(goal - best)) idle = 0
        best = bound
      } else if (++idle >= PATIENCE) {
        idle = 0
        step /= 2
        if (step < LEAST_STEP) break
      }
      if (!this.#move(step * (goal - bound))) break
    }
    return best
  }

  /** The bound for the prices as they are; sets {@link bound}, {@link reduced} and {@link average}. */
  look(): number {
    this.#slope.fill(0)
    this.bound = this.#queries() + this.#budget()
    for (let pair = 0; pair < this.#slope.length; pair++) {
      const place = this.#pairCandidate[pair] ?? 0
      this.#slope[pair] = (this.#slope[pair] ?? 0) - (this.#part[place] ?? 0)
    }
    return this.bound
  }

  /** What a set costs by the table: a real upper bound. `has` is by place; tells which members are used. */
  costOf(has: Uint8Array, used: Uint8Array): number {
    let total = 0
    used.fill(0)
    for (let query = 0; query < this.#queryCount; query++) {
      const end = this.#atomStart[query + 1] ?? 0
      let cost = Infinity
      for (let atom = this.#atomStart[query] ?? 0; atom < end; atom++) {
        if (!this.#isWithin(atom, has)) continue
        cost = this.#atomCost[atom] ?? 0
        const last = this.#memberStart[atom + 1] ?? 0
        for (let at = this.#memberStart[atom] ?? 0; at < last; at++) {
          used[this.#pairCandidate[this.#memberPair[at] ?? 0] ?? 0] = 1
        }
        break
      }
      total += cost
    }
    for (let place = 0; place < has.length; place++) {
      if (used[place] === 1) total += this.keepCosts[place] ?? 0
    }
    return total
  }

  /** Each query at its cheapest plan with what it pays; marks what it would take. */
  #queries(): number {
    let sum = 0
    for (let query = 0; query < this.#queryCount; query++) {
      const end = this.#atomStart[query + 1] ?? 0
      let least = Infinity
      let chosen = -1
      for (let atom = this.#atomStart[query] ?? 0; atom < end; atom++) {
        let cost = this.#atomCost[atom] ?? 0
        // Cheapest first, and prices are never negative.
        if (cost >= least) break
        const last = this.#memberStart[atom + 1] ?? 0
        for (let at = this.#memberStart[atom] ?? 0; at < last; at++) {
          const pair = this.#memberPair[at] ?? 0
          if (this.state[this.#pairCandidate[pair] ?? 0] === OUT) cost = Infinity
          cost += this.prices[pair] ?? 0
          if (cost >= least) break
        }
        this.work += 3
        if (cost >= least) continue
        least = cost
        chosen = atom
      }
      sum += least
      if (chosen < 0) continue
      const last = this.#memberStart[chosen + 1] ?? 0
      for (let at = this.#memberStart[chosen] ?? 0; at < last; at++) {
        this.#slope[this.#memberPair[at] ?? 0] = 1
      }
    }
    return sum
  }

  /** The candidates by what they are paid, in the room there is; below 0. */
  #budget(): number {
    const profit = this.#profit
    for (let place = 0; place < profit.length; place++) profit[place] = -(this.keepCosts[place] ?? 0)
    for (let pair = 0; pair < this.prices.length; pair++) {
      const place = this.#pairCandidate[pair] ?? 0
      profit[place] = (profit[place] ?? 0) + (this.prices[pair] ?? 0)
    }
    this.work += this.prices.length
    this.#sort()
    let room = this.room
    let sum = 0
    for (let place = 0; place < profit.length; place++) {
      const isIn = this.state[place] === IN
      this.#part[place] = isIn ? 1 : 0
      if (!isIn) continue
      room -= this.sizes[place] ?? 0
      sum -= profit[place] ?? 0
    }
    if (room < -1e-9 * this.room) return Infinity
    let price = 0
    for (const place of this.#order) {
      if (this.state[place] !== UNDECIDED) continue
      const gain = profit[place] ?? 0
      if (gain <= 0) continue
      const size = this.sizes[place] ?? 0
      const part = size <= room ? 1 : Math.max(0, room) / size
      if (part < 1 && price === 0) price = gain / size
      this.#part[place] = part
      sum -= gain * part
      room -= size * part
      if (room <= 0 && part < 1) break
    }
    this.bytePrice = price
    for (let place = 0; place < profit.length; place++) {
      this.reduced[place] = (profit[place] ?? 0) - price * (this.sizes[place] ?? 0)
      const average = this.average[place] ?? 0
      this.average[place] = average + NEWEST * ((this.#part[place] ?? 0) - average)
    }
    return sum
  }

  /** By profit per byte; nearly sorted from the step before. */
  #sort(): void {
    const order = this.#order
    for (let place = 0; place < order.length; place++) {
      this.#density[place] = (this.#profit[place] ?? 0) / Math.max(this.sizes[place] ?? 0, 1e-9)
    }
    for (let at = 1; at < order.length; at++) {
      const place = order[at] ?? 0
      const density = this.#density[place] ?? 0
      let to = at - 1
      while (to >= 0 && (this.#density[order[to] ?? 0] ?? 0) < density) {
        order[to + 1] = order[to] ?? 0
        to--
      }
      order[to + 1] = place
    }
  }

  /** False where nothing disagrees any more. */
  #move(distance: number): boolean {
    const slope = this.#slope
    const direction = this.#direction
    let dot = 0
    let before = 0
    for (let pair = 0; pair < slope.length; pair++) {
      // A price of 0 cannot go down.
      if ((this.prices[pair] ?? 0) <= 0 && (slope[pair] ?? 0) < 0) slope[pair] = 0
      dot += (slope[pair] ?? 0) * (direction[pair] ?? 0)
      before += (direction[pair] ?? 0) ** 2
    }
    // Against zigzag: what of the last direction points back is taken out (Camerini, Fratta, Maffioli 1975).
    const keep = before > 0 && dot < 0 ? (-1.5 * dot) / before : 0
    let norm = 0
    for (let pair = 0; pair < slope.length; pair++) {
      const to = (slope[pair] ?? 0) + keep * (direction[pair] ?? 0)
      direction[pair] = to
      norm += to * to
    }
    this.work += slope.length
    if (norm < 1e-12) return false
    const scale = distance / norm
    for (let pair = 0; pair < slope.length; pair++) {
      this.prices[pair] = Math.max(0, (this.prices[pair] ?? 0) + scale * (direction[pair] ?? 0))
    }
    return true
  }

  #isWithin(atom: number, has: Uint8Array): boolean {
    const last = this.#memberStart[atom + 1] ?? 0
    for (let at = this.#memberStart[atom] ?? 0; at < last; at++) {
      this.work++
      if (has[this.#pairCandidate[this.#memberPair[at] ?? 0] ?? 0] === 0) return false
    }
    return true
  }

  /** What a query pays for a candidate (by place in the table). */
  pricesOf(query: number): Map<number, number> {
    const found = new Map<number, number>()
    const end = this.#pairStart[query + 1] ?? 0
    for (let pair = this.#pairStart[query] ?? 0; pair < end; pair++) {
      const candidate = this.candidates[this.#pairCandidate[pair] ?? 0]
      if (candidate !== undefined) found.set(candidate, this.prices[pair] ?? 0)
    }
    return found
  }
}

function sizeOf(table: CostTable, members: readonly number[]): number {
  let size = 0
  for (const member of members) size += table.candidates[member]?.sizeBytes ?? 0
  return size
}
