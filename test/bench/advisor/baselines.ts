import { type Candidate, candidateKey } from '../../../src/main/postgres/advisor/candidate.ts'
import { plainIndex, type UsedColumns } from './columns.ts'

/** What a baseline may ask: the weighted cost of one query with a set of indexes, and the size of one. */
export interface Bench {
  queries: readonly { used: UsedColumns }[]
  /** Asks only what was not asked before with the same indexes on the query's tables. */
  cost: (query: number, indexes: readonly Candidate[]) => Promise<number>
  size: (index: Candidate) => Promise<number>
}

export type Baseline = (bench: Bench, budget: number, maxWidth: number) => Promise<Candidate[]>

async function total(bench: Bench, indexes: readonly Candidate[]): Promise<number> {
  let sum = 0
  for (const query of bench.queries.keys()) sum += await bench.cost(query, indexes)
  return sum
}

async function sizeOf(bench: Bench, indexes: readonly Candidate[]): Promise<number> {
  let sum = 0
  for (const index of indexes) sum += await bench.size(index)
  return sum
}

function columnsOf({ queries }: Bench): Map<string, Set<string>> {
  const columns = new Map<string, Set<string>>()
  for (const { used } of queries) {
    for (const [table, names] of used) {
      columns.set(table, new Set([...(columns.get(table) ?? []), ...names]))
    }
  }
  return columns
}

function singles(bench: Bench): Candidate[] {
  return [...columnsOf(bench)].flatMap(([table, names]) =>
    [...names].map((name) => plainIndex(table, [name])),
  )
}

/**
 * Extend, as published (Schlosser, Kossmann, Boissier: "Efficient scalable multi-attribute index
 * selection using recursive strategies", 2019): begins with nothing; each step adds the single-column
 * index, or appends to a chosen index the column, with the best gain per additional byte that still
 * fits; ends when no step gains.
 */
export const extend: Baseline = async (bench, budget, maxWidth) => {
  const columns = columnsOf(bench)
  let chosen: Candidate[] = []
  let cost = await total(bench, chosen)
  for (;;) {
    let best: { indexes: Candidate[]; cost: number; ratio: number } | undefined
    const used = await sizeOf(bench, chosen)
    const consider = async (indexes: Candidate[], added: number): Promise<void> => {
      if (used + added > budget) return
      const after = await total(bench, indexes)
      const ratio = (cost - after) / Math.max(added, 1)
      if (after < cost && (!best || ratio > best.ratio)) best = { indexes, cost: after, ratio }
    }
    const keys = new Set(chosen.map(candidateKey))
    for (const index of singles(bench)) {
      if (!keys.has(candidateKey(index))) await consider([...chosen, index], await bench.size(index))
    }
    for (const [place, index] of chosen.entries()) {
      if (index.key.length >= maxWidth) continue
      const names = index.key.flatMap((part) => (part.kind === 'column' ? [part.column] : []))
      for (const column of columns.get(index.table) ?? []) {
        const wider = plainIndex(index.table, [...names, column])
        if (names.includes(column) || keys.has(candidateKey(wider))) continue
        const added = (await bench.size(wider)) - (await bench.size(index))
        await consider(chosen.with(place, wider), added)
      }
    }
    if (!best) return chosen
    chosen = best.indexes
    cost = best.cost
  }
}

/** One after the other by the gain each has alone per byte, while it fits: as DB2Advis begins. */
export const greedy: Baseline = async (bench, budget, maxWidth) => {
  const nothing = await total(bench, [])
  const rated: { index: Candidate; ratio: number; bytes: number }[] = []
  const pairs = maxWidth < 2 ? [] : pairsOf(bench)
  for (const index of [...singles(bench), ...pairs]) {
    const bytes = await bench.size(index)
    rated.push({ index, bytes, ratio: (nothing - (await total(bench, [index]))) / bytes })
  }
  const chosen: Candidate[] = []
  let left = budget
  for (const { index, bytes, ratio } of rated.toSorted((a, b) => b.ratio - a.ratio)) {
    if (ratio <= 0 || bytes > left) continue
    chosen.push(index)
    left -= bytes
  }
  return chosen
}

function pairsOf({ queries }: Bench): Candidate[] {
  const pairs = new Map<string, Candidate>()
  for (const { used } of queries) {
    for (const [table, names] of used) {
      for (const first of names) {
        for (const second of names) {
          const index = plainIndex(table, [first, second])
          if (first !== second) pairs.set(candidateKey(index), index)
        }
      }
    }
  }
  return [...pairs.values()]
}

/** Every column that a query names, the smallest first, while they fit. */
export const allSingles: Baseline = async (bench, budget) => {
  const sized: { index: Candidate; bytes: number }[] = []
  for (const index of singles(bench)) sized.push({ index, bytes: await bench.size(index) })
  const chosen: Candidate[] = []
  let left = budget
  for (const { index, bytes } of sized.toSorted((a, b) => a.bytes - b.bytes)) {
    if (bytes > left) break
    chosen.push(index)
    left -= bytes
  }
  return chosen
}
