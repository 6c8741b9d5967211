import type { FindingRule } from './rule.ts'
import { counted } from './wording.ts'

export const workersNotLaunched: FindingRule = {
  kind: 'workers-not-launched',
  // What the missing workers would have saved is not in the plan, so the share says little.
  severity: ({ share }) => (share !== undefined && share < 0.1 ? 'low' : 'medium'),
  find: (view) =>
    view.executed.flatMap((node) => {
      const planned = node.workersPlanned ?? 0
      const launched = node.workersLaunched
      if (launched === undefined || launched >= planned) return []
      return {
        nodeId: node.id,
        nodeIds: [node.id],
        title: `${launched === 0 ? 'None' : `Only ${launched}`} of ${counted(planned, 'planned worker')} started`,
        detail: `The plan was made for ${counted(planned, 'worker')}, ${launched} could be started: the others' places were taken.`,
        advice:
          'Other queries held the workers: raise max_parallel_workers (and max_worker_processes above it), or lower max_parallel_workers_per_gather so that fewer queries share them.',
        costMs: node.inclusiveMs,
      }
    }),
}
