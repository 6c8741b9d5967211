import { numberOf, textOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, counted, percent, subject } from './wording.ts'

/**
 * An index pays when it saves most of the reading. Where a fifth of the rows or more is kept, a
 * sequential scan is about as quick: an index would touch nearly every page all the same.
 */
const leastDiscarded = 0.8

/** A scan that throws away less is over before an index would show. Rows of all loops. */
const leastRows = 1_000

/** A table of a page or two is read as quickly as an index on it, however often it is read. */
const leastRowsPerScan = 200

/** Below this share of the time the scan is not what the query waits for. */
const leastShare = 0.01

/** A filter that does nothing but ask a SubPlan, `(NOT (ANY (id = (hashed SubPlan 1).col1)))`. */
function asksSubplanOnly(filter: string): boolean {
  return /\bSubPlan \d/.test(filter) && !/ (?:AND|OR) /.test(filter)
}

export const seqScanDiscards: FindingRule = {
  kind: 'seq-scan-discards',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => node.type === 'Seq Scan')
      .flatMap((node) => {
        const removed = node.rowsRemovedByFilter ?? 0
        const discarded = removed / Math.max(1, removed + node.rows)
        const perScan = (removed + node.rows) / Math.max(1, node.parallelAware ? 1 : node.loops)
        if (perScan < leastRowsPerScan) return []
        if (removed < leastRows || discarded < leastDiscarded || !view.takes([node.id], leastShare)) return []
        const times = node.loops > 1 && !node.parallelAware ? ` in ${counted(node.loops, 'scan')}` : ''
        const blocks = numberOf(node, 'Shared Hit Blocks') + numberOf(node, 'Shared Read Blocks')
        const reading = blocks > 0 ? `, reading ${counted(blocks, 'block')}` : ''
        return {
          nodeId: node.id,
          nodeIds: [node.id],
          title: `Scanning all of ${subject(node)} to keep ${node.rows === 0 ? 'none' : percent(1 - discarded)} of it`,
          detail: `${count(removed + node.rows)} rows were read${times}${reading}, ${count(removed)} thrown away by the filter ${textOf(node, 'Filter') ?? ''}.`,
          advice: asksSubplanOnly(textOf(node, 'Filter') ?? '')
            ? 'No index serves a filter that asks a subquery for each row: write it as a join, or as EXISTS or NOT EXISTS, which the planner can join.'
            : `Give ${subject(node)} an index on the columns this filter compares, those compared with = first.`,
        }
      }),
}
