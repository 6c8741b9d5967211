import { numberOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, percent, subject } from './wording.ts'

/** From a tenth of the rows on, the visits to the table are what an index-only scan was to save. */
const leastFetched = 0.1
const leastFetches = 100

export const heapFetches: FindingRule = {
  kind: 'heap-fetches',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => node.type === 'Index Only Scan')
      .flatMap((node) => {
        // Counted over all loops, unlike rows.
        const fetches = numberOf(node, 'Heap Fetches')
        const found = Math.max(fetches, node.rows + (node.rowsRemovedByFilter ?? 0))
        if (fetches < leastFetches || fetches / found < leastFetched) return []
        return {
          nodeId: node.id,
          nodeIds: [node.id],
          title: `Index-only scan visits the table ${subject(node)} all the same`,
          detail: `${count(fetches)} of ${count(found)} rows (${percent(fetches / found)}) had to be looked up in the table, because its visibility map does not say that everybody sees them.`,
          advice: `VACUUM ${subject(node)}, and let autovacuum come to it more often (autovacuum_vacuum_scale_factor, autovacuum_vacuum_insert_scale_factor).`,
        }
      }),
}
