import { isSubplan } from './plan-view.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, duration, percent } from './wording.ts'

/** A subquery that runs for so many rows is usually a join that was not written as one. */
const leastLoops = 100
const leastShare = 0.1

export const correlatedSubplan: FindingRule = {
  kind: 'correlated-subplan',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => isSubplan(node) && node.relationship === 'SubPlan')
      .flatMap((node) => {
        const spentMs = view.withBelowMs(node)
        const share = view.share(spentMs)
        if (node.loops < leastLoops || (share ?? 1) < leastShare) return []
        const time =
          spentMs === undefined || share === undefined
            ? ''
            : `: ${duration(spentMs)} or ${percent(share)} of the query`
        return {
          nodeId: node.id,
          nodeIds: view.subtree(node).map(({ id }) => id),
          title: `${node.subplanName ?? 'A subquery'} runs ${count(node.loops)} times`,
          detail: `The subquery depends on the row it is asked for and was run for each${time}.`,
          advice:
            'Write it as a join with a grouped subquery, as LEFT JOIN LATERAL, or as a window function, so that it is computed for all rows at once. At the least give its inner condition an index.',
        }
      }),
}
