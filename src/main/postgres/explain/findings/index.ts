/**
 * What a plan shows that costs the query its time. Each rule is a file; docs/plan-findings.md lists
 * them with their thresholds.
 */
import type { Plan, PlanFinding } from '#shared/contract/plan.ts'
import { cartesian } from './cartesian.ts'
import { correlatedSubplan } from './correlated-subplan.ts'
import { cteFilteredLate } from './cte-filtered-late.ts'
import { disabledNode } from './disabled-node.ts'
import { functionScanMisestimate } from './function-scan-misestimate.ts'
import { hashOnDisk } from './hash-on-disk.ts'
import { heapFetches } from './heap-fetches.ts'
import { indexScanFiltersMuch } from './index-scan-filters-much.ts'
import { jitDominates } from './jit-dominates.ts'
import { joinFilterDiscards } from './join-filter-discards.ts'
import { limitSortsAll } from './limit-sorts-all.ts'
import { lossyBitmap } from './lossy-bitmap.ts'
import { memoizeEvictions } from './memoize-evictions.ts'
import { misestimate } from './misestimate.ts'
import { nestedLoopManyLoops } from './nested-loop-many-loops.ts'
import { PlanView } from './plan-view.ts'
import { planningDominates } from './planning-dominates.ts'
import type { FindingRule } from './rule.ts'
import { seqScanDiscards } from './seq-scan-discards.ts'
import { slowLimitOffset } from './slow-limit-offset.ts'
import { sortOnDisk } from './sort-on-disk.ts'
import { staleStatistics } from './stale-statistics.ts'
import { tempIo } from './temp-io.ts'
import { triggers } from './triggers.ts'
import { wideRowsSorted } from './wide-rows-sorted.ts'
import { workersNotLaunched } from './workers-not-launched.ts'

export const findingRules: readonly FindingRule[] = [
  seqScanDiscards,
  indexScanFiltersMuch,
  misestimate,
  staleStatistics,
  functionScanMisestimate,
  sortOnDisk,
  hashOnDisk,
  tempIo,
  lossyBitmap,
  heapFetches,
  nestedLoopManyLoops,
  correlatedSubplan,
  joinFilterDiscards,
  cartesian,
  memoizeEvictions,
  limitSortsAll,
  slowLimitOffset,
  wideRowsSorted,
  cteFilteredLate,
  workersNotLaunched,
  jitDominates,
  triggers,
  planningDominates,
  disabledNode,
]

const severityOrder = { high: 0, medium: 1, low: 2 }

/** A query over a thousand partitions has some findings a thousand times. */
const mostOfKind = 20

/** The findings of an accounted plan, what costs most first, and what was left out of them. */
export function findPlanFindings(plan: Plan): { findings: PlanFinding[]; notes: string[] } {
  const view = new PlanView(plan)
  const findings: PlanFinding[] = []
  const notes: string[] = []
  for (const rule of findingRules) {
    const own = rule.find(view).map((found): PlanFinding => {
      const costMs = found.costMs ?? (found.nodeIds.length > 0 ? view.ownMs(found.nodeIds) : undefined)
      return {
        kind: rule.kind,
        severity: rule.severity({ ms: costMs, share: view.share(costMs) }),
        ...found,
        costMs,
      }
    })
    findings.push(...own.toSorted(byCost).slice(0, mostOfKind))
    if (own.length > mostOfKind) {
      notes.push(
        `Only the ${mostOfKind} costliest of ${own.length} findings of the kind "${rule.kind}" are listed.`,
      )
    }
  }
  return { findings: findings.toSorted(byCost), notes }
}

function byCost(a: PlanFinding, b: PlanFinding): number {
  return (b.costMs ?? 0) - (a.costMs ?? 0) || severityOrder[a.severity] - severityOrder[b.severity]
}
