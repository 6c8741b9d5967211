import type { PlanNode } from '#shared/contract/plan.ts'
import type { PlanView } from './plan-view.ts'
import { numberOf, textOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, counted } from './wording.ts'

/** From about an order of magnitude on, planners choose the wrong join method or order. */
const leastFactor = 10

/** Fewer rows than this, planned and seen, are joined and sorted quickly any way. */
const leastRows = 100

/** Share of the time of the node with all below and above it that a better plan could change. */
const leastShare = 0.05

/** Groups expected of columns without statistics (DEFAULT_NUM_DISTINCT in selfuncs.h). */
const defaultGroups = 200

/** How many of the nodes that inherited an error are named; a deep plan may have thousands. */
const mostInheritors = 100

/**
 * Nodes whose row count says nothing about the planner: bitmaps count no rows, a hash, a sort and the
 * like only hand on what they got, the recursive part of a query is always a guess, and a function's
 * default estimate has a finding of its own.
 */
const notEstimated = new Set([
  'BitmapAnd',
  'BitmapOr',
  'Bitmap Index Scan',
  'Hash',
  'Sort',
  'Incremental Sort',
  'Materialize',
  'Memoize',
  'Gather',
  'Gather Merge',
  'Limit',
  'LockRows',
  'ModifyTable',
  'WorkTable Scan',
  'Recursive Union',
  'CTE Scan',
  'Function Scan',
  'Table Function Scan',
  'ProjectSet',
])

export const misestimate: FindingRule = {
  kind: 'misestimate',
  severity: byShare,
  find: (view) => {
    const off = view.executed
      .map((node) => (isOff(view, node) ? node : undefined))
      .filter((n) => n !== undefined)
    const offIds = new Set(off.map((node) => node.id))
    return off.flatMap((node) => {
      // An error is inherited by everything above; only where it begins can it be mended.
      if (inputsOff(view, node, offIds)) return []
      const affected = [node.id, ...inheritors(view, node, offIds)]
      if (!view.takes(affected, leastShare) && (view.share(node.inclusiveMs) ?? 1) < leastShare) return []
      const factor = node.estimateFactor ?? 1
      const direction = node.estimateDirection === 'under' ? 'more' : 'fewer'
      const perLoop = node.loops > 1 ? `, in ${counted(node.loops, 'execution')}` : ''
      return {
        nodeId: node.id,
        nodeIds: affected,
        title: `${count(factor)} times ${direction} rows than planned: ${node.label}`,
        detail: `The planner expected ${counted(node.plannedRows, 'row')}, there were ${count(node.rows)}${perLoop}.${
          affected.length > 1 ? ` ${counted(affected.length - 1, 'node')} above inherited the error.` : ''
        }`,
        advice: adviceFor(node),
      }
    })
  },
}

function isOff(view: PlanView, node: PlanNode): boolean {
  if ((node.estimateFactor ?? 1) < leastFactor || notEstimated.has(node.type)) return false
  if (Math.max(node.rows, node.plannedRows) < leastRows) return false
  // Whether it holds is known only when the query runs; it says nothing of the rows.
  if (node.properties['One-Time Filter'] !== undefined) return false
  // The planner does not count what a run condition leaves out.
  if ([node, ...view.inputs(node)].some((one) => one.properties['Run Condition'] !== undefined)) return false
  if (node.estimateDirection === 'under') return !isReread(view, node)
  // The planner never expects less than one row of an execution.
  return numberOf(node, 'Plan Rows') > 1 && !view.mayStopEarly(node)
}

/** The inner side of a merge join is read again for equal keys, and each reading counts. */
function isReread(view: PlanView, node: PlanNode): boolean {
  const parent = view.parent(node)
  return parent?.type === 'Merge Join' && node.relationship === 'Inner'
}

/** Looks through nodes that only hand rows on. */
function inputsOff(view: PlanView, node: PlanNode, off: Set<number>): boolean {
  const pending = view.inputs(node)
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (off.has(next.id)) return true
    if (notEstimated.has(next.type)) pending.push(...view.inputs(next))
  }
  return false
}

function inheritors(view: PlanView, node: PlanNode, off: Set<number>): number[] {
  const found: number[] = []
  for (let above = view.parent(node); above !== undefined; above = view.parent(above)) {
    if (found.length === mostInheritors) break
    if (off.has(above.id)) found.push(above.id)
    else if (!notEstimated.has(above.type)) break
  }
  return found
}

/** Whether a condition compares with what an InitPlan, a SubPlan or a parameter gives. */
function asksSubquery(node: PlanNode): boolean {
  return ['Filter', 'Index Cond', 'Recheck Cond'].some((key) =>
    /\b(?:InitPlan|SubPlan) \d|\$\d/.test(textOf(node, key) ?? ''),
  )
}

function adviceFor(node: PlanNode): string {
  if (node.type === 'Aggregate' && (node.rowsRemovedByFilter ?? 0) > node.rows) {
    return 'The planner cannot know how many groups a HAVING condition on an aggregate keeps and assumes a fixed share. If a join above suffers from it, put the groups into a temporary table and ANALYZE that.'
  }
  if (asksSubquery(node)) {
    return 'The planner cannot know what a subquery or a parameter gives and assumes a fixed share of the rows, which ANALYZE does not change. Write the subquery as a join, or give its result as a constant.'
  }
  if (node.relation !== undefined) {
    return `Run ANALYZE ${node.relation}. If it stays so, the conditions depend on each other or on an expression: CREATE STATISTICS on those columns or that expression, or a higher statistics target for a skewed column.`
  }
  if (node.type === 'Aggregate' || node.type === 'Group' || node.type === 'Unique') {
    if (numberOf(node, 'Plan Rows') === defaultGroups) {
      return 'The planner assumes 200 groups where it knows nothing of the columns: ANALYZE the table if it never was (temporary tables never are), or CREATE STATISTICS on the expression that is grouped by.'
    }
    return 'The number of distinct values is misjudged: CREATE STATISTICS (ndistinct) on the grouped columns together, or ALTER TABLE … ALTER COLUMN … SET (n_distinct = …).'
  }
  return 'Both inputs were planned well, their combination was not: the join columns are correlated with the conditions. Check that both sides of the join have the same type, run ANALYZE, and consider splitting the query with a materialized CTE.'
}
