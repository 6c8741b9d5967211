import type { PlanNode } from '#shared/contract/plan.ts'
import { largestOfAllProcesses, ofAllProcesses, sumOfAllProcesses, textOf } from './properties.ts'
import { byShare, type FindingRule } from './rule.ts'
import { counted, kibibytes } from './wording.ts'

/**
 * Sorted rows need more room in memory than on disk, where they are packed: two to three times as
 * much is what the server's documentation of work_mem and practice suggest.
 */
const memoryPerDisk = 3

export const sortOnDisk: FindingRule = {
  kind: 'sort-on-disk',
  severity: byShare,
  find: (view) =>
    view.executed.flatMap((node) => {
      const disk = diskSort(node)
      if (disk === undefined) return []
      const key = textOf(node, 'Sort Key')
      const processes = disk.processes > 1 ? ` in ${disk.processes} processes together` : ''
      return {
        nodeId: node.id,
        nodeIds: [node.id],
        title: `Sort of ${counted(node.rows, 'row')} on disk, ${kibibytes(disk.kib)}`,
        detail: `The rows did not fit into work_mem: ${kibibytes(disk.kib)} were written to temporary files${processes}${key ? `, sorted by ${key}` : ''}.`,
        advice: `For this statement SET work_mem to about ${kibibytes(disk.largestKib * memoryPerDisk)}, sort fewer or narrower rows, or give the table an index in this order.`,
      }
    }),
}

interface DiskSort {
  kib: number
  /** The largest of one process. */
  largestKib: number
  processes: number
}

function diskSort(node: PlanNode): DiskSort | undefined {
  const onDisk = ofAllProcesses(node, 'Sort Space Type').filter((type) => type === 'Disk').length
  if (onDisk > 0) {
    return {
      kib: sumOfAllProcesses(node, 'Sort Space Used'),
      largestKib: largestOfAllProcesses(node, 'Sort Space Used'),
      processes: onDisk,
    }
  }
  // An incremental sort tells of its groups: the largest that went to disk.
  const peaks = ['Full-sort Groups', 'Pre-sorted Groups'].map((groups) => groupPeak(node, groups))
  const kib = Math.max(...peaks)
  return kib > 0 ? { kib, largestKib: kib, processes: 1 } : undefined
}

function groupPeak(node: PlanNode, groups: string): number {
  const own = node.properties[groups]
  if (typeof own !== 'object' || own === null || Array.isArray(own)) return 0
  const disk = own['Sort Space Disk']
  if (typeof disk !== 'object' || disk === null || Array.isArray(disk)) return 0
  const peak = Number(disk['Peak Sort Space Used'])
  return Number.isFinite(peak) ? peak : 0
}
