/** A read plan as text and as JSON, to be pasted elsewhere. Pure. */
import type { Plan, PlanNode } from '#shared/contract/plan.ts'
import { formatCount, formatFactor, formatMs } from '#renderer/ui/format.ts'

/** The tree with its own figures, one node a line, and the findings below. */
export function planAsText(plan: Plan): string {
  const lines = plan.nodes.map((node) => {
    const indent = node.depth === 0 ? '' : `${'  '.repeat(node.depth - 1)}→ `
    const figures = nodeFigures(plan, node)
    return `${indent}${node.label}${figures === '' ? '' : `  (${figures})`}`
  })
  if (plan.planningMs !== undefined) lines.push(`Planning: ${formatMs(plan.planningMs)}`)
  if (plan.executionMs !== undefined) lines.push(`Execution: ${formatMs(plan.executionMs)}`)
  for (const finding of plan.findings) {
    lines.push('', `[${finding.severity}] ${finding.title}`, finding.detail, finding.advice)
  }
  return plainSpaces(lines.join('\n'))
}

function nodeFigures(plan: Plan, node: PlanNode): string {
  if (!plan.has.analyze) {
    const cost = node.totalCost === undefined ? [] : [`cost ${formatCount(node.totalCost)}`]
    return [...cost, `${formatCount(node.plannedRows)} rows planned`].join(', ')
  }
  if (node.neverExecuted) return 'never executed'
  const parts: string[] = []
  if (node.exclusiveMs !== undefined) parts.push(`${formatMs(node.exclusiveMs)} alone`)
  if (node.inclusiveMs !== undefined) parts.push(`${formatMs(node.inclusiveMs)} with all below`)
  parts.push(`${formatCount(node.rows)} rows`)
  if (node.estimateFactor !== undefined && node.estimateFactor >= 2) {
    parts.push(`${formatFactor(node.estimateFactor)} ${node.estimateDirection ?? ''}estimated`)
  }
  if (node.loops !== 1) parts.push(`${formatCount(node.loops)} loops`)
  if (node.exclusiveBlocks !== undefined) parts.push(`${formatCount(node.exclusiveBlocks)} blocks`)
  return parts.join(', ')
}

/** Figures on the screen keep to their unit with a no-break space; in a text file that is a nuisance. */
function plainSpaces(text: string): string {
  return text.replaceAll('\u00a0', ' ')
}

/** The plan as Pitwall read it, without the text it came from. */
export function planAsJson(plan: Plan): string {
  const { raw: _raw, ...rest } = plan
  return JSON.stringify(rest, null, 2)
}

/** A name for a saved plan, by what it holds: `plan-2026-11-20-14-03-09.json`. */
export function planFileName(plan: Plan, at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replace(/[T:]/g, '-')
  const endings = { json: 'json', text: 'txt', yaml: 'yaml', xml: 'xml' } as const
  return `plan-${stamp}.${endings[plan.source]}`
}
