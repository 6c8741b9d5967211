/**
 * Index advice: which indexes would make a workload cheaper, what they would cost to keep, and which
 * existing ones could go. Candidates come from the statements' shapes, costs from the planner itself
 * (by indexes that HypoPG imagines, or that are built for a moment), the set from a search that is a
 * pure function over a cost function.
 */
export { adviseIndexes } from './advise.ts'
export { compareIndexes } from './compare.ts'
export { workloadOfStatements } from './workload.ts'
