import type { Plan, PlanFinding } from '#shared/contract/plan.ts'
export function findPlanFindings(_plan: Plan): PlanFinding[] {
  return []
}
