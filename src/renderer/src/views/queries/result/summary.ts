/** The line of figures above a result. Pure. */
import type { BufferCounts, Plan } from '#shared/contract/plan.ts'
import { formatBytes, formatCount, formatMs, formatPercent } from '#renderer/ui/format.ts'

export interface SummaryFigure {
  name: string
  value: string
  /** What it is made of, for the tooltip. */
  detail?: string | undefined
}

/** The server's block, unless it was built otherwise. */
const blockBytes = 8192

/** Times first, then what they were spent on. What the plan does not hold is left out. */
export function summaryOf(plan: Plan): SummaryFigure[] {
  const figures: SummaryFigure[] = []
  const root = plan.nodes[0]
  if (plan.executionMs !== undefined) {
    figures.push({
      name: 'Execution',
      value: formatMs(plan.executionMs),
      detail: 'As the server measured it, triggers and JIT included.',
    })
  } else if (root?.inclusiveMs !== undefined) {
    figures.push({
      name: 'Plan',
      value: formatMs(root.inclusiveMs),
      detail: 'Time of the root node; the text gives no execution time.',
    })
  }
  if (plan.planningMs !== undefined) figures.push({ name: 'Planning', value: formatMs(plan.planningMs) })
  if (plan.executionMs !== undefined && plan.planningMs !== undefined) {
    figures.push({ name: 'Total', value: formatMs(plan.executionMs + plan.planningMs) })
  }
  if (!plan.has.analyze && root?.totalCost !== undefined) {
    figures.push({
      name: 'Cost',
      value: formatCount(root.totalCost),
      detail: "The planner's units, not time.",
    })
  }
  if (root !== undefined && plan.has.analyze && !root.neverExecuted) {
    figures.push({ name: 'Rows', value: formatCount(root.rows) })
  }
  if (plan.has.analyze) figures.push(...bufferFigures(root?.inclusiveBuffers))
  if (root?.inclusiveIoMs !== undefined && root.inclusiveIoMs > 0) {
    figures.push({
      name: 'I/O',
      value: formatMs(root.inclusiveIoMs),
      detail: 'Adds up over workers, so it can exceed the execution time.',
    })
  }
  if (plan.triggers.length > 0) figures.push(triggerFigure(plan.triggers))
  if (plan.jit !== undefined) figures.push(jitFigure(plan.jit))
  if (plan.serialization?.totalMs !== undefined) {
    const bytes = plan.serialization.bytes
    figures.push({
      name: 'Serialization',
      value: formatMs(plan.serialization.totalMs),
      detail: bytes === undefined ? undefined : `${formatBytes(bytes)} of output`,
    })
  }
  return figures
}

function bufferFigures(buffers: BufferCounts | undefined): SummaryFigure[] {
  if (buffers === undefined) return []
  const figures: SummaryFigure[] = []
  const blocks = buffers.sharedHit + buffers.sharedRead
  const cached = blocks === 0 ? 0 : buffers.sharedHit / blocks
  figures.push({
    name: 'Buffers',
    value: formatCount(blocks),
    detail: `${formatBytes(blocks * blockBytes)} in blocks of 8 KiB; ${formatCount(buffers.sharedHit)} from cache (${formatPercent(cached)}), ${formatCount(buffers.sharedRead)} read`,
  })
  const temporary = buffers.tempRead + buffers.tempWritten
  if (temporary > 0) {
    figures.push({
      name: 'Temporary',
      value: formatBytes(buffers.tempWritten * blockBytes),
      detail: `Spilled to disk: ${formatCount(buffers.tempWritten)} blocks written, ${formatCount(buffers.tempRead)} read`,
    })
  }
  return figures
}

function triggerFigure(triggers: Plan['triggers']): SummaryFigure {
  const total = triggers.reduce((sum, trigger) => sum + (trigger.totalMs ?? 0), 0)
  const timed = triggers.some((trigger) => trigger.totalMs !== undefined)
  return {
    name: triggers.length === 1 ? 'Trigger' : 'Triggers',
    value: timed ? formatMs(total) : formatCount(triggers.length),
    detail: triggers
      .map((trigger) => {
        const time = trigger.totalMs === undefined ? '' : `, ${formatMs(trigger.totalMs)}`
        return `${trigger.constraint ?? trigger.name}: ${formatCount(trigger.calls)} calls${time}`
      })
      .join('; '),
  }
}

function jitFigure(jit: NonNullable<Plan['jit']>): SummaryFigure {
  const parts = [
    ['generation', jit.generationMs],
    ['inlining', jit.inliningMs],
    ['optimization', jit.optimizationMs],
    ['emission', jit.emissionMs],
  ] as const
  const told = parts.flatMap(([name, ms]) => (ms === undefined ? [] : `${name} ${formatMs(ms)}`))
  return {
    name: 'JIT',
    value: jit.totalMs === undefined ? formatCount(jit.functions) : formatMs(jit.totalMs),
    detail: [`${formatCount(jit.functions)} functions`, ...told].join(', '),
  }
}
