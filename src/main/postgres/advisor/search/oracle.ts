import { throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { QueryKnowledge } from './knowledge.ts'
import type { SearchCandidate, SearchProblem } from './problem.ts'

/** What one query costs with a set of candidates. */
export interface Known {
  cost: number
  uses: readonly number[]
}

/** Two costs are the same where they differ by less than this share: rounding in what the server prints. */
export const SAME_COST = 1e-6

/**
 * The planner keeps of two paths that differ by less than 1 % either, at each level of a plan: so much
 * dearer with more indexes is its rounding, and does not make it a function of which nothing is known.
 */
const MOSTLY_SAME = 0.05

/** No more questions may be asked. */
export class OutOfQuestions extends Error {
  readonly reason: 'calls' | 'time'

  constructor(reason: 'calls' | 'time') {
    super(`The search reached its limit of ${reason}.`)
    this.reason = reason
  }
}

/** Asks the cost function, and only what earlier answers do not tell. */
export class Oracle {
  readonly problem: SearchProblem
  candidates: SearchCandidate[]
  readonly knowledge: QueryKnowledge[]
  readonly baseCosts: number[] = []
  /** Of each query: the candidates that can change its cost. */
  relevant: number[][] = []
  calls = 0
  /** An answer was dearer than that for a smaller set: nothing may be concluded from sizes of sets alone. */
  isMonotone = true
  /** The cost function does not say which candidates a plan uses. */
  usesUnknown = false
  /** The cost function answers at once: it is a table or a formula. */
  isInstant = false
  #cap = Infinity
  readonly #startedAt: Milliseconds

  constructor(problem: SearchProblem) {
    this.problem = problem
    this.candidates = [...problem.candidates]
    this.knowledge = problem.queries.map(() => new QueryKnowledge())
    this.#startedAt = this.#now()
    this.#findRelevant()
  }

  /** What a query costs with no candidate. */
  learnBase(query: number, cost: number): void {
    this.#knowledgeOf(query).learn([], this.candidates.length, cost, [])
  }

  addCandidates(more: readonly SearchCandidate[]): void {
    this.candidates.push(...more)
    this.#findRelevant()
  }

  weight(query: number): number {
    return this.problem.queries[query]?.weight ?? 0
  }

  size(members: readonly number[]): number {
    let size = 0
    for (const member of members) size += this.candidates[member]?.sizeBytes ?? 0
    return size
  }

  keepCost(members: readonly number[]): number {
    let cost = 0
    for (const member of members) cost += this.candidates[member]?.keepCost ?? 0
    return cost
  }

  membership(members: readonly number[]): Uint8Array {
    const has = new Uint8Array(this.candidates.length)
    for (const member of members) has[member] = 1
    return has
  }

  /** Runs a part of the search with at most so many further questions; false where they ran out. */
  async within(questions: number, work: () => Promise<void>): Promise<boolean> {
    const outer = this.#cap
    this.#cap = Math.min(outer, this.calls + Math.max(0, Math.floor(questions)))
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof OutOfQuestions) || error.reason === 'time') throw error
      // Only this part's share is used up, unless it is everything.
      if (this.calls >= Math.min(outer, this.problem.limits.maxCalls)) throw error
      return false
    } finally {
      this.#cap = outer
    }
  }

  /** Only of what was asked, or what an answer tells of this very set. */
  peekCertain(query: number, members: readonly number[]): Known | undefined {
    const relevant = this.#relevantOf(query, members)
    return this.knowledge[query]?.known(relevant, this.membership(relevant), true)
  }

  /** Only of what is known. */
  peek(query: number, members: readonly number[]): Known | undefined {
    const relevant = this.#relevantOf(query, members)
    return this.knowledge[query]?.known(relevant, this.membership(relevant), !this.#canAssume)
  }

  /** `isCertain`: nothing is assumed. Throws {@link OutOfQuestions}, CANCELLED, and what the cost function throws. */
  async ask(query: number, members: readonly number[], isCertain = false): Promise<Known> {
    const relevant = this.#relevantOf(query, members)
    const knowledge = this.#knowledgeOf(query)
    const has = this.membership(relevant)
    const known = knowledge.known(relevant, has, isCertain || !this.#canAssume)
    if (known) return known
    const answer = await this.#call(query, relevant)
    const cheapest = knowledge.best(has)
    if (cheapest && answer.cost > cheapest.cost * (1 + MOSTLY_SAME)) this.isMonotone = false
    const uses = answer.uses ? answer.uses.toSorted((a, b) => a - b) : relevant
    const assumed = isCertain ? knowledge.known(relevant, has, false) : undefined
    if (assumed && Math.abs(assumed.cost - answer.cost) > SAME_COST * answer.cost) this.#contradicted()
    knowledge.learn(relevant, this.candidates.length, answer.cost, uses)
    return { cost: answer.cost, uses }
  }

  /** {@link ask}, and where the cost function does not say which candidates it used, more questions to learn it. */
  async askUses(query: number, members: readonly number[]): Promise<Known> {
    const known = await this.ask(query, members)
    if (known.uses.length <= 1 || !this.usesUnknown) return known
    return { cost: known.cost, uses: await this.#leastUses(query, known.uses, known.cost) }
  }

  /** Weighted, of all queries with this set, and what keeping it costs: nothing is assumed. */
  async total(members: readonly number[]): Promise<number> {
    let total = this.keepCost(members)
    for (let query = 0; query < this.knowledge.length; query++) {
      total += this.weight(query) * (await this.ask(query, members, true)).cost
    }
    return total
  }

  /** The same, given up (Infinity) as soon as it cannot be below `limit` any more. */
  async totalBelow(members: readonly number[], limit: number): Promise<number> {
    const open: { query: number; least: number }[] = []
    let total = this.keepCost(members)
    for (let query = 0; query < this.knowledge.length; query++) {
      const known = this.peek(query, members)
      const least = known ? known.cost : this.atLeast(query, members)
      total += this.weight(query) * least
      if (!known) open.push({ query, least })
    }
    const gap = ({ query, least }: { query: number; least: number }): number =>
      this.weight(query) * ((this.baseCosts[query] ?? 0) - least)
    open.sort((a, b) => gap(b) - gap(a))
    for (const { query, least } of open) {
      if (total >= limit) return Infinity
      total += this.weight(query) * ((await this.ask(query, members)).cost - least)
    }
    return total < limit && this.usesUnknown ? await this.total(members) : total
  }

  /** The least that a query can cost with a set, by what is known of larger ones. */
  atLeast(query: number, members: readonly number[]): number {
    return this.isMonotone ? this.#knowledgeOf(query).atLeast(this.#relevantOf(query, members)) : 0
  }

  #canAssume = true

  /** What was found out by leaving candidates away does not hold for this cost function. */
  #contradicted(): void {
    this.#canAssume = false
    this.isMonotone = false
  }

  /** Which candidates matter, where the cost function does not say: one after the other, by halving. */
  async #leastUses(query: number, members: readonly number[], cost: number): Promise<readonly number[]> {
    const base = this.baseCosts[query]
    if (members.length === 0 || (base !== undefined && cost >= base * (1 - SAME_COST))) {
      this.#knowledgeOf(query).learn(members, this.candidates.length, cost, [], true)
      return []
    }
    // What belongs to plans that are known is likely to be in this one.
    const known = this.membership(this.#knowledgeOf(query).atoms.flatMap((atom) => atom.members))
    let before = members.toSorted((a, b) => (known[b] ?? 0) - (known[a] ?? 0) || a - b)
    const needed: number[] = []
    while (before.length > 0 && !(await this.#costsNoMore(query, ascending(needed), cost))) {
      // The shortest beginning that, with what is needed for sure, costs no more: its last one is needed.
      let low = 1
      let high = before.length
      while (low < high) {
        const likely = before.findIndex((member) => known[member] === 0)
        const middle = low === 1 && likely > 0 && likely < high ? likely : (low + high) >> 1
        const part = ascending([...before.slice(0, middle), ...needed])
        if (await this.#costsNoMore(query, part, cost)) high = middle
        else low = middle + 1
      }
      needed.push(...before.slice(high - 1, high))
      before = before.slice(0, high - 1)
    }
    needed.sort((a, b) => a - b)
    this.#knowledgeOf(query).learn(members, this.candidates.length, cost, needed, true)
    return needed
  }

  async #costsNoMore(query: number, members: readonly number[], cost: number): Promise<boolean> {
    const limit = cost * (1 + SAME_COST)
    const known = this.peek(query, members)
    if (known) return known.cost <= limit
    if (this.atLeast(query, members) > limit) return false
    const answer = await this.#call(query, members)
    this.#knowledgeOf(query).learn(members, this.candidates.length, answer.cost, answer.uses ?? members)
    if (answer.cost < cost * (1 - SAME_COST)) this.#contradicted()
    return answer.cost <= limit
  }

  async #call(
    query: number,
    members: readonly number[],
  ): Promise<{ cost: number; uses?: readonly number[] }> {
    throwIfCancelled(this.problem.signal)
    const { maxCalls, maxMs } = this.problem.limits
    if (this.calls >= Math.min(maxCalls, this.#cap)) throw new OutOfQuestions('calls')
    if (maxMs !== undefined && this.#now() - this.#startedAt > maxMs) throw new OutOfQuestions('time')
    this.calls++
    const answering = this.problem.cost(query, members)
    this.isInstant = !(answering instanceof Promise)
    const answer = await answering
    if (members.length > 0) this.usesUnknown = answer.uses === undefined
    return answer
  }

  #relevantOf(query: number, members: readonly number[]): readonly number[] {
    const can = this.#canChange[query]
    return can ? members.filter((member) => can[member] === 1) : members
  }

  #canChange: Uint8Array[] = []

  #findRelevant(): void {
    this.relevant = this.problem.queries.map(() => [])
    for (const [candidate, { queries }] of this.candidates.entries()) {
      for (const query of queries ?? this.relevant.keys()) this.relevant[query]?.push(candidate)
    }
    this.#canChange = this.relevant.map((members) => this.membership(members))
  }

  #knowledgeOf(query: number): QueryKnowledge {
    const knowledge = this.knowledge[query]
    if (!knowledge) throw new RangeError(`There is no query ${query}.`)
    return knowledge
  }

  #now(): Milliseconds {
    return this.problem.limits.now?.() ?? 0
  }
}

function ascending(members: readonly number[]): number[] {
  return members.toSorted((a, b) => a - b)
}
