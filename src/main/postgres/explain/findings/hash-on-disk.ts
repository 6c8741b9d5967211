import { largestOfAllProcesses, sumOfAllProcesses } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { count, kibibytes } from './wording.ts'

export const hashOnDisk: FindingRule = {
  kind: 'hash-on-disk',
  severity: byShare,
  find: (view) =>
    view.executed.flatMap((node) => {
      const batches = Math.max(
        largestOfAllProcesses(node, 'Hash Batches'),
        largestOfAllProcesses(node, 'HashAgg Batches'),
      )
      if (batches <= 1) return []
      const memory = largestOfAllProcesses(node, 'Peak Memory Usage')
      const disk = sumOfAllProcesses(node, 'Disk Usage')
      const join = node.type === 'Hash' ? view.parent(node) : undefined
      const original = largestOfAllProcesses(node, 'Original Hash Batches')
      const grown =
        original > 0 && original < batches
          ? ` It was planned with ${count(original)}: more rows came than expected.`
          : ''
      const used = disk > 0 ? `, ${kibibytes(disk)} of it on disk` : ''
      return {
        nodeId: node.id,
        nodeIds: join === undefined ? [node.id] : [node.id, join.id],
        title: `Hash table in ${count(batches)} batches, all but one on disk`,
        detail: `The hash table outgrew its memory (${kibibytes(memory)})${used} and was split into ${count(batches)} batches, each written and read again.${grown}`,
        advice: `Raise work_mem or hash_mem_multiplier for this statement (about ${kibibytes(memory * batches)} would hold it at once), or hash fewer and narrower rows.`,
      }
    }),
}
