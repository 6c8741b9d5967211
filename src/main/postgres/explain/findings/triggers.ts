import { byShare, type FindingRule } from './rule.ts'
import { count, counted, duration, percent } from './wording.ts'

/** Below a tenth of the execution the statement itself is the better place to look. */
const leastShare = 0.1

export const triggers: FindingRule = {
  kind: 'triggers',
  severity: byShare,
  find: ({ plan, totalMs }) => {
    const spentMs = plan.executionMs ?? totalMs
    if (spentMs === undefined || spentMs <= 0) return []
    return plan.triggers.flatMap((trigger) => {
      const ms = trigger.totalMs
      if (ms === undefined || ms / spentMs < leastShare) return []
      const isForeignKey = trigger.constraint !== undefined || trigger.name.startsWith('RI_ConstraintTrigger')
      const name = trigger.constraint ?? trigger.name
      const table = trigger.relation === undefined ? '' : ` on ${trigger.relation}`
      const modify = plan.nodes.find((node) => node.type === 'ModifyTable')
      return [
        {
          nodeId: modify?.id,
          nodeIds: modify === undefined ? [] : [modify.id],
          title: `Trigger ${name}${table} takes ${percent(ms / spentMs)} of the execution`,
          detail: `${counted(trigger.calls, 'call')} in ${duration(ms)}, ${duration(ms / Math.max(1, trigger.calls))} each, of ${duration(spentMs)}.`,
          advice: isForeignKey
            ? `The foreign key is checked row by row: each of the ${count(trigger.calls)} calls looks into the other table. Make sure that both its ends, the referencing columns too, have an index.`
            : 'See what the trigger does for each row; a statement-level trigger with transition tables does it once.',
          costMs: ms,
        },
      ]
    })
  },
}
