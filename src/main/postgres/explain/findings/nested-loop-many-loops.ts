import type { PlanNode } from '#shared/contract/plan.ts'
import type { PlanView } from './plan-view.ts'
import { numberOf } from './properties.ts'
import { byShare, type FindingRule, type Found } from './rule.ts'
import { count, counted, duration, percent } from './wording.ts'

/** An index look-up is microseconds; it takes about this many before a hash join would be ahead. */
const leastLoops = 1_000

/** The repeated part has to be what the query waits for. */
const leastShare = 0.1

/** Without times: this many planned look-ups are worth a look. */
const leastPlannedLoops = 10_000

export const nestedLoopManyLoops: FindingRule = {
  kind: 'nested-loop-many-loops',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => node.type === 'Nested Loop')
      .flatMap((node) => {
        const [outer, inner] = view.inputs(node)
        if (outer === undefined || inner === undefined) return []
        return view.plan.has.analyze ? measured(view, node, outer, inner) : planned(node, outer, inner)
      }),
}

function measured(view: PlanView, node: PlanNode, outer: PlanNode, inner: PlanNode): Found[] {
  // A product of all rows with all rows is a finding of its own.
  if (inner.type === 'Materialize' && node.properties['Join Filter'] === undefined) return []
  const spentMs = view.withBelowMs(inner)
  const share = view.share(spentMs)
  if (inner.loops < leastLoops || (share ?? 1) < leastShare) return []
  const time =
    spentMs === undefined || share === undefined
      ? ''
      : `, ${duration(spentMs)} or ${percent(share)} of the query`
  const underestimated = outer.estimateDirection === 'under' && (outer.estimateFactor ?? 1) >= 10
  return [
    {
      nodeId: node.id,
      nodeIds: [node.id, ...view.subtree(inner).map(({ id }) => id)],
      title: `${count(inner.loops)} times ${view.name(inner)}`,
      detail: `The nested loop runs its inner side for each of ${counted(outer.rows, 'row')}${time}.${
        underestimated
          ? ` It was planned for ${counted(outer.plannedRows, 'row')}: with the right estimate the planner might have hashed.`
          : ''
      }`,
      advice: underestimated
        ? 'Mend the estimate of the outer side first (ANALYZE, CREATE STATISTICS).'
        : 'Let the outer side bring fewer rows (filter or aggregate earlier), make the inner look-up cheaper with an index that covers it, or see whether a hash join is quicker (SET LOCAL enable_nestloop = off to compare).',
    },
  ]
}

function planned(node: PlanNode, outer: PlanNode, inner: PlanNode): Found[] {
  const loops = numberOf(outer, 'Plan Rows')
  // What is materialized is run once, however often it is read.
  if (loops < leastPlannedLoops || inner.type === 'Materialize') return []
  return [
    {
      nodeId: node.id,
      nodeIds: [node.id, inner.id],
      title: `${count(loops)} times ${inner.label}, by the estimate`,
      detail: `The planner expects ${count(loops)} rows from the outer side and would run the inner side for each. This is its estimate; nothing was measured.`,
      advice: 'EXPLAIN ANALYZE tells whether so many rows come and what each look-up takes.',
    },
  ]
}
