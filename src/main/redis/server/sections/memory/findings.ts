import type { Finding } from '#shared/contract/finding.ts'
import { printRedisChange } from '#shared/redis/change-text.ts'
import { bytes, count, percent } from '#main/wording.ts'
import { changeSettings } from '../../change-settings.ts'
import { numberOf } from '../../info/info.ts'
import type { InfoFigures, NodeInfo } from '../../info/info-figures.ts'
import type { Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'

/** What is known of active defragmentation; undefined while it has not been asked. */
export type Defragmentation = { isPossible: boolean | undefined; isOn: boolean } | undefined

/**
 * Active defragmentation needs the jemalloc that comes with the server, which is built for allocations
 * in steps of 8 bytes; the system's has 16. Undefined where the allocator tells nothing.
 */
export function canDefragment(mallocStats: string): boolean | undefined {
  const quantum = /^Quantum size: (\d+)/m.exec(mallocStats)?.[1]
  if (quantum !== undefined) return quantum === '8'
  // Without jemalloc the server says so in words.
  return mallocStats === '' ? undefined : false
}

/** Each master for itself: one that is fragmented does not vanish behind others that are not. */
export function memoryFindings(info: InfoFigures, server: Server, defragment: Defragmentation): Finding[] {
  return info.nodes.flatMap((node) => [
    ...fragmentation(node, info, server, defragment),
    ...swapped(node, info, server),
  ])
}

function fragmentation(
  { node, now }: NodeInfo,
  info: InfoFigures,
  server: Server,
  defragment: Defragmentation,
): Finding[] {
  const [used, resident] = [numberOf(now, 'used_memory'), numberOf(now, 'used_memory_rss')]
  if (used === undefined || resident === undefined || used < thresholds.smallestMemory) return []
  const wasted = resident - used
  const ratio = resident / used
  if (ratio < thresholds.fragmentationRatio || wasted < thresholds.fragmentationBytes) return []
  const between = numberOf(now, 'allocator_frag_bytes') ?? 0
  const kept = numberOf(now, 'allocator_rss_bytes') ?? 0
  // Without figures of the allocator, before 5.0, either cure may be the right one.
  const isTold = now.has('allocator_frag_bytes')
  const hasHoles = !isTold || between >= thresholds.fragmentationBytes
  const hasKept = !isTold || kept >= thresholds.fragmentationBytes
  const defragmenting = hasHoles && defragment?.isPossible !== false && defragment?.isOn !== true
  const change = changeSettings(server, 'Turn on active defragmentation', {
    name: 'activedefrag',
    value: 'yes',
  })
  return [
    {
      id: idOf('fragmentation', node, info),
      kind: 'fragmentation',
      severity: wasted >= thresholds.muchFragmentation ? 'medium' : 'low',
      title: `${bytes(wasted)} of memory are held and not used${nodeWords(node, info)}`,
      detail: `The process holds ${bytes(resident)} for ${bytes(used)} of use, ${count(ratio)} times as much. ${isTold ? `${bytes(Math.max(0, between))} are holes between allocations, ${bytes(Math.max(0, kept))} are free and kept by the allocator.` : 'The server does not tell why.'}`,
      advice: [
        hasKept ? 'MEMORY PURGE gives back what the allocator keeps.' : '',
        defragmenting
          ? `Holes are closed by active defragmentation while the server runs. ${change.advice}`
          : '',
        hasHoles && defragment?.isPossible === false
          ? 'This server is built without active defragmentation: its holes go away with a restart, or a failover to a replica.'
          : '',
        defragment?.isOn === true
          ? 'Active defragmentation is on and works within active-defrag-cycle-max.'
          : '',
        !hasHoles && !hasKept
          ? 'The allocator has little of it: the rest is of the process, of shared pages after a fork, or of modules.'
          : '',
      ]
        .filter(Boolean)
        .join(' '),
      subject: { kind: 'server', name: node },
      evidence: [
        { label: 'Resident', value: bytes(resident) },
        { label: 'Used', value: bytes(used) },
        ...(isTold
          ? [
              { label: 'Holes between allocations', value: bytes(between) },
              { label: 'Free, kept by the allocator', value: bytes(kept) },
            ]
          : []),
      ],
      evidenceSql: 'INFO memory',
      proposals: [
        ...(hasKept
          ? [{ title: 'Give free memory back', sql: printRedisChange({ kind: 'memory-purge' }) }]
          : []),
        ...(defragmenting ? change.proposals : []),
      ],
    },
  ]
}

function swapped({ node, now }: NodeInfo, info: InfoFigures, server: Server): Finding[] {
  const [used, resident] = [numberOf(now, 'used_memory'), numberOf(now, 'used_memory_rss')]
  if (used === undefined || resident === undefined || resident === 0) return []
  if (used < thresholds.swappedLeast || resident >= thresholds.swappedShare * used) return []
  return [
    {
      id: idOf('swapped-out', node, info),
      kind: 'swapped-out',
      severity: 'high',
      title: `${percent(1 - resident / used)} of the memory may be swapped out${nodeWords(node, info)}`,
      detail: `The server uses ${bytes(used)}, and the system keeps only ${bytes(resident)} of it in memory. A key that lies in swap is read from disk while every client waits.`,
      advice:
        'Look at the swap of the machine (VmSwap in /proc/<pid>/status). Lower maxmemory or give the machine more memory; let nothing else that is large run beside it.',
      subject: { kind: 'server', name: info.nodes.length < 2 ? server.name : node },
      evidence: [
        { label: 'Used', value: bytes(used) },
        { label: 'Resident', value: bytes(resident) },
      ],
      evidenceSql: 'INFO memory',
      proposals: [],
    },
  ]
}

/** The master belongs to the name where there are several. */
function idOf(kind: string, node: string, info: InfoFigures): string {
  return info.nodes.length < 2 ? kind : `${kind}:${node}`
}

function nodeWords(node: string, info: InfoFigures): string {
  return info.nodes.length < 2 ? '' : ` by ${node}`
}
