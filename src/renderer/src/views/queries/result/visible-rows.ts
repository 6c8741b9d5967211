/** The rows of the plan's tree table: which nodes show, in which order. Pure. */
import type { PlanNode } from '#shared/contract/plan.ts'
import type { ResultChoices, TableSortKey } from '#renderer/stores/queries/documents.ts'

/** Children of each node in the plan's own order, by node id. */
export function childrenOf(nodes: readonly PlanNode[]): number[][] {
  const children: number[][] = nodes.map(() => [])
  for (const node of nodes) {
    if (node.parentId !== null) children[node.parentId]?.push(node.id)
  }
  return children
}

/**
 * The ids of the nodes to show from top to bottom. Sorting orders siblings only, so that a node still
 * stands below its parent; a node without a figure comes last whatever the direction.
 */
export function visibleRows(
  nodes: readonly PlanNode[],
  children: readonly (readonly number[])[],
  choices: Pick<ResultChoices, 'sort' | 'collapsed'>,
): number[] {
  const { sort, collapsed } = choices
  const rows: number[] = []
  // A stack of its own: a plan may be deeper than the call stack.
  const open = nodes.filter((node) => node.parentId === null).map((node) => node.id)
  open.reverse()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    rows.push(id)
    const below = children[id]
    if (below === undefined || collapsed.has(id)) continue
    const ordered = sort.key === 'plan' ? below : inOrder(nodes, below, sort)
    for (let place = ordered.length - 1; place >= 0; place--) {
      const child = ordered[place]
      if (child !== undefined) open.push(child)
    }
  }
  return rows
}

function inOrder(
  nodes: readonly PlanNode[],
  siblings: readonly number[],
  sort: ResultChoices['sort'],
): readonly number[] {
  const figure = (id: number): number | undefined => {
    const node = nodes[id]
    return node === undefined ? undefined : sortFigures[sort.key](node)
  }
  return siblings.toSorted((left, right) => {
    const a = figure(left)
    const b = figure(right)
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    return sort.descending ? b - a : a - b
  })
}

const sortFigures: Readonly<Record<TableSortKey, (node: PlanNode) => number | undefined>> = {
  plan: (node) => node.id,
  exclusiveMs: (node) => node.exclusiveMs,
  inclusiveMs: (node) => node.inclusiveMs,
  rows: (node) => node.rows,
  plannedRows: (node) => node.plannedRows,
  estimateFactor: (node) => node.estimateFactor,
  loops: (node) => node.loops,
  blocks: (node) => node.exclusiveBlocks,
  io: (node) => node.exclusiveIoMs,
  cost: (node) => node.exclusiveCost,
}

/** The ids above a node, nearest first. */
export function ancestorsOf(nodes: readonly PlanNode[], id: number): number[] {
  const above: number[] = []
  for (let parent = nodes[id]?.parentId ?? null; parent !== null; parent = nodes[parent]?.parentId ?? null) {
    above.push(parent)
  }
  return above
}

/** What stays folded so that a node can be seen. */
export function withNodeRevealed(
  nodes: readonly PlanNode[],
  collapsed: ReadonlySet<number>,
  id: number,
): ReadonlySet<number> {
  const above = ancestorsOf(nodes, id).filter((ancestor) => collapsed.has(ancestor))
  if (above.length === 0) return collapsed
  const rest = new Set(collapsed)
  for (const ancestor of above) rest.delete(ancestor)
  return rest
}
