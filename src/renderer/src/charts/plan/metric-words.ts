/** How the metrics of a plan are named and written. Pure. */
import type { Plan, PlanNode } from '#shared/contract/plan.ts'
import type { PlanMetric } from '#shared/profile/importers/plan.ts'
import { formatCount, formatMs, formatPercent } from '#renderer/ui/format.ts'
import type { FlameDescription } from '../flame/index.ts'

interface MetricWords {
  name: string
  format: (value: number) => string
  inclusive: (node: PlanNode) => number | undefined
  exclusive: (node: PlanNode) => number | undefined
}

export const planMetricWords: Readonly<Record<PlanMetric, MetricWords>> = {
  time: {
    name: 'Time',
    format: formatMs,
    inclusive: (node) => node.inclusiveMs,
    exclusive: (node) => node.exclusiveMs,
  },
  cpu: {
    name: 'CPU',
    format: formatMs,
    inclusive: (node) => node.inclusiveCpuMs,
    exclusive: (node) => node.exclusiveCpuMs,
  },
  buffers: {
    name: 'Buffers',
    format: (blocks) => formatCount(blocks, 'blocks'),
    inclusive: (node) => node.inclusiveBlocks,
    exclusive: (node) => node.exclusiveBlocks,
  },
  rows: {
    name: 'Rows',
    format: (rows) => formatCount(rows, 'rows'),
    inclusive: () => undefined,
    exclusive: (node) => node.rows,
  },
  io: {
    name: 'I/O',
    format: formatMs,
    inclusive: (node) => node.inclusiveIoMs,
    exclusive: (node) => node.exclusiveIoMs,
  },
  cost: {
    name: 'Cost',
    format: (cost) => formatCount(cost),
    inclusive: (node) => node.totalCost,
    exclusive: (node) => node.exclusiveCost,
  },
}

/** What is said of a node under the pointer or selected: the metric's figures, then rows and loops. */
export function describePlanNode(plan: Plan, metric: PlanMetric, id: number): FlameDescription {
  const node = plan.nodes[id]
  if (node === undefined) return { title: '', lines: [] }
  if (node.neverExecuted) {
    return { title: node.label, lines: [{ label: 'Executions', value: 'never executed' }] }
  }
  const words = planMetricWords[metric]
  const root = plan.nodes[0]
  const whole = root === undefined ? undefined : words.inclusive(root)
  const lines: FlameDescription['lines'] = []
  const add = (label: string, value: number | undefined): void => {
    if (value === undefined) return
    const share = whole === undefined || whole <= 0 ? '' : ` (${formatPercent(Math.min(1, value / whole))})`
    lines.push({ label, value: words.format(value) + share })
  }
  add(metric === 'rows' ? 'Rows' : 'Alone', words.exclusive(node))
  add('With below', words.inclusive(node))
  if (plan.has.analyze && metric !== 'rows') lines.push({ label: 'Rows', value: formatCount(node.rows) })
  if (!plan.has.analyze) lines.push({ label: 'Rows planned', value: formatCount(node.plannedRows) })
  if (plan.has.analyze && node.loops !== 1) lines.push({ label: 'Loops', value: formatCount(node.loops) })
  return { title: node.label, lines }
}
