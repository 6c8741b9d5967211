import { numberOf, sumOfAllProcesses } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, percent, subject } from './wording.ts'

/** A few lossy pages cost a few rechecks; from a tenth on it is the memory that decides. */
const leastLossy = 0.1

export const lossyBitmap: FindingRule = {
  kind: 'lossy-bitmap',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => node.type === 'Bitmap Heap Scan')
      .flatMap((node) => {
        const lossy = sumOfAllProcesses(node, 'Lossy Heap Blocks')
        const all = lossy + sumOfAllProcesses(node, 'Exact Heap Blocks')
        if (lossy === 0 || lossy / all < leastLossy) return []
        const rechecked = numberOf(node, 'Rows Removed by Index Recheck') * node.loops
        return {
          nodeId: node.id,
          nodeIds: [node.id, ...view.inputs(node).map((input) => input.id)],
          title: `Bitmap of ${subject(node)} too large for work_mem`,
          detail: `${count(lossy)} of ${count(all)} blocks (${percent(lossy / all)}) were remembered only as a whole, so all their rows were read and checked again; ${count(rechecked)} did not match.`,
          advice:
            'Raise work_mem for this statement, or let an index on more of the conditions find fewer rows.',
        }
      }),
}
