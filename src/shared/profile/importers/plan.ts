import type { Plan, PlanNode } from '../../contract/plan.ts'
import { ProfileBuilder } from '../build.ts'
import type { Profile, WeightUnit } from '../model.ts'
import { planKindOf, planKinds } from './plan-kinds.ts'

/** What a plan's flame chart can show. */
export type PlanMetric = 'time' | 'cpu' | 'buffers' | 'rows' | 'io' | 'cost'

interface MetricSource {
  metric: PlanMetric
  unit: WeightUnit
  /** The node alone; undefined where the plan does not say. */
  exclusive: (node: PlanNode) => number | undefined
}

const sources: readonly MetricSource[] = [
  { metric: 'time', unit: 'milliseconds', exclusive: (node) => node.exclusiveMs },
  { metric: 'cpu', unit: 'milliseconds', exclusive: (node) => node.exclusiveCpuMs },
  { metric: 'buffers', unit: 'blocks', exclusive: (node) => node.exclusiveBlocks },
  // A node hands each of its rows on, so its own rows are all of them; the sum below a node is the
  // number of rows handed on in that part of the plan.
  { metric: 'rows', unit: 'rows', exclusive: (node) => node.rows },
  { metric: 'io', unit: 'milliseconds', exclusive: (node) => node.exclusiveIoMs },
  { metric: 'cost', unit: 'cost', exclusive: (node) => node.exclusiveCost },
]

/**
 * The metrics that a chart of this plan can show, the most telling first: those with a figure above
 * zero. CPU time only where it differs from wall time (something ran in parallel), cost only where
 * nothing was measured. Empty for a plan that has neither (COSTS OFF without ANALYZE).
 */
export function planMetrics(plan: Plan): PlanMetric[] {
  const measured = sources
    .filter(({ metric, exclusive }) => {
      if (metric === 'cost' || !plan.has.analyze) return false
      if (metric === 'cpu') return plan.nodes.some((node) => (node.exclusiveCpuMs ?? 0) > cpuNoise(node))
      return plan.nodes.some((node) => (exclusive(node) ?? 0) > 0)
    })
    .map((source) => source.metric)
  if (measured.length > 0) return measured
  return plan.nodes.some((node) => (node.exclusiveCost ?? 0) > 0) ? ['cost'] : []
}

/** CPU time up to here is the wall time again: the two are computed by different sums. */
function cpuNoise(node: PlanNode): number {
  return (node.exclusiveMs ?? 0) * 1.001 + 0.001
}

/**
 * A plan as a profile of one metric. Frame, stack and, once laid out, node have the plan node's id.
 * Every node gives one sample, children before their parent, so that in time order what a node
 * itself takes lies to the right of its children; a node without the figure gives weight 0.
 */
export function planProfile(plan: Plan, metric: PlanMetric): Profile {
  const source = sources.find((each) => each.metric === metric)
  if (source === undefined) throw new RangeError(`${metric} is not a metric of a plan`)

  const builder = new ProfileBuilder({
    name: plan.sql ?? 'Query plan',
    unit: source.unit,
    categories: planKinds,
  })
  // The ids are positions in preorder, so the ancestors of the next node are a prefix of the open path.
  const open: PlanNode[] = []
  const close = (node: PlanNode): void => {
    // An accounting that rounds may leave a hair below zero; a width cannot.
    builder.addSample(node.id, Math.max(0, source.exclusive(node) ?? 0))
  }
  for (const node of plan.nodes) {
    const frame = builder.addFrame({ name: node.label, category: planKinds.indexOf(planKindOf(node.type)) })
    builder.stack(frame, node.parentId ?? -1)
    while (open.length > 0 && open.at(-1)?.id !== node.parentId) {
      const done = open.pop()
      if (done !== undefined) close(done)
    }
    open.push(node)
  }
  for (const node of open.reverse()) close(node)
  return builder.finish()
}
