import type { Plan, PlanNode } from '#shared/contract/plan.ts'

/**
 * A plan as the rules look at it: with children, subtrees, and shares of the time. All made in a few
 * passes, so that a rule may look at every node of a large plan.
 */
export class PlanView {
  readonly plan: Plan
  readonly nodes: readonly PlanNode[]
  /** Time of the root, with all below; undefined where none was measured. */
  readonly totalMs: number | undefined
  /** Nodes that ran; all where the plan was not analysed. */
  readonly executed: readonly PlanNode[]
  private readonly childIds: number[][]
  private readonly ends: number[]
  private readonly early: boolean[]

  constructor(plan: Plan) {
    this.plan = plan
    this.nodes = plan.nodes
    this.totalMs = plan.has.timing ? plan.nodes[0]?.inclusiveMs : undefined
    this.executed = plan.has.analyze ? plan.nodes.filter((node) => !node.neverExecuted) : plan.nodes
    this.childIds = plan.nodes.map(() => [])
    this.ends = plan.nodes.map((node) => node.id + 1)
    for (const node of plan.nodes) if (node.parentId !== null) this.childIds[node.parentId]?.push(node.id)
    for (const node of plan.nodes.toReversed()) {
      if (node.parentId === null) continue
      this.ends[node.parentId] = Math.max(this.ends[node.parentId] ?? 0, this.ends[node.id] ?? 0)
    }
    this.early = this.findEarlyStops(this.findEarlyStops([]))
  }

  parent(node: PlanNode): PlanNode | undefined {
    return node.parentId === null ? undefined : this.nodes[node.parentId]
  }

  /** A node's inputs, outer before inner; what InitPlans, SubPlans and CTEs hang on it left out. */
  inputs(node: PlanNode): PlanNode[] {
    return (this.childIds[node.id] ?? [])
      .map((id) => this.nodes[id])
      .filter((child) => child !== undefined && !isSubplan(child))
      .filter((child) => child !== undefined)
  }

  /** The node and all below it, as shown. */
  subtree(node: PlanNode): readonly PlanNode[] {
    return this.nodes.slice(node.id, this.ends[node.id])
  }

  /** The node's line, or that of what it keeps in memory for others. */
  name(node: PlanNode): string {
    const kept = node.type === 'Materialize' || node.type === 'Memoize' ? this.inputs(node)[0] : undefined
    return kept === undefined ? node.label : `${node.label} of ${kept.label}`
  }

  /** What the nodes took by themselves. */
  ownMs(nodeIds: readonly number[]): number | undefined {
    if (this.totalMs === undefined) return undefined
    const ms = nodeIds.reduce((sum, id) => sum + (this.nodes[id]?.exclusiveMs ?? 0), 0)
    return Math.round(ms * 1e6) / 1e6
  }

  /** What the node and all shown below it took: as printed, but no more than was found to be theirs. */
  withBelowMs(node: PlanNode): number | undefined {
    if (node.inclusiveMs === undefined) return undefined
    return Math.min(node.inclusiveMs, this.ownMs(this.subtree(node).map(({ id }) => id)) ?? node.inclusiveMs)
  }

  share(ms: number | undefined): number | undefined {
    if (ms === undefined || this.totalMs === undefined || this.totalMs <= 0) return undefined
    return ms / this.totalMs
  }

  /** Whether the nodes take at least this share of the time, or nobody knows. */
  takes(nodeIds: readonly number[], share: number): boolean {
    return (this.share(this.ownMs(nodeIds)) ?? 1) >= share
  }

  /**
   * Whether something above may have stopped asking before the node had given all its rows: a Limit,
   * an EXISTS, a semi-join, the other side of a merge join that ended first.
   */
  mayStopEarly(node: PlanNode): boolean {
    return this.early[node.id] ?? false
  }

  private findEarlyStops(known: boolean[]): boolean[] {
    const early: boolean[] = []
    for (const node of this.nodes) {
      const parent = this.parent(node)
      if (parent === undefined) early.push(false)
      else if (node.subplanName?.startsWith('CTE ')) {
        // A CTE is read as far as its scans are; they stand behind it, so the first pass found theirs.
        early.push((node.ranInIds ?? []).some((id) => known[id] ?? false))
      } else if (isSubplan(node)) early.push(true)
      else early.push(this.stopsInput(parent, node) || (!isBlocking(parent) && (early[parent.id] ?? false)))
    }
    return early
  }

  private stopsInput(parent: PlanNode, input: PlanNode): boolean {
    if (parent.type === 'Limit' || parent.type === 'Merge Join') return true
    // `rank() <= 5`: once it fails it fails for all that follows.
    if (parent.properties['Run Condition'] !== undefined) return true
    if (parent.type === 'Nested Loop' && input.relationship === 'Inner') {
      const join = parent.properties['Join Type']
      return join === 'Semi' || join === 'Anti' || parent.properties['Inner Unique'] === true
    }
    if (parent.type === 'Hash Join' && input.relationship === 'Outer') {
      // An empty hash table ends the join before the outer side is read.
      return this.inputs(parent)[1]?.rows === 0
    }
    return false
  }
}

/** Whether a node is the top of an InitPlan, a SubPlan or a CTE. */
export function isSubplan(node: PlanNode): boolean {
  return node.subplanName !== undefined && node.relationship !== 'Subquery'
}

/** Reads all of its input before it gives its first row. */
function isBlocking(node: PlanNode): boolean {
  if (node.type === 'Aggregate') return node.properties['Strategy'] !== 'Sorted'
  return ['Sort', 'Hash', 'ModifyTable', 'Bitmap Heap Scan', 'Recursive Union'].includes(node.type)
}
