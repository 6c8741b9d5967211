import type { Oracle } from './oracle.ts'
import type { RejectReason, SearchResult } from './problem.ts'
import { tableOf, TableSet } from './table.ts'

/** Why each candidate was not chosen, as far as is known: what would gain most beside the chosen ones first. */
export function reasonsOf(oracle: Oracle, chosen: readonly number[]): SearchResult['rejected'] {
  const table = tableOf(oracle)
  const set = new TableSet(table, chosen)
  const alone = new TableSet(table)
  const wanted = new Set(table.wanted)
  const rejected: (SearchResult['rejected'][number] & { gain: number })[] = []
  for (const [candidate, { sizeBytes, keepCost }] of oracle.candidates.entries()) {
    if (set.has[candidate] === 1) continue
    const add = (reason: RejectReason): void => {
      rejected.push({ candidate, reason, gain: 'gain' in reason ? reason.gain : 0 })
    }
    if (sizeBytes > oracle.problem.budgetBytes) {
      add({ kind: 'over-budget' })
    } else if (wanted.has(candidate)) {
      const gain = set.gain([candidate], []) + keepCost
      const own = alone.gain([candidate], []) + keepCost
      add(reasonOf(oracle, chosen, candidate, gain, own))
    } else {
      add({ kind: 'unused' })
    }
  }
  return rejected
    .toSorted((a, b) => b.gain - a.gain || a.candidate - b.candidate)
    .map(({ candidate, reason }) => ({ candidate, reason }))
}

function reasonOf(
  oracle: Oracle,
  chosen: readonly number[],
  candidate: number,
  gain: number,
  own: number,
): RejectReason {
  const { keepCost = 0, sizeBytes = 0, group, queries } = oracle.candidates[candidate] ?? {}
  if (own > 0 && own <= keepCost) return { kind: 'keep-cost', gain: own }
  if (gain > keepCost && oracle.size(chosen) + sizeBytes > oracle.problem.budgetBytes) {
    return { kind: 'budget', gain }
  }
  const by = chosen.filter((member) => {
    const other = oracle.candidates[member]
    const shares = !queries || !other?.queries || other.queries.some((query) => queries.includes(query))
    return other?.group === group && shares
  })
  return by.length > 0 && own > gain
    ? { kind: 'replaced', by, gain: own }
    : { kind: 'little-gain', gain: Math.max(gain, 0) }
}
