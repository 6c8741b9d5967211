/** How a profile's figures, places and views are told. Pure. */
import { formatBytes, formatCompact, formatCount, formatMs, formatPercent } from '#renderer/ui/format.ts'
import type { ViewKind } from '#renderer/stores/profiles/model.ts'
import type { OpenedFile, ProfileFacts } from '#renderer/workers/profile/work.ts'
import type { ProfileFormat } from '#shared/contract/profiles.ts'
import type { FrameTable, IndexIntoFrameTable, WeightUnit } from '#shared/profile/model.ts'

export const viewNames: Readonly<Record<ViewKind, string>> = {
  time: 'Time order',
  heavy: 'Left heavy',
  sandwich: 'Sandwich',
  tree: 'Call tree',
  'bottom-up': 'Bottom-up',
  difference: 'Difference',
}

export const formatNames: Readonly<Record<ProfileFormat, string>> = {
  cpuprofile: 'CPU profile',
  heapprofile: 'Heap sampling profile',
  heapsnapshot: 'Heap snapshot',
  speedscope: 'speedscope',
  pprof: 'pprof',
  collapsed: 'Collapsed stacks',
  'chrome-trace': 'Chrome trace',
  firefox: 'Firefox Profiler',
}

/** How a weight is written. */
export function formatOf(unit: WeightUnit): (value: number) => string {
  switch (unit) {
    case 'milliseconds':
      return formatMs
    case 'bytes':
      return formatBytes
    case 'blocks':
    case 'rows':
      return (value) => formatCount(value, unit)
    case 'count':
    case 'cost':
      return (value) => formatCount(value)
  }
}

/** What a weight is called: `time`, `memory`. */
export function weightName(unit: WeightUnit): string {
  return ({ milliseconds: 'time', bytes: 'memory' } as Partial<Record<WeightUnit, string>>)[unit] ?? unit
}

/** `12.3 s · 3.1 s not idle · 1.5 M samples · 20 k functions · 64 deep` */
export function factsLine(facts: ProfileFacts): string {
  const { unit, total, samples, frames, depths } = facts
  const idle = idleOf(facts)
  return [
    formatOf(unit)(total),
    ...(idle > 0 ? [`${formatOf(unit)(total - idle)} not idle`] : []),
    `${formatCompact(samples)} samples`,
    `${formatCompact(frames)} functions`,
    `${formatCount(depths)} deep`,
  ].join(' · ')
}

/** What was seen doing nothing, in the profile's unit. */
export function idleOf({ categories, weights }: ProfileFacts): number {
  return weights[categories.indexOf('idle')] ?? 0
}

/** A heap profile says who allocated, whatever the file's format. */
export function isOfMemory({ unit }: ProfileFacts, { format }: OpenedFile): boolean {
  return format === 'heapprofile' || unit === 'bytes'
}

/** `server.js:12:3`, the whole path; empty where none is known. */
export function placeOf(frames: FrameTable, frame: IndexIntoFrameTable): string {
  const file = frames.file[frame] ?? ''
  const line = frames.line[frame] ?? 0
  const column = frames.column[frame] ?? 0
  if (file === '') return ''
  if (line === 0) return file
  return column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`
}

/** The same with only the last parts of the path, for lists. */
export function shortPlaceOf(frames: FrameTable, frame: IndexIntoFrameTable): string {
  const file = frames.file[frame] ?? ''
  const line = frames.line[frame] ?? 0
  const parts = file.replace(/^file:\/\//, '').split(/[\\/]/)
  const short = parts.slice(-2).join('/')
  return line === 0 ? short : `${short}:${line}`
}

export function nameOf(frames: FrameTable, frame: IndexIntoFrameTable): string {
  const name = frames.name[frame] ?? ''
  return name === '' ? '(anonymous)' : name
}

/** A file on a machine's own disk, which an editor could open: a path or a file: URL. */
export function isLocalFile(file: string): boolean {
  return /^(file:\/\/\/|\/|[A-Za-z]:[\\/])/.test(file)
}

export function shareOf(value: number, whole: number): string {
  return whole > 0 ? formatPercent(value / whole) : formatPercent(Number.NaN)
}

/** Names of categories as words; those of other programs stay as they are. */
const categoryNames: Readonly<Record<string, string>> = {
  app: 'Own code',
  node_modules: 'node_modules',
  node: 'Node internals',
  native: 'Native',
  gc: 'Garbage collector',
  idle: 'Idle',
  program: 'Program',
  wasm: 'WebAssembly',
  eval: 'eval',
}

export function categoryName(category: string): string {
  return categoryNames[category] ?? category
}

/** A profile's name as the beginning of a file's: without its own extension and what no disk takes. */
export function fileNameOf(name: string): string {
  const plain = name
    .replace(/\.(gz|json|txt|cpuprofile|heapprofile|pprof|pb|speedscope|collapsed|folded)$/gi, '')
    .replace(/\.(gz|json|txt|cpuprofile|heapprofile|pprof|pb|speedscope|collapsed|folded)$/gi, '')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|-+$/g, '')
  return plain === '' ? 'profile' : plain.slice(0, 120)
}
