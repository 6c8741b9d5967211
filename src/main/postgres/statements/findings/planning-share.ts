import { counted, duration, percent } from '../../wording.ts'
import type { StatementRule } from './rule.ts'

/** Below a third of it planning is not where the time is. */
const leastShare = 0.3
/** Of a statement that seldom runs nobody feels the planning. */
const leastCalls = 100

/** Statements whose planning takes about as long as running them. */
export const planningShare: StatementRule = {
  kind: 'planning-share',
  find: ({ statements }) =>
    statements.flatMap(({ statement }) => {
      const { planMs = 0, totalMs, calls } = statement
      const share = planMs / Math.max(Number.MIN_VALUE, planMs + totalMs)
      if (calls < leastCalls || planMs === 0 || share < leastShare) return []
      return [
        {
          statement,
          costMs: planMs,
          title: `${percent(share)} of its time is planning`,
          detail: `${counted(calls, 'run')} were planned for ${duration(planMs)} and run for ${duration(totalMs)}: ${duration(planMs / calls)} of planning before each.`,
          advice:
            'Send it as a prepared statement with a name, so that it is planned once a connection; behind a pooler in transaction mode that needs one that keeps prepared statements (PgBouncer since 1.21). Many indexes or partitions on its tables make planning longer.',
          evidence: [
            { label: 'Planning a run', value: duration(planMs / calls) },
            { label: 'Running it', value: duration(totalMs / calls) },
          ],
          proposals: [],
        },
      ]
    }),
}
