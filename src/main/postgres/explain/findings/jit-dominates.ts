import { byShare, type FindingRule } from './rule.ts'
import { counted, duration, percent } from './wording.ts'

/** Compiling is an investment; when it takes a fifth of the time, it was not one. */
const leastShare = 0.2

/** Less is not felt, whatever its share. */
const leastMs = 5

export const jitDominates: FindingRule = {
  kind: 'jit-dominates',
  severity: byShare,
  find: ({ plan, totalMs }) => {
    const summedMs = plan.jit?.totalMs
    const spentMs = plan.executionMs ?? totalMs
    if (plan.jit === undefined || summedMs === undefined || spentMs === undefined) return []
    // Each worker compiles for itself, and the server prints the sum.
    const processes = 1 + Math.max(0, ...plan.nodes.map((node) => node.workersLaunched ?? 0))
    const jitMs = Math.min(spentMs, summedMs / processes)
    if (jitMs < leastMs || jitMs / spentMs < leastShare) return []
    const parts = [
      ['generating', plan.jit.generationMs],
      ['inlining', plan.jit.inliningMs],
      ['optimizing', plan.jit.optimizationMs],
      ['emitting', plan.jit.emissionMs],
    ] as const
    const shown = parts.flatMap(([name, ms]) => (ms === undefined ? [] : [`${name} ${duration(ms)}`]))
    return [
      {
        nodeIds: [],
        title: `Compiling took ${processes > 1 ? 'about ' : ''}${percent(jitMs / spentMs)} of the execution`,
        detail: `JIT compiled ${counted(plan.jit.functions, 'function')} in ${duration(summedMs)}${processes > 1 ? ` in ${processes} processes together` : ''}, of ${duration(spentMs)}${shown.length > 0 ? `: ${shown.join(', ')}` : ''}.`,
        advice:
          "SET jit = off for this statement, or raise jit_above_cost. Often the plan's cost is overestimated: mend the row estimates first.",
        costMs: jitMs,
      },
    ]
  },
}
