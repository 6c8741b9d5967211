import { numberOf, textOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, percent, subject } from './wording.ts'

/** As for sequential scans: from here on an index that knew the filter would save most of the reading. */
const leastDiscarded = 0.8
const leastRows = 1_000
const leastShare = 0.01

export const indexScanFiltersMuch: FindingRule = {
  kind: 'index-scan-filters-much',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => ['Index Scan', 'Index Only Scan', 'Bitmap Heap Scan'].includes(node.type))
      .flatMap((node) => {
        // Rows of lossy pages are rechecked because memory was short; that is another finding.
        const lossy = numberOf(node, 'Lossy Heap Blocks') > 0
        const rechecked = lossy ? 0 : numberOf(node, 'Rows Removed by Index Recheck') * node.loops
        const removed = (node.rowsRemovedByFilter ?? 0) + rechecked
        const discarded = removed / Math.max(1, removed + node.rows)
        if (removed < leastRows || discarded < leastDiscarded || !view.takes([node.id], leastShare)) return []
        const by = node.index ?? view.inputs(node)[0]?.index ?? 'the index'
        const filter = textOf(node, 'Filter') ?? textOf(node, 'Recheck Cond') ?? ''
        return {
          nodeId: node.id,
          nodeIds: [node.id],
          title: `Index ${by} finds ${subject(node)}'s rows only to have ${percent(discarded)} thrown away`,
          detail: `${count(removed + node.rows)} rows were fetched from the table, ${count(removed)} of them dropped by ${filter}.`,
          advice: `Add the columns of the filter to the index, or make a partial index with the filter as its WHERE clause.`,
        }
      }),
}
