/**
 * Charts of query plans beyond a single flame chart: two plans side by side. They know plans and the
 * flame chart, and nothing of views.
 */
export { PlanPair, type PlanPairProps } from './PlanPair.tsx'
export { planMetricWords } from './metric-words.ts'
