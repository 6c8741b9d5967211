import { byShare, type FindingRule } from './rule.ts'
import { count, kibibytes } from './wording.ts'

/** 8 MiB, twice the default work_mem: less stays in the operating system's cache. */
const leastBlocks = 1_000
const kibPerBlock = 8

/** Sorts and hashes tell more about their temporary files; they have findings of their own. */
const reportedElsewhere = new Set(['Sort', 'Incremental Sort', 'Hash', 'Hash Join', 'Aggregate'])

export const tempIo: FindingRule = {
  kind: 'temp-io',
  severity: byShare,
  find: (view) =>
    view.executed.flatMap((node) => {
      const written = node.exclusiveBuffers?.tempWritten ?? 0
      const read = node.exclusiveBuffers?.tempRead ?? 0
      if (written + read < leastBlocks || reportedElsewhere.has(node.type)) return []
      return {
        nodeId: node.id,
        nodeIds: [node.id],
        title: `${node.label} keeps its rows on disk`,
        detail: `${count(written)} temporary blocks (${kibibytes(written * kibPerBlock)}) were written and ${count(read)} read again, because the rows did not fit into work_mem.`,
        advice:
          'Raise work_mem for this statement, or keep fewer and narrower rows: name the columns that are needed, filter before the rows are kept.',
      }
    }),
}
