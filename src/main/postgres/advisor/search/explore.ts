import type { Oracle } from './oracle.ts'

/** Of the total cost: plans that save less are not looked for. */
const FELT = 2e-4
const FEW = 40
/** Of the best promise: a query that has this much is stayed with. */
const NEARLY = 0.3

/** Sets that differ from one already asked about, waiting by what they may gain at most. */
interface Open {
  query: number
  members: readonly number[]
  /** Weighted gain of the set it was made from: more than that it cannot be. */
  promise: number
}

/**
 * Learns which candidates plans want. For each query the plan with everything there says what it uses;
 * then what it used is taken away, together with everything at least as large on the same table, so
 * that the next plan shows the next smaller way to be fast; and so on, the most promising first.
 */
export async function exploreBySize(oracle: Oracle, budgetBytes: number): Promise<void> {
  const fits = (candidate: number): boolean => (oracle.candidates[candidate]?.sizeBytes ?? 0) <= budgetBytes
  await peel(
    oracle,
    oracle.relevant.map((members) => members.filter(fits)),
    (members, used) => {
      const { sizeBytes = 0, group } = oracle.candidates[used] ?? {}
      return members.filter((member) => {
        const other = oracle.candidates[member]
        if (!other || member === used) return false
        return other.group !== group || other.sizeBytes < sizeBytes
      })
    },
  )
}

/**
 * The same among those that some plan wanted, taking away one at a time: so every way in which queries
 * can share indexes becomes known.
 */
export async function exploreShared(oracle: Oracle, wanted: readonly number[]): Promise<void> {
  const isWanted = oracle.membership(wanted)
  await peel(
    oracle,
    oracle.relevant.map((members) => members.filter((member) => isWanted[member] === 1)),
    (members, used) => members.filter((member) => member !== used),
  )
}

/** Of one query on one table: those that come later in the list are less likely to be wanted. */
const MOST_ON_TABLE = 40

/**
 * Which of all candidates a query wants on each of its tables, the others having only simple ones: the
 * planner takes long where many exist on several tables. What is used is taken away with everything as
 * large, as in {@link exploreBySize}, as long as the rest does better than the simple ones.
 */
export async function exploreByTable(oracle: Oracle, simple: readonly number[]): Promise<void> {
  const { budgetBytes } = oracle.problem
  const isSimple = oracle.membership(simple)
  const felt = FELT * totalOfBase(oracle)
  const open: (Open & { group: string | undefined })[] = []
  const simpleCosts: number[] = []
  for (const [query, relevant] of oracle.relevant.entries()) {
    const fitting = relevant.filter((one) => (oracle.candidates[one]?.sizeBytes ?? Infinity) <= budgetBytes)
    const known = fitting.filter((one) => isSimple[one] === 1)
    simpleCosts.push((await oracle.askUses(query, known)).cost)
    for (const [group, ofGroup] of Map.groupBy(fitting, (one) => oracle.candidates[one]?.group)) {
      const few = ofGroup.filter((one) => isSimple[one] === 0).slice(0, MOST_ON_TABLE)
      const members = [...known, ...few].toSorted((a, b) => a - b)
      const promise = oracle.weight(query) * (simpleCosts[query] ?? 0)
      if (few.length > 0) open.push({ query, members, promise, group })
    }
  }
  const seen = new Set<string>()
  for (;;) {
    let at = 0
    for (const [place, { promise }] of open.entries()) if (promise > (open[at]?.promise ?? 0)) at = place
    const [next] = open.splice(at, 1)
    if (!next) return
    const { query, members, group } = next
    const { cost, uses } = await oracle.askUses(query, members)
    const gain = oracle.weight(query) * ((simpleCosts[query] ?? 0) - cost)
    if (gain <= felt) continue
    for (const used of uses) {
      const { sizeBytes = 0, group: table } = oracle.candidates[used] ?? {}
      if (table !== group || isSimple[used] === 1) continue
      const rest = members.filter((one) => {
        const other = oracle.candidates[one]
        return other?.group !== group || isSimple[one] === 1 || (other?.sizeBytes ?? 0) < sizeBytes
      })
      const key = `${query}:${rest.join()}`
      if (seen.has(key)) continue
      seen.add(key)
      open.push({ query, members: rest, promise: gain, group })
    }
  }
}

async function peel(
  oracle: Oracle,
  starts: readonly (readonly number[])[],
  without: (members: readonly number[], used: number) => number[],
): Promise<void> {
  const felt = FELT * totalOfBase(oracle)
  const open: Open[] = starts.map((members, query) => ({ query, members, promise: Infinity }))
  const seen = new Set<string>()
  let last: number | undefined
  for (;;) {
    const next = takeBest(open, last)
    if (!next) return
    const { query, members } = next
    last = query
    if (members.length === 0) continue
    const { cost, uses } = await oracle.askUses(query, members)
    const gain = oracle.weight(query) * ((oracle.baseCosts[query] ?? 0) - cost)
    if (gain <= felt) continue
    // What does not fit together has to be replaced by something of whatever size; where there are many
    // candidates, the smaller ones have to do.
    const tooLarge = members.length <= FEW && oracle.size(uses) > oracle.problem.budgetBytes
    const others = uses.map((used) => without(members, used))
    if (tooLarge) others.push(...uses.map((used) => members.filter((member) => member !== used)))
    for (const rest of others) {
      const key = `${query}:${rest.join()}`
      if (rest.length === 0 || seen.has(key)) continue
      seen.add(key)
      open.push({ query, members: rest, promise: gain })
    }
  }
}

/**
 * The most promising; of the query asked about last as long as that has nearly as much to promise: its
 * sets differ little from each other, and a server makes and unmakes less between them.
 */
function takeBest(open: Open[], last: number | undefined): Open | undefined {
  let best = 0
  let same: number | undefined
  for (const [at, { query, promise }] of open.entries()) {
    if (promise > (open[best]?.promise ?? 0)) best = at
    if (query === last && (same === undefined || promise > (open[same]?.promise ?? 0))) same = at
  }
  const near = same !== undefined && (open[same]?.promise ?? 0) >= NEARLY * (open[best]?.promise ?? 0)
  return open.splice(near && same !== undefined ? same : best, 1)[0]
}

function totalOfBase(oracle: Oracle): number {
  return oracle.baseCosts.reduce((sum, cost, query) => sum + oracle.weight(query) * cost, 0)
}

/** Candidates that some atom, better than having none, has. */
export function wantedOf(oracle: Oracle): number[] {
  const wanted = new Set<number>()
  for (const [query, { atoms }] of oracle.knowledge.entries()) {
    for (const { members, cost } of atoms) {
      if (cost < (oracle.baseCosts[query] ?? 0)) for (const member of members) wanted.add(member)
    }
  }
  return [...wanted].toSorted((a, b) => a - b)
}
