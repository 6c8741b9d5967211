import { textOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, percent } from './wording.ts'

/** Most of what was computed and kept is thrown away by its only reader. */
const leastDiscarded = 0.8
const leastRows = 1_000
const leastShare = 0.05

export const cteFilteredLate: FindingRule = {
  kind: 'cte-filtered-late',
  severity: byShare,
  find: (view) => {
    const scans = view.executed.filter((node) => node.type === 'CTE Scan')
    return scans.flatMap((node) => {
      const name = textOf(node, 'CTE Name')
      const removed = node.rowsRemovedByFilter ?? 0
      const discarded = removed / Math.max(1, removed + node.rows)
      if (removed < leastRows || discarded < leastDiscarded) return []
      const readers = scans.filter((scan) => textOf(scan, 'CTE Name') === name)
      const ctes = view.nodes.filter((other) => other.subplanName === `CTE ${name}`)
      const cte = ctes[0]
      // Inlining is no help where others need the rows, and cannot be for a CTE that changes data.
      if (readers.length !== 1 || ctes.length !== 1 || cte === undefined) return []
      if (cte.type === 'ModifyTable' || cte.type === 'Recursive Union') return []
      if ((view.share(node.inclusiveMs) ?? 1) < leastShare) return []
      return {
        nodeId: node.id,
        nodeIds: [node.id, cte.id],
        title: `CTE ${name} is computed in full to keep ${percent(1 - discarded)} of it`,
        detail: `${count(removed)} of its ${count(removed + node.rows)} rows are dropped by ${textOf(node, 'Filter') ?? 'a filter'} only after they were computed and stored.`,
        advice: `Write the condition into the CTE, or say WITH ${name} AS NOT MATERIALIZED (version 12 and later) so that the planner can.`,
        costMs: node.inclusiveMs,
      }
    })
  },
}
