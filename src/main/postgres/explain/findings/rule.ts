import type { PlanFinding, Severity } from '#shared/contract/plan.ts'
import type { PlanView } from './plan-view.ts'

/** One kind of finding: a file of its own, and a line in the table of index.ts. */
export interface FindingRule {
  /** Stable name, as in docs/plan-findings.md. */
  kind: string
  /** How bad, by what it costs. */
  severity: (cost: Cost) => Severity
  find: (view: PlanView) => Found[]
}

/** Both undefined where no times were measured. */
export interface Cost {
  ms: number | undefined
  /** Of the plan's time. */
  share: number | undefined
}

/** What a rule saw. Its cost is the nodes' own time unless it says another. */
export interface Found extends Pick<PlanFinding, 'nodeId' | 'nodeIds' | 'title' | 'detail' | 'advice'> {
  costMs?: number | undefined
}

/**
 * From this share of the time on a finding is worth doing first. Halving a part of 30 % makes the query
 * 15 % faster, which people notice; of one of 10 %, only a measurement does.
 */
const highShare = 0.3
const mediumShare = 0.1

/** Of less only a query that runs very often has something to gain. */
const feltMs = 1

/** By share of time. Without times a rule's evidence still holds, but not what it costs. */
export function byShare({ ms, share }: Cost): Severity {
  if (ms === undefined || share === undefined) return 'medium'
  if (ms < feltMs) return 'low'
  if (share >= highShare) return 'high'
  return share >= mediumShare ? 'medium' : 'low'
}
