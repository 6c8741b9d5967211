/** How a heap snapshot's figures are told. Pure. */
import { formatBytes, formatCompact, formatCount } from '#renderer/ui/format.ts'
import type { SnapshotView } from '#renderer/stores/snapshots/model.ts'
import type { OpenedSnapshot, OpenProgress } from '#renderer/workers/snapshot/work.ts'

export const viewNames: Readonly<Record<SnapshotView, string>> = {
  constructors: 'Constructors',
  growth: 'Growth',
  memory: 'Retained memory',
}

export const shallowMeaning = 'Shallow: what the objects take themselves, without what they refer to.'
export const retainedMeaning =
  'Retained: what would be free if they were gone: themselves and all that only they keep alive.'

export function progressWords(progress: OpenProgress | null): string {
  if (progress === null) return 'Beginning'
  const { phase, done, total } = progress
  if (phase === 'analysing') return 'Working out who retains whom'
  return `${phase === 'reading' ? 'Reading' : 'Parsing'}: ${formatBytes(done)} of ${formatBytes(total)}`
}

/** `6.95 MiB · 71.6 k objects · 312 k references · 412 constructors` */
export function factsLine({ totals, constructors }: OpenedSnapshot): string {
  return [
    formatBytes(totals.shallowBytes),
    `${formatCompact(totals.nodes)} objects`,
    `${formatCompact(totals.edges)} references`,
    `${formatCount(constructors.length)} constructors`,
  ].join(' · ')
}

/** `+1.2 MiB`, `−340 B`, `0 B`. */
export function signedBytes(bytes: number): string {
  return `${signOf(bytes)}${formatBytes(Math.abs(bytes))}`
}

/** `+2,000`, `−1`, `0`. */
export function signedCount(count: number): string {
  return `${signOf(count)}${formatCount(Math.abs(count))}`
}

function signOf(value: number): string {
  return value > 0 ? '+' : value < 0 ? '−' : ''
}

/** A snapshot's name as the beginning of a file's: without its extension and what no disk takes. */
export function fileNameOf(name: string): string {
  const plain = name
    .replace(/(\.(heapsnapshot|json|gz))+$/i, '')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|-+$/g, '')
  return plain === '' ? 'heap' : plain.slice(0, 120)
}
