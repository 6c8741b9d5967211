/** Candidates that a plan used together, and what the query then costs. */
export interface Atom {
  /** Ascending. */
  members: readonly number[]
  cost: number
}

interface Evaluation {
  /** 1 for each candidate that existed. */
  existed: Uint8Array
  cost: number
  uses: readonly number[]
  /** Found out by leaving others away, not told: between the two sets the cost need not be the same. */
  isAssumed: boolean
}

/**
 * What is known of one query. The planner takes the cheapest plan it finds, so that with more
 * candidates a query costs no more, and without the candidates that its plan does not use it costs
 * the same: every set between the used and the existing ones has that cost. (Postgres compares paths
 * with a tolerance of 1 %, so both hold nearly, not exactly; what is reported in the end was asked.)
 */
export class QueryKnowledge {
  readonly #evaluations: Evaluation[] = []
  /** Cheapest first; none contains a cheaper one. */
  readonly atoms: Atom[] = []
  /** How many atoms were ever new. */
  learnt = 0
  /** Of all answers. */
  least = Infinity

  /** Takes an answer for the set `members`. */
  learn(
    members: readonly number[],
    candidateCount: number,
    cost: number,
    uses: readonly number[],
    isAssumed = false,
  ): void {
    const existed = new Uint8Array(candidateCount)
    for (const member of members) existed[member] = 1
    if (cost < this.least) this.least = cost
    this.#evaluations.push({ existed, cost, uses, isAssumed })
    this.#addAtom({ members: uses, cost })
  }

  /** The answer for a set, where an earlier one tells it; `certainly`: without assuming anything. */
  known(
    members: readonly number[],
    has: Uint8Array,
    certainly: boolean,
  ): { cost: number; uses: readonly number[] } | undefined {
    return this.#evaluations.find(
      ({ existed, uses, isAssumed }) =>
        !(certainly && isAssumed) &&
        uses.every((used) => has[used] === 1) &&
        members.every((m) => existed[m] === 1),
    )
  }

  /** No set costs less than a larger one. */
  atLeast(members: readonly number[]): number {
    let most = 0
    for (const { existed, cost } of this.#evaluations) {
      if (cost > most && members.every((member) => existed[member] === 1)) most = cost
    }
    return most
  }

  /** The cheapest atom within the set. */
  best(has: Uint8Array): Atom | undefined {
    return this.atoms.find(({ members }) => members.every((member) => has[member] === 1))
  }

  #addAtom(atom: Atom): void {
    const { atoms } = this
    const within = new Set(atom.members)
    const dominated = (other: Atom): boolean => other.members.every((member) => within.has(member))
    if (atoms.some((other) => other.cost <= atom.cost && dominated(other))) return
    this.learnt++
    const mine = (other: Atom): boolean => atom.members.every((member) => other.members.includes(member))
    for (let at = atoms.length - 1; at >= 0; at--) {
      const other = atoms[at]
      if (other && other.cost >= atom.cost && mine(other)) atoms.splice(at, 1)
    }
    const place = atoms.findIndex((other) => other.cost > atom.cost)
    atoms.splice(place < 0 ? atoms.length : place, 0, atom)
  }
}
