import { IN, OUT, Relaxation, UNDECIDED } from './relaxation.ts'
import type { CostTable } from './table.ts'

const ROOT_STEPS = 400
const NODE_STEPS = 30
/** Relatively: a set that is better by less is not looked for. */
const SAME = 1e-9
/** Relaxed sets of the root that are made whole: every so many steps. */
const ROUND_EVERY = 5

export interface Solved {
  /** The best set found, where it is better than the one given. */
  members: number[] | undefined
  /** No set of the table costs less. */
  bound: number
  /** The search was finished: the set found, or the one given, is the optimum of the table. */
  isExact: boolean
}

/**
 * The optimum of a table by branch and bound, over the bound of {@link Relaxation}. What costs so much
 * to leave out, or to put in, that the best known set cannot be reached any more, is decided without
 * branching. `atMost` is the cost of a set that is known; `mostWork` bounds the work (a million is some
 * milliseconds). Deterministic.
 */
export function solveExactly(table: CostTable, atMost: number, mostWork: number): Solved {
  const search = new BranchAndBound(new Relaxation(table), atMost, mostWork)
  return search.run()
}

class BranchAndBound {
  readonly #relaxed: Relaxation
  readonly #mostWork: number
  #best: number
  #bestMembers: number[] | undefined
  /** The least bound of what was given up. */
  #open = Infinity
  readonly #has: Uint8Array
  readonly #used: Uint8Array
  readonly #byAverage: number[]

  constructor(relaxed: Relaxation, atMost: number, mostWork: number) {
    this.#relaxed = relaxed
    this.#best = atMost
    this.#mostWork = mostWork
    this.#has = new Uint8Array(relaxed.candidates.length)
    this.#used = new Uint8Array(relaxed.candidates.length)
    this.#byAverage = [...relaxed.candidates.keys()]
  }

  run(): Solved {
    this.#branch(ROOT_STEPS, -Infinity)
    const bound = Math.min(this.#open, this.#best)
    return { members: this.#bestMembers, bound, isExact: this.#open >= this.#limit() }
  }

  #limit(): number {
    return this.#best * (1 - SAME)
  }

  #branch(steps: number, above: number): void {
    const relaxed = this.#relaxed
    let count = 0
    const decided: number[] = []
    const raised = relaxed.raise(
      steps,
      () => this.#limit(),
      () => {
        if (count++ % ROUND_EVERY === ROUND_EVERY - 1) this.#makeWhole()
        this.#decide(decided)
      },
    )
    this.#makeWhole()
    const bound = Math.max(raised, above)
    if (bound < this.#limit()) {
      if (relaxed.work > this.#mostWork) this.#open = Math.min(this.#open, bound)
      else this.#split(bound)
    }
    for (const place of decided) relaxed.state[place] = UNDECIDED
  }

  #split(bound: number): void {
    const relaxed = this.#relaxed
    const place = this.#mostDoubtful()
    if (place === undefined) {
      // All is decided: the set itself was looked at by making it whole.
      return
    }
    const prices = relaxed.prices.slice()
    const average = relaxed.average.slice()
    const likely = (average[place] ?? 0) >= 0.5 ? IN : OUT
    for (const state of [likely, likely === IN ? OUT : IN]) {
      if (bound >= this.#limit()) break
      relaxed.state[place] = state
      this.#branch(NODE_STEPS, bound)
      relaxed.prices.set(prices)
      relaxed.average.set(average)
    }
    relaxed.state[place] = UNDECIDED
  }

  /** What cannot be otherwise in any set that is better than the best known one. */
  #decide(decided: number[]): void {
    const relaxed = this.#relaxed
    const slack = this.#limit() - relaxed.bound
    if (!(slack > 0) || relaxed.bound === -Infinity) return
    for (let place = 0; place < relaxed.state.length; place++) {
      if (relaxed.state[place] !== UNDECIDED) continue
      const reduced = relaxed.reduced[place] ?? 0
      if (Math.abs(reduced) <= slack) continue
      relaxed.state[place] = reduced > 0 ? IN : OUT
      decided.push(place)
    }
  }

  #mostDoubtful(): number | undefined {
    const relaxed = this.#relaxed
    let best: number | undefined
    let most = -1
    for (let place = 0; place < relaxed.state.length; place++) {
      if (relaxed.state[place] !== UNDECIDED) continue
      const average = relaxed.average[place] ?? 0
      const doubt = Math.min(average, 1 - average) + (1e-9 * (relaxed.sizes[place] ?? 0)) / (relaxed.room + 1)
      if (doubt <= most) continue
      most = doubt
      best = place
    }
    return best
  }

  /** A real set from the relaxed ones: what they had most of, as far as it fits, without what no plan uses. */
  #makeWhole(): void {
    const relaxed = this.#relaxed
    const has = this.#has
    const rank = (place: number): number =>
      relaxed.state[place] === IN ? 2 : relaxed.state[place] === OUT ? -1 : (relaxed.average[place] ?? 0)
    this.#byAverage.sort((a, b) => rank(b) - rank(a) || a - b)
    has.fill(0)
    for (let pass = 0; pass < 3; pass++) {
      let room = relaxed.room
      for (let place = 0; place < has.length; place++) if (has[place] === 1) room -= relaxed.sizes[place] ?? 0
      for (const place of this.#byAverage) {
        const size = relaxed.sizes[place] ?? 0
        if (has[place] === 1 || size > room || rank(place) < 0.01) continue
        has[place] = 1
        room -= size
      }
      const cost = relaxed.costOf(has, this.#used)
      if (cost < this.#limit()) {
        this.#best = cost
        this.#bestMembers = relaxed.candidates.filter((_, place) => this.#used[place] === 1)
      }
      has.set(this.#used)
    }
  }
}
