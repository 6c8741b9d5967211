import { textOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, counted, kibibytes } from './wording.ts'

/** Wider than a few dozen plain columns: a text or a document travels through the sort. Bytes. */
const leastWidth = 500

/** What is moved has to exceed the default work_mem, 4 MB, twice. Bytes. */
const leastBytes = 8_000_000
const leastShare = 0.05

export const wideRowsSorted: FindingRule = {
  kind: 'wide-rows-sorted',
  severity: byShare,
  find: (view) =>
    view.executed
      .filter((node) => node.type === 'Sort' || node.type === 'Incremental Sort')
      .flatMap((node) => {
        const width = node.width ?? 0
        const input = view.inputs(node)[0]
        const rows = view.plan.has.analyze ? (input?.rows ?? node.rows) : node.plannedRows
        const topOnly = textOf(node, 'Sort Method')?.startsWith('top-N') ?? false
        if (width < leastWidth || width * rows < leastBytes || topOnly) return []
        if (!view.takes([node.id], leastShare)) return []
        return {
          nodeId: node.id,
          nodeIds: [node.id],
          title: `Sorting rows of ${counted(width, 'byte')}`,
          detail: `${count(rows)} rows of about ${counted(width, 'byte')} (the planner's estimate) go through the sort, ${kibibytes((width * rows) / 1024)} in all.`,
          advice:
            'Sort the keys first and fetch the wide columns afterwards, by a join on the primary key; or name only the columns that are needed.',
        }
      }),
}
