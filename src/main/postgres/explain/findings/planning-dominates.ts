import type { FindingRule } from './rule.ts'
import { counted, duration } from './wording.ts'

/** Less is not felt, whatever its share. */
const leastMs = 5

export const planningDominates: FindingRule = {
  kind: 'planning-dominates',
  severity: ({ share }) => (share !== undefined && share >= 3 ? 'high' : 'medium'),
  find: ({ plan }) => {
    const { planningMs, executionMs } = plan
    if (planningMs === undefined || executionMs === undefined) return []
    if (planningMs < leastMs || planningMs < executionMs) return []
    return [
      {
        nodeIds: [],
        title: 'Planning takes longer than running',
        detail: `Planning took ${duration(planningMs)}, running ${duration(executionMs)}, for a plan of ${counted(plan.nodes.length, 'node')}.`,
        advice:
          'Prepare the statement so that its plan is kept, prune partitions by a constant, join fewer tables (join_collapse_limit), and look for a catalogue bloated by temporary tables or a table with very many indexes.',
        costMs: planningMs,
      },
    ]
  },
}
