import type { Plan, PlanFinding, PlanNode } from '#shared/contract/plan.ts'

/** A plan for people at a terminal: figures in columns, the tree beside them, then what was found. */
export function planAsText(plan: Plan): string {
  return [heading(plan), '', ...table(plan), ...beside(plan), ...findings(plan), ...notes(plan)].join('\n')
}

interface Column {
  title: string
  shown: (plan: Plan) => boolean
  cell: (node: PlanNode, root: PlanNode) => string
}

const columns: Column[] = [
  { title: 'self ms', shown: timed, cell: (node) => milliseconds(node.exclusiveMs) },
  { title: 'total ms', shown: timed, cell: (node) => milliseconds(node.inclusiveMs) },
  { title: 'self %', shown: timed, cell: (node, root) => percent(node.exclusiveMs, root.inclusiveMs) },
  { title: 'cost', shown: (plan) => !timed(plan) && plan.has.costs, cell: (node) => count(node.totalCost) },
  {
    title: 'rows',
    shown: (plan) => plan.has.analyze,
    cell: (node) => (node.neverExecuted ? 'never run' : count(node.rows)),
  },
  {
    title: 'planned',
    shown: (plan) => plan.has.costs || plan.has.analyze,
    cell: (node) => count(node.plannedRows),
  },
  { title: 'estimate', shown: (plan) => plan.has.analyze, cell: estimate },
  {
    title: 'blocks',
    shown: (plan) => plan.has.buffers && plan.has.analyze,
    cell: (node) => count(node.exclusiveBlocks),
  },
]

function timed(plan: Plan): boolean {
  return plan.has.analyze && plan.has.timing
}

function heading(plan: Plan): string {
  const parts = [
    plan.serverVersion === undefined ? undefined : `Postgres ${plan.serverVersion}`,
    plan.planningMs === undefined ? undefined : `planning ${milliseconds(plan.planningMs)} ms`,
    plan.executionMs === undefined ? undefined : `execution ${milliseconds(plan.executionMs)} ms`,
    plan.has.analyze ? undefined : 'estimates only, nothing was run',
  ]
  return parts.filter((part) => part !== undefined).join(' · ')
}

function table(plan: Plan): string[] {
  const [root] = plan.nodes
  if (!root) return ['(no nodes)']
  const shown = columns.filter((column) => column.shown(plan))
  const rows = plan.nodes.map((node) => shown.map((column) => column.cell(node, root)))
  const widths = shown.map(({ title }, at) =>
    rows.reduce((width, row) => Math.max(width, row[at]?.length ?? 0), title.length),
  )
  const line = (cells: string[], node: string): string =>
    [...cells.map((cell, at) => cell.padStart(widths[at] ?? 0)), node].join('  ')
  const branches = branchesOf(plan.nodes)
  return [
    line(
      shown.map(({ title }) => title),
      'node',
    ),
    ...plan.nodes.map((node, at) => line(rows[at] ?? [], `${branches[at] ?? ''}${title(node)}`)),
  ]
}

function title(node: PlanNode): string {
  return node.subplanName === undefined ? node.label : `${node.label} (${node.subplanName})`
}

/** What stands before each node's name: `│  └─ `. Nodes are in preorder, so the next of equal depth tells. */
function branchesOf(nodes: readonly PlanNode[]): string[] {
  const hasNext: boolean[] = []
  const branches: string[] = []
  for (const { depth } of nodes.toReversed()) {
    // Seen from the end: a depth that was met since the last shallower one has a sibling below.
    hasNext.length = Math.min(hasNext.length, depth + 1)
    const lines = Array.from({ length: Math.max(0, depth - 1) }, (_, at) => (hasNext[at + 1] ? '│  ' : '   '))
    branches.push(depth === 0 ? '' : `${lines.join('')}${hasNext[depth] ? '├─ ' : '└─ '}`)
    hasNext[depth] = true
  }
  return branches.toReversed()
}

/** What stands beside the plan's root, not in it. */
function beside({ triggers, jit, serialization }: Plan): string[] {
  const lines = triggers.map(
    ({ name, calls, totalMs }) =>
      `Trigger ${name}: ${count(calls)} calls${totalMs === undefined ? '' : `, ${milliseconds(totalMs)} ms`}`,
  )
  if (jit?.totalMs !== undefined)
    lines.push(`JIT: ${count(jit.functions)} functions, ${milliseconds(jit.totalMs)} ms`)
  if (serialization?.totalMs !== undefined)
    lines.push(`Serialization: ${milliseconds(serialization.totalMs)} ms`)
  return lines.length === 0 ? [] : ['', ...lines]
}

function findings(plan: Plan): string[] {
  if (plan.findings.length === 0) return plan.has.analyze ? ['', 'Nothing stands out.'] : []
  return plan.findings.flatMap((finding) => ['', ...findingLines(finding)])
}

function findingLines({ severity, title, detail, advice }: PlanFinding): string[] {
  const margin = ' '.repeat(8)
  return [`${severity.toUpperCase().padEnd(8)}${title}`, `${margin}${detail}`, `${margin}→ ${advice}`]
}

function notes(plan: Plan): string[] {
  return plan.notes.length === 0 ? [] : ['', ...plan.notes.map((note) => `Note: ${note}`)]
}

const threeDigits = new Intl.NumberFormat('en-US', { minimumFractionDigits: 3, maximumFractionDigits: 3 })
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const upToTwoDigits = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

function milliseconds(value: number | undefined): string {
  return value === undefined ? '' : threeDigits.format(value)
}

function count(value: number | undefined): string {
  return value === undefined ? '' : upToTwoDigits.format(value)
}

function percent(part: number | undefined, whole: number | undefined): string {
  return part === undefined || whole === undefined || whole === 0 ? '' : oneDigit.format((part / whole) * 100)
}

/** `12× under`: the planner expected a twelfth of the rows. */
function estimate({ estimateFactor, estimateDirection }: PlanNode): string {
  if (estimateFactor === undefined) return ''
  return estimateDirection === 'exact'
    ? 'exact'
    : `${oneDigit.format(estimateFactor)}× ${estimateDirection ?? ''}`.trim()
}
