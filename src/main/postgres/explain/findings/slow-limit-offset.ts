import { byShare, type FindingRule } from './rule.ts'
import { count, counted, percent } from './wording.ts'

/** A page or two skipped is normal; this is deep paging. */
const leastSkipped = 1_000
const leastTimesKept = 10

export const slowLimitOffset: FindingRule = {
  kind: 'slow-limit-offset',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => node.type === 'Limit')
      .flatMap((node) => {
        const input = view.inputs(node)[0]
        if (input === undefined) return []
        // A Limit asks for no more than it returns, but for what an OFFSET skips.
        const skipped = input.rows - node.rows
        if (skipped < leastSkipped || skipped < leastTimesKept * node.rows) return []
        return {
          nodeId: node.id,
          nodeIds: [node.id, input.id],
          title: `${count(skipped)} rows made only to be skipped`,
          detail: `The limit returned ${counted(node.rows, 'row')} of ${count(input.rows)}: OFFSET does all the work for ${percent(skipped / input.rows)} of the rows and drops them.`,
          advice:
            'Page by key instead: WHERE (sort columns) > (the last row of the page before) ORDER BY … LIMIT …, with an index in that order. Each page then costs the same.',
          costMs: node.inclusiveMs,
        }
      }),
}
