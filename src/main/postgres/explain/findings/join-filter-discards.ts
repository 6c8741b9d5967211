import { numberOf, textOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, percent } from './wording.ts'

/** Pairs compared and dropped; a comparison is some ten nanoseconds, so fewer are not felt. */
const leastPairs = 100_000
const leastDiscarded = 0.9
const leastShare = 0.1

export const joinFilterDiscards: FindingRule = {
  kind: 'join-filter-discards',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => ['Nested Loop', 'Hash Join', 'Merge Join'].includes(node.type))
      .flatMap((node) => {
        const removed = numberOf(node, 'Rows Removed by Join Filter') * node.loops
        const discarded = removed / Math.max(1, removed + node.rows)
        if (removed < leastPairs || discarded < leastDiscarded) return []
        if ((view.share(node.inclusiveMs) ?? 1) < leastShare) return []
        return {
          nodeId: node.id,
          nodeIds: [
            node.id,
            ...view
              .inputs(node)
              .slice(1)
              .map((input) => input.id),
          ],
          title: `${count(removed)} pairs of rows compared and dropped`,
          detail: `${percent(discarded)} of the pairs that the join made failed its filter ${textOf(node, 'Join Filter') ?? ''}.`,
          advice:
            'A join that compares with = can hash or look up; this filter cannot be used for that. Rewrite an OR as a UNION, a range join with an index on the range, or add an equality that narrows the pairs.',
        }
      }),
}
