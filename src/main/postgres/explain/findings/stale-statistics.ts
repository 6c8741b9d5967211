import type { PlanNode } from '#shared/contract/plan.ts'
import { numberOf } from './properties.ts'
import type { FindingRule, Found } from './rule.ts'
import { count, subject } from './wording.ts'

/**
 * Of a scan without conditions the planner has to know only how many rows the table has: their density
 * when it was last analysed, times its present size. Autovacuum analyses again after a tenth of the
 * rows has changed, so twice as many or half as many is no noise.
 */
const leastFactor = 2
const leastRows = 100

/** Of a table never analysed the planner takes a page to be full and assumes at least ten (plancat.c). */
const assumedPages = 10
/** 8 KiB less the page's header. */
const usableBytes = 8168
/** A row's header and its line pointer. */
const bytesBesideRow = 28

export const staleStatistics: FindingRule = {
  kind: 'stale-statistics',
  severity: () => 'medium',
  find: (view) =>
    view.executed.flatMap((node): Found[] => {
      if (node.type !== 'Seq Scan' || node.properties['Filter'] !== undefined) return []
      if (!view.plan.has.analyze) return looksNeverAnalyzed(node) ? [byDefaultEstimate(node)] : []
      if ((node.estimateFactor ?? 1) < leastFactor || view.mayStopEarly(node)) return []
      if (Math.max(node.rows, node.plannedRows) < leastRows) return []
      const never = looksNeverAnalyzed(node)
      return [
        {
          nodeId: node.id,
          nodeIds: [node.id],
          title: `The planner does not know how many rows ${subject(node)} has`,
          detail: `It expected ${count(node.plannedRows)} rows of the whole table and found ${count(node.rows)}. No condition is in the way, so the statistics are certainly out of date${
            never ? '; the estimate is just what the planner assumes of a table that was never analysed' : ''
          }.`,
          advice: `ANALYZE ${subject(node)}. If it happens again, let autovacuum analyse it earlier (autovacuum_analyze_scale_factor), or run ANALYZE after each bulk load: temporary tables are never analysed by themselves.`,
        },
      ]
    }),
}

function byDefaultEstimate(node: PlanNode): Found {
  return {
    nodeId: node.id,
    nodeIds: [node.id],
    title: `${subject(node)} may never have been analysed`,
    detail: `The estimate of ${count(node.plannedRows)} rows is the one the planner makes of a small table without statistics, with rows of ${node.width ?? 0} bytes. A table may happen to have that many, so this is likely, not certain.`,
    advice: `ANALYZE ${subject(node)}, then look at the plan again.`,
  }
}

/** Holds where the scan returns all columns, so that its width is the row's. */
function looksNeverAnalyzed(node: PlanNode): boolean {
  if (node.width === undefined || node.parallelAware) return false
  const perPage = Math.floor(usableBytes / (node.width + bytesBesideRow))
  return numberOf(node, 'Plan Rows') === perPage * assumedPages
}
