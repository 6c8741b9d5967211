import type { Plan, PlanFinding } from '#shared/contract/plan.ts'

const weight = { high: 3, medium: 2, low: 1 } as const

/** The gravest finding about each node, by node id. */
export function worstFindings(plan: Plan): Map<number, PlanFinding> {
  const worst = new Map<number, PlanFinding>()
  for (const finding of plan.findings) {
    for (const id of finding.nodeIds) {
      const present = worst.get(id)
      if (present === undefined || weight[finding.severity] > weight[present.severity]) worst.set(id, finding)
    }
  }
  return worst
}
