/** Two plans made comparable: the same metric, and where wanted the same scale. Pure. */
import type { Plan } from '#shared/contract/plan.ts'
import { planMetrics, planProfile, type PlanMetric } from '#shared/profile/importers/plan.ts'
import type { TreeLayout } from '#shared/profile/layout.ts'
import { treeLayout } from '#shared/profile/tree-layout.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import type { Profile } from '#shared/profile/model.ts'

/** `same`: a millisecond is as wide in both; `own`: each fills its width. */
export type PairScale = 'same' | 'own'

/**
 * The metrics that both plans have figures for, the most telling first. One with figures in only one
 * of them counts where the other was measured too and simply has none of it (no I/O after the change).
 */
export function pairMetrics(before: Plan, after: Plan): PlanMetric[] {
  const one = planMetrics(before)
  const other = planMetrics(after)
  if (before.has.analyze === after.has.analyze) {
    return [...one, ...other.filter((metric) => !one.includes(metric))].filter(
      (metric) => metric !== 'cost' || (one.includes('cost') && other.includes('cost')),
    )
  }
  return one.filter((metric) => other.includes(metric))
}

export interface LaidOutPlan {
  plan: Plan
  profile: Profile
  layout: TreeLayout
  /** Of the whole plan, in the metric's unit, whatever the scale. */
  total: number
}

/** Both plans as charts of one metric. */
export function layOutPair(
  before: Plan,
  after: Plan,
  metric: PlanMetric,
  scale: PairScale,
): { before: LaidOutPlan; after: LaidOutPlan } {
  const one = layOut(before, metric)
  const other = layOut(after, metric)
  if (scale === 'own') return { before: one, after: other }
  const width = Math.max(one.total, other.total)
  return { before: widened(one, width), after: widened(other, width) }
}

/** A chart narrower than this share of its place has no room for a name. */
const narrowest = 0.1

/** The same scale, unless one of the two could not be read on it. */
export function legibleScale(before: Plan, after: Plan, metric: PlanMetric): PairScale {
  const totals = [layOut(before, metric).total, layOut(after, metric).total]
  const most = Math.max(...totals)
  const least = Math.min(...totals)
  return least > 0 && least < most * narrowest ? 'own' : 'same'
}

function layOut(plan: Plan, metric: PlanMetric): LaidOutPlan {
  const profile = planProfile(plan, metric)
  const layout = layoutTimeOrder(profile)
  return { plan, profile, layout, total: layout.total }
}

/** The chart's width is the profile's whole; the rectangles stay as wide as they are. */
function widened(laidOut: LaidOutPlan, width: number): LaidOutPlan {
  return { ...laidOut, layout: treeLayout({ ...laidOut.layout.columns, total: width }) }
}
