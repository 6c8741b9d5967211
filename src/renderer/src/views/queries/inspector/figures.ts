/** The figures of a plan node as rows of the inspector's tables. Pure. */
import type { BufferCounts, IoTimes, Plan, PlanNode } from '#shared/contract/plan.ts'
import { formatBytes, formatCount, formatFactor, formatMs, formatPercent } from '#renderer/ui/format.ts'

/** A figure of the node alone and of the node with all below it. */
export interface FigureRow {
  name: string
  exclusive?: string | undefined
  inclusive?: string | undefined
}

export interface Fact {
  name: string
  value: string
}

/** The share of the whole plan, from 0 to 1, that a node alone takes of the time, or of the cost. */
export function shareOf(plan: Plan, node: PlanNode): number | undefined {
  const root = plan.nodes[0]
  if (root === undefined) return undefined
  const [part, whole] =
    node.exclusiveMs === undefined
      ? [node.exclusiveCost, plan.has.analyze ? undefined : root.totalCost]
      : [node.exclusiveMs, root.inclusiveMs]
  if (part === undefined || whole === undefined || whole <= 0) return undefined
  return Math.min(1, part / whole)
}

/** Rows planned and given, loops and estimate: one line each. */
export function rowFacts(plan: Plan, node: PlanNode): Fact[] {
  const facts: Fact[] = []
  if (plan.has.analyze) {
    if (node.neverExecuted) {
      facts.push({ name: 'Rows', value: 'never executed' })
    } else {
      facts.push({ name: 'Rows', value: formatCount(node.rows) })
    }
  }
  if (plan.has.costs) {
    facts.push({
      name: node.loops > 1 ? 'Rows planned, all loops' : 'Rows planned',
      value: formatCount(node.plannedRows),
    })
  }
  if (node.estimateFactor !== undefined) facts.push({ name: 'Estimate', value: estimateWords(node) })
  if (node.rowsRemovedByFilter !== undefined && node.rowsRemovedByFilter > 0) {
    facts.push({ name: 'Rows dropped by filter', value: formatCount(node.rowsRemovedByFilter) })
  }
  if (plan.has.analyze && !node.neverExecuted) facts.push({ name: 'Loops', value: formatCount(node.loops) })
  if (node.width !== undefined) facts.push({ name: 'Row width', value: formatBytes(node.width) })
  if (node.startupCost !== undefined && node.totalCost !== undefined) {
    const range = `${formatCount(node.startupCost)} to ${formatCount(node.totalCost)}`
    facts.push({ name: 'Cost, first to last row', value: range })
  }
  if (node.workersPlanned !== undefined) {
    const launched = node.workersLaunched === undefined ? '' : `, ${node.workersLaunched} launched`
    facts.push({ name: 'Workers', value: `${node.workersPlanned} planned${launched}` })
  }
  return facts
}

/** `12× more rows than planned`. */
export function estimateWords(node: PlanNode): string {
  const factor = node.estimateFactor
  if (factor === undefined) return ''
  if (node.estimateDirection === 'exact' || factor < 1.05) return 'as planned'
  const than = node.estimateDirection === 'over' ? 'fewer' : 'more'
  return `${formatFactor(factor)} ${than} rows than planned`
}

/** Times, blocks, I/O and WAL, each alone and with all below; rows that are all zero are left out. */
export function figureRows(plan: Plan, node: PlanNode): FigureRow[] {
  const share = shareOf(plan, node)
  const rows: FigureRow[] = []
  const add = (
    name: string,
    exclusive: number | undefined,
    inclusive: number | undefined,
    format: (value: number) => string,
  ): void => {
    if (exclusive === undefined && inclusive === undefined) return
    if (exclusive === 0 && (inclusive ?? 0) === 0 && name !== 'Time') return
    rows.push({ name, exclusive: shown(exclusive, format), inclusive: shown(inclusive, format) })
  }
  add('Time', node.exclusiveMs, node.inclusiveMs, formatMs)
  if (share !== undefined && node.exclusiveMs !== undefined) {
    rows.push({
      name: 'Share of the time',
      exclusive: formatPercent(share),
      inclusive: inclusiveShare(plan, node),
    })
  }
  const wall = node.inclusiveMs ?? 0
  if ((node.inclusiveCpuMs ?? 0) > wall * 1.001 + 0.001) {
    add('CPU, all processes', node.exclusiveCpuMs, node.inclusiveCpuMs, formatMs)
  }
  add('Cost', node.exclusiveCost, node.totalCost, (value) => formatCount(value))
  for (const [name, key] of bufferNames) {
    add(name, node.exclusiveBuffers?.[key], node.inclusiveBuffers?.[key], (value) => formatCount(value))
  }
  for (const [name, key] of ioNames) {
    add(name, node.exclusiveIo?.[key], node.inclusiveIo?.[key], formatMs)
  }
  if (node.exclusiveWal !== undefined) {
    add('WAL records', node.exclusiveWal.records, undefined, (value) => formatCount(value))
    add('WAL full pages', node.exclusiveWal.fullPageImages, undefined, (value) => formatCount(value))
    add('WAL', node.exclusiveWal.bytes, undefined, formatBytes)
  }
  return rows
}

function shown(value: number | undefined, format: (value: number) => string): string | undefined {
  return value === undefined ? undefined : format(value)
}

function inclusiveShare(plan: Plan, node: PlanNode): string | undefined {
  const whole = plan.nodes[0]?.inclusiveMs
  if (whole === undefined || whole <= 0 || node.inclusiveMs === undefined) return undefined
  return formatPercent(Math.min(1, node.inclusiveMs / whole))
}

const bufferNames: readonly (readonly [string, keyof BufferCounts])[] = [
  ['Blocks from cache', 'sharedHit'],
  ['Blocks read', 'sharedRead'],
  ['Blocks dirtied', 'sharedDirtied'],
  ['Blocks written', 'sharedWritten'],
  ['Local blocks from cache', 'localHit'],
  ['Local blocks read', 'localRead'],
  ['Local blocks dirtied', 'localDirtied'],
  ['Local blocks written', 'localWritten'],
  ['Temporary blocks read', 'tempRead'],
  ['Temporary blocks written', 'tempWritten'],
]

const ioNames: readonly (readonly [string, keyof IoTimes])[] = [
  ['I/O: read', 'sharedReadMs'],
  ['I/O: write', 'sharedWriteMs'],
  ['I/O: local read', 'localReadMs'],
  ['I/O: local write', 'localWriteMs'],
  ['I/O: temporary read', 'tempReadMs'],
  ['I/O: temporary write', 'tempWriteMs'],
]

/** A value the server gave, on one line where it is short. */
export function propertyText(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ')
  return JSON.stringify(value, null, 1)
}
