import type { PlanNode } from '#shared/contract/plan.ts'
import type { PlanView } from './plan-view.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count } from './wording.ts'

/** Below this a product is harmless, and often wanted: a few settings joined to a few rows. */
const leastRows = 10_000

/** Keys under which a node says that its rows depend on something. */
const conditions = [
  'Join Filter',
  'Index Cond',
  'Recheck Cond',
  'Filter',
  'TID Cond',
  'Cache Key',
  'Function Call',
]

export const cartesian: FindingRule = {
  kind: 'cartesian',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => node.type === 'Nested Loop' && node.properties['Join Filter'] === undefined)
      .flatMap((node) => {
        const [outer, inner] = view.inputs(node)
        if (outer === undefined || inner === undefined || dependsOnOuter(view, inner)) return []
        const analyzed = view.plan.has.analyze
        const outerRows = analyzed ? outer.rows / Math.max(1, node.loops) : outer.plannedRows
        const innerRows = analyzed ? inner.rows / Math.max(1, inner.loops) : inner.plannedRows
        const rows = analyzed ? node.rows : node.plannedRows
        if (outerRows <= 1 || innerRows <= 1 || rows < leastRows) return []
        return {
          nodeId: node.id,
          nodeIds: [node.id],
          title: `Every row with every row: ${count(outerRows)} × ${count(innerRows)}`,
          detail: `The nested loop has no condition and ${analyzed ? 'returned' : 'is planned to return'} ${count(rows)} rows, each row of ${view.name(outer)} with each of ${view.name(inner)}.`,
          advice:
            'A join condition is missing in the query, or is lost in an OR; if the product is meant, aggregate before it.',
        }
      }),
}

/** What is materialized cannot depend on the outer row, or it could not be kept. */
function dependsOnOuter(view: PlanView, inner: PlanNode): boolean {
  if (inner.type === 'Materialize') return false
  return view.subtree(inner).some((node) => conditions.some((key) => node.properties[key] !== undefined))
}
