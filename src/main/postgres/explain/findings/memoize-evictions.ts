import { sumOfAllProcesses } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, percent } from './wording.ts'

/** A cache that drops entries for a tenth of its misses is too small to keep what comes again. */
const leastEvicted = 0.1
const leastMisses = 100

export const memoizeEvictions: FindingRule = {
  kind: 'memoize-evictions',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => node.type === 'Memoize')
      .flatMap((node) => {
        const hits = sumOfAllProcesses(node, 'Cache Hits')
        const misses = sumOfAllProcesses(node, 'Cache Misses')
        const lost = sumOfAllProcesses(node, 'Cache Evictions') + sumOfAllProcesses(node, 'Cache Overflows')
        if (misses < leastMisses || lost / misses < leastEvicted) return []
        return {
          nodeId: node.id,
          nodeIds: [node.id, ...view.inputs(node).map((input) => input.id)],
          title: `Memoize forgets what it has found`,
          detail: `Of ${count(hits + misses)} look-ups ${percent(hits / (hits + misses))} were answered from the cache; ${count(lost)} entries were dropped for want of memory.`,
          advice:
            'Raise work_mem or hash_mem_multiplier for this statement. If few look-ups repeat, SET enable_memoize = off and compare.',
        }
      }),
}
