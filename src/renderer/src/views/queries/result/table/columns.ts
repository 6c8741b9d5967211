/** The columns of the plan's tree table. A column is shown where the plan has its figure. */
import type { TableSortKey } from '#renderer/stores/queries/documents.ts'
import type { Plan, PlanNode } from '#shared/contract/plan.ts'
import { formatCount, formatMs } from '#renderer/ui/format.ts'

export interface PlanColumn {
  key: TableSortKey
  title: string
  /** What the figure is, for the tooltip of the header. */
  explanation: string
  width: number
  shown: (plan: Plan) => boolean
  /** Empty where the node has no such figure. */
  text: (node: PlanNode) => string
}

/** Narrower than this no node's name can be read. */
const narrowestName = 240

/** The tracks of the table's grid, and the width below which it scrolls sideways. */
export function tableLayout(columns: readonly PlanColumn[]): { template: string; minWidth: number } {
  const figures = columns.reduce((sum, column) => sum + column.width, 0)
  const tracks = columns.map((column) => `${column.width}px`)
  return { template: `minmax(0, 1fr) ${tracks.join(' ')}`, minWidth: narrowestName + figures }
}

const measured = (plan: Plan): boolean => plan.has.analyze

export const planColumns: readonly PlanColumn[] = [
  {
    key: 'exclusiveMs',
    title: 'Alone',
    explanation: 'Wall time of the node without what is below it',
    width: 136,
    shown: (plan) => plan.nodes.some((node) => node.exclusiveMs !== undefined),
    text: (node) => figure(node, node.exclusiveMs, formatMs),
  },
  {
    key: 'inclusiveMs',
    title: 'With below',
    explanation: 'Wall time of the node with all below it',
    width: 80,
    shown: (plan) => plan.nodes.some((node) => node.inclusiveMs !== undefined),
    text: (node) => figure(node, node.inclusiveMs, formatMs),
  },
  {
    key: 'cost',
    title: 'Cost alone',
    explanation: 'The planner’s units, without what is below',
    width: 84,
    shown: (plan) => !plan.has.analyze && plan.has.costs,
    text: (node) => (node.exclusiveCost === undefined ? '' : formatCount(node.exclusiveCost)),
  },
  {
    key: 'rows',
    title: 'Rows',
    explanation: 'Rows given, over all loops and processes',
    width: 84,
    shown: measured,
    text: (node) => figure(node, node.rows, (rows) => formatCount(rows)),
  },
  {
    key: 'plannedRows',
    title: 'Planned',
    explanation: 'Rows the planner expected, over all loops',
    width: 84,
    shown: (plan) => plan.has.costs,
    text: (node) => formatCount(node.plannedRows),
  },
  {
    key: 'estimateFactor',
    title: 'Estimate',
    explanation: 'How far rows are from planned: ↑ more came, ↓ fewer came',
    width: 72,
    shown: (plan) => plan.nodes.some((node) => node.estimateFactor !== undefined),
    text: () => '',
  },
  {
    key: 'loops',
    title: 'Loops',
    explanation: 'Times the node was run, over all processes',
    width: 64,
    shown: measured,
    text: (node) => (node.neverExecuted ? '' : formatCount(node.loops)),
  },
  {
    key: 'blocks',
    title: 'Blocks',
    explanation: 'Blocks of 8 KiB from cache or read, without what is below',
    width: 76,
    shown: (plan) => plan.has.buffers,
    text: (node) => figure(node, node.exclusiveBlocks, (blocks) => formatCount(blocks)),
  },
  {
    key: 'io',
    title: 'I/O',
    explanation: 'Time waiting for I/O without what is below; adds up over workers',
    width: 76,
    shown: (plan) => plan.nodes.some((node) => (node.exclusiveIoMs ?? 0) > 0),
    text: (node) => figure(node, node.exclusiveIoMs, formatMs),
  },
]

function figure(node: PlanNode, value: number | undefined, format: (value: number) => string): string {
  return value === undefined || node.neverExecuted ? '' : format(value)
}
