/** The words and figures of the flame chart of a plan. Pure. */
import type { Plan } from '#shared/contract/plan.ts'
import type { PlanMetric } from '#shared/profile/importers/plan.ts'
import { planMetricWords } from '#renderer/charts/plan/index.ts'
import { formatCount, formatPercent } from '#renderer/ui/format.ts'
import { estimateWords } from '../inspector/figures.ts'

/** What the tooltip says of a node: the metric's figures first, then what explains them. */
export function describeNode(
  plan: Plan,
  metric: PlanMetric,
  id: number,
): { title: string; lines: { label: string; value: string }[] } {
  const node = plan.nodes[id]
  if (node === undefined) return { title: '', lines: [] }
  const words = planMetricWords[metric]
  const root = plan.nodes[0]
  const whole = root === undefined ? undefined : words.inclusive(root)
  const lines: { label: string; value: string }[] = []
  const add = (label: string, value: number | undefined): void => {
    if (value === undefined) return
    const share = whole === undefined || whole <= 0 ? '' : ` (${formatPercent(Math.min(1, value / whole))})`
    lines.push({ label, value: words.format(value) + share })
  }
  if (node.subplanName !== undefined) lines.push({ label: 'Runs as', value: node.subplanName })
  if (node.neverExecuted) {
    lines.push({ label: 'Executions', value: 'never executed' })
    return { title: node.label, lines }
  }
  add(words.inclusive(node) === undefined ? words.name : 'Alone', words.exclusive(node))
  add('With below', words.inclusive(node))
  if (plan.has.analyze && metric !== 'rows') lines.push({ label: 'Rows', value: formatCount(node.rows) })
  if (plan.has.costs) lines.push({ label: 'Rows planned', value: formatCount(node.plannedRows) })
  if (node.estimateFactor !== undefined && node.estimateFactor >= 1.05) {
    lines.push({ label: 'Estimate', value: estimateWords(node) })
  }
  if (plan.has.analyze && node.loops !== 1) lines.push({ label: 'Loops', value: formatCount(node.loops) })
  return { title: node.label, lines }
}
