import { solveExactly } from './exact.ts'
import { type CostTable, TableSet } from './table.ts'

/** Rounds of taking some out and filling up again, where the exact search did not finish. */
const ROUNDS = 60
/** Changes tried in one call, of which no further round is begun: a fraction of a second. */
const MOST_EVALUATIONS = 40_000
/** Of the exact search: tens of milliseconds. */
const MOST_WORK = 4_000_000
/** Below this share of the total a gain is rounding. */
const NOTHING = 1e-9

/** The best sets that were found, best first and all different. */
export interface Solution {
  sets: number[][]
  /** The first one is the optimum of the table. */
  isExact: boolean
}

/**
 * The best sets for a table of known costs: greedy beginnings, improved by adding, dropping and
 * exchanging until nothing helps, then the exact optimum by branch and bound from there. Where that did
 * not finish, the best is shaken and improved again. Deterministic. `mostWork` bounds the exact search; `isQuick`: from the seeds, with
 * the exact search alone.
 */
export function solve(
  table: CostTable,
  seeds: readonly (readonly number[])[],
  { mostWork = MOST_WORK, isQuick = false }: { mostWork?: number | undefined; isQuick?: boolean } = {},
): Solution {
  const found = new Map<string, { members: number[]; total: number }>()
  let evaluations = 0
  const keep = (set: TableSet): void => {
    const members = set.members()
    evaluations += set.evaluations
    found.set(members.join(), { members, total: set.total })
  }
  const best = (): { members: number[]; total: number } | undefined =>
    [...found.values()].toSorted((a, b) => a.total - b.total)[0]
  for (const seed of seeds) {
    const set = new TableSet(table, seed)
    shrink(set)
    if (set.size <= table.budgetBytes && !isQuick) improve(set)
    keep(set)
  }
  for (const exponent of isQuick ? [] : [1, 0]) {
    const set = new TableSet(table)
    fill(set, exponent)
    improve(set)
    keep(set)
  }
  const exact = solveExactly(table, best()?.total ?? Infinity, mostWork)
  if (exact.members) {
    const set = new TableSet(table, exact.members)
    if (!exact.isExact) improve(set)
    keep(set)
  }
  if (!exact.isExact && !isQuick) {
    const shrunk = new TableSet(table, table.wanted)
    shrink(shrunk)
    improve(shrunk)
    keep(shrunk)
    const random = randomNumbers(found.size + table.wanted.length)
    for (let round = 0; round < ROUNDS; round++) {
      if (evaluations >= MOST_EVALUATIONS) break
      const start = best()
      if (!start || start.members.length === 0) break
      const set = new TableSet(table, shaken(start.members, random))
      fill(set, [1, 0.5, 0][round % 3] ?? 1)
      improve(set)
      keep(set)
    }
  }
  const sets = [...found.values()].toSorted((a, b) => a.total - b.total).map(({ members }) => members)
  return { sets, isExact: exact.isExact }
}

/** Adds what gains most per byte to the power of `exponent`, while something gains and fits. */
function fill(set: TableSet, exponent: number): void {
  const { table } = set
  for (;;) {
    let best: { add: number[]; score: number } | undefined
    for (const add of additions(set)) {
      const bytes = sizeOf(table, add)
      if (set.size + bytes > table.budgetBytes) continue
      const gain = set.gain(add, [])
      if (gain <= NOTHING * set.total) continue
      const score = gain / Math.max(bytes, 1) ** exponent
      if (!best || score > best.score) best = { add, score }
    }
    if (!best) return
    set.change(best.add, [])
  }
}

/** For each query, what is missing of the atoms that are cheaper than what it has; none twice. */
function additions(set: TableSet): number[][] {
  const found = new Map<string, number[]>()
  for (const query of set.table.queries.keys()) {
    for (const atom of set.cheaper(query)) {
      const add = set.missing(atom)
      if (add.length > 0) found.set(add.join(), add)
    }
  }
  return [...found.values()]
}

function sizeOf(table: CostTable, members: readonly number[]): number {
  let size = 0
  for (const member of members) size += table.candidates[member]?.sizeBytes ?? 0
  return size
}

/** Drops what is missed least per byte until the set fits. */
function shrink(set: TableSet, spare: readonly number[] = []): void {
  while (set.size > set.table.budgetBytes) {
    let best: { member: number; score: number } | undefined
    for (const member of set.members()) {
      if (spare.includes(member)) continue
      const loss = -set.gain([], [member])
      const bytes = Math.max(set.table.candidates[member]?.sizeBytes ?? 0, 1)
      // What frees more than is needed is not worth more for it.
      const score = loss / Math.min(bytes, set.size - set.table.budgetBytes)
      if (!best || score < best.score) best = { member, score }
    }
    if (!best) return
    set.change([], [best.member])
  }
}

/** Until nothing helps: drop what is not worth keeping, add, and exchange something for an addition. */
function improve(set: TableSet): void {
  for (let step = 0; step < 200; step++) {
    if (!dropUseless(set) && !exchange(set)) return
  }
}

function dropUseless(set: TableSet): boolean {
  for (const member of set.members()) {
    if (set.gain([], [member]) < -NOTHING * set.total) continue
    set.change([], [member])
    return true
  }
  return false
}

/** The best addition, with what has to go for it to fit; false where none gains. */
function exchange(set: TableSet): boolean {
  const { table } = set
  const start = set.mark()
  const least = NOTHING * set.total
  const promising = additions(set)
    .filter((into) => sizeOf(table, into) <= table.budgetBytes)
    .map((into) => ({ into, most: set.gain(into, []) }))
    .filter(({ most }) => most > least)
    .toSorted((a, b) => b.most - a.most)
  const members = set.members()
  let best: { into: number[]; out: number[]; gain: number } | undefined
  for (const { into, most } of promising) {
    // What has to go for it only makes it less.
    if (best && most <= best.gain) break
    set.change(into, [])
    shrink(set, into)
    const gain = start.total - set.total
    if (set.size <= table.budgetBytes && gain > Math.max(least, best?.gain ?? 0)) {
      best = { into, out: members.filter((member) => set.has[member] === 0), gain }
    }
    set.backTo(start)
  }
  if (!best) return false
  set.change(best.into, best.out)
  set.forget()
  return true
}

/** Without about a third of its members, at least one. */
export function shaken(members: readonly number[], random: () => number): number[] {
  const kept = members.filter(() => random() > 1 / 3)
  return kept.length < members.length ? kept : members.slice(1)
}

/** Mulberry32: 0 to 1, the same sequence for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}
