import type { Oracle } from './oracle.ts'

/** Of the total cost: plans that save less are not looked for. */
const FELT = 2e-4

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

async function peel(
  oracle: Oracle,
  starts: readonly (readonly number[])[],
  without: (members: readonly number[], used: number) => number[],
): Promise<void> {
  const felt = FELT * totalOfBase(oracle)
  const open: Open[] = starts.map((members, query) => ({ query, members, promise: Infinity }))
  const seen = new Set<string>()
  for (;;) {
    const next = takeBest(open)
    if (!next) return
    const { query, members } = next
    if (members.length === 0) continue
    const { cost, uses } = await oracle.askUses(query, members)
    const gain = oracle.weight(query) * ((oracle.baseCosts[query] ?? 0) - cost)
    if (gain <= felt) continue
    for (const used of uses) {
      const rest = without(members, used)
      const key = `${query}:${rest.join()}`
      if (rest.length === 0 || seen.has(key)) continue
      seen.add(key)
      open.push({ query, members: rest, promise: gain })
    }
  }
}

function takeBest(open: Open[]): Open | undefined {
  let best = 0
  for (let at = 1; at < open.length; at++)
    if ((open[at]?.promise ?? 0) > (open[best]?.promise ?? 0)) best = at
  return open.splice(best, 1)[0]
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
