import { textOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, counted } from './wording.ts'

/** So many rows looked at for each that is kept: an index in the right order would read only those. */
const leastTimesKept = 100
const leastRows = 10_000
const leastShare = 0.1

export const limitSortsAll: FindingRule = {
  kind: 'limit-sorts-all',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => node.type === 'Sort' && (textOf(node, 'Sort Method')?.startsWith('top-N') ?? false))
      .flatMap((node) => {
        const input = view.inputs(node)[0]
        if (input === undefined) return []
        const isScan = input.relation !== undefined
        if (!isScan || input.rows < leastRows || input.rows < leastTimesKept * node.rows) return []
        if (!view.takes([node.id, input.id], leastShare)) return []
        return {
          nodeId: node.id,
          nodeIds: [node.id, input.id],
          title: `${count(input.rows)} rows read and sorted to keep ${count(node.rows)}`,
          detail: `Every row of ${input.label} goes through a sort by ${textOf(node, 'Sort Key') ?? 'its key'} of which only the first ${counted(node.rows, 'row')} are kept.`,
          advice: `An index on ${input.relation ?? 'the table'} that has the filter's columns first and then the sort key in this order lets the scan stop after the first rows.`,
        }
      }),
}
