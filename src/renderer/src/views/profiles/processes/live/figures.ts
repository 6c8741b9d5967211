/** What is charted of a thread at work. Pure. */
import type { LineSet } from '#renderer/charts/lines/index.ts'
import { formatBytes, formatCompact, formatMs, formatPercent } from '#renderer/ui/format.ts'
import type { NodeSample } from '#shared/contract/node/live.ts'

const space = '\u00a0'

export interface LiveLine {
  name: string
  of: (sample: NodeSample) => number
}

export interface LiveFigure {
  /** Stable name, for keys and file names. */
  id: string
  title: string
  unit: string
  format: (value: number) => string
  /** The first is the one that is written large. */
  lines: readonly LiveLine[]
  /** Of the axis; as far as the figures go without it. */
  max?: (sample: NodeSample) => number
  whole?: boolean
  /** In powers of two, as bytes are. */
  binary?: boolean
  /** Said beside the large figure. */
  beside?: (sample: NodeSample) => string
}

const perSecond = (count: number, { sinceMs }: NodeSample): number =>
  sinceMs > 0 ? count / (sinceMs / 1000) : 0
const cores = (value: number): string => `${value < 9.995 ? value.toFixed(2) : value.toFixed(1)}${space}cores`

const fixedFigures: readonly LiveFigure[] = [
  {
    id: 'memory',
    title: 'Heap used',
    unit: 'bytes',
    binary: true,
    format: formatBytes,
    lines: [
      { name: 'Heap used', of: ({ heap }) => heap.usedBytes },
      { name: 'Heap total', of: ({ heap }) => heap.totalBytes },
      { name: 'External', of: ({ externalBytes }) => externalBytes },
      { name: 'Resident', of: ({ residentBytes }) => residentBytes },
    ],
    beside: ({ heap }) =>
      `${formatPercent(heap.usedBytes / heap.limitBytes)} of the limit of ${formatBytes(heap.limitBytes)}`,
  },
  {
    id: 'cpu',
    title: 'CPU of the process',
    unit: 'cores',
    format: cores,
    lines: [
      { name: 'Process', of: ({ cpu }) => cpu.processCores },
      { name: 'Machine', of: ({ cpu }) => cpu.machineCores },
    ],
    beside: ({ machine }) => `of ${formatCompact(machine.cores)}`,
  },
  {
    id: 'loop-delay',
    title: 'Event-loop delay, p99',
    unit: 'ms',
    format: formatMs,
    lines: [
      { name: 'p99', of: ({ loop }) => loop.p99Ms },
      { name: 'p50', of: ({ loop }) => loop.p50Ms },
      { name: 'Longest', of: ({ loop }) => loop.maxMs },
    ],
  },
  {
    id: 'loop-utilization',
    title: 'Event loop busy',
    unit: 'share of the time',
    format: formatPercent,
    max: () => 1,
    lines: [
      { name: 'Busy', of: ({ loop }) => loop.utilization },
      { name: 'In GC', of: ({ gc }) => gc.share },
    ],
  },
  {
    id: 'gc-pauses',
    title: 'GC pauses, longest',
    unit: 'ms',
    format: formatMs,
    lines: [
      { name: 'Longest', of: ({ gc }) => gc.longestMs },
      { name: 'In a second', of: (sample) => perSecond(sample.gc.pauseMs, sample) },
    ],
    beside: ({ gc }) => `${formatPercent(gc.share)} of the time`,
  },
  {
    id: 'gc-frequency',
    title: 'Collections',
    unit: 'per second',
    format: (value) => `${formatCompact(value)}/s`,
    lines: [
      {
        name: 'All',
        of: (sample) => perSecond(sample.gc.scavenges + sample.gc.markSweeps + sample.gc.others, sample),
      },
      { name: 'Scavenges', of: (sample) => perSecond(sample.gc.scavenges, sample) },
      { name: 'Mark-sweeps', of: (sample) => perSecond(sample.gc.markSweeps, sample) },
    ],
  },
  {
    id: 'machine-memory',
    title: 'Memory of the process',
    unit: 'bytes',
    binary: true,
    format: formatBytes,
    lines: [
      { name: 'Process', of: ({ residentBytes }) => residentBytes },
      { name: 'Machine', of: ({ machine }) => machine.memoryBytes - machine.freeMemoryBytes },
    ],
    beside: ({ machine }) => `of ${formatBytes(machine.memoryBytes)}`,
  },
]

/** Kinds of resources that get a line, beside the one of all. */
const mostKinds = 4

/** Every figure; which kinds of resources there are is told by the last sample. */
export function figuresOf(last: NodeSample): readonly LiveFigure[] {
  const resources: LiveFigure = {
    id: 'resources',
    title: 'Active resources',
    unit: 'resources',
    whole: true,
    format: (value) => formatCompact(value),
    lines: [
      { name: 'All', of: (sample) => sample.resources.reduce((sum, { count }) => sum + count, 0) },
      ...last.resources
        .slice(0, mostKinds)
        .map(({ kind }) => ({ name: kind, of: (sample: NodeSample) => countOf(sample, kind) })),
    ],
  }
  return [...fixedFigures, resources]
}

function countOf({ resources }: NodeSample, kind: string): number {
  return resources.find((resource) => resource.kind === kind)?.count ?? 0
}

/** A figure over the samples, as a chart takes it. */
export function linesOf(figure: LiveFigure, samples: readonly NodeSample[]): LineSet {
  const { format, unit, lines, max, whole, binary } = figure
  const last = samples.at(-1)
  return {
    moments: samples.map(({ at, sinceMs }) => ({ at, sinceMs })),
    lines: lines.map(({ name, of }) => ({ name, values: samples.map(of) })),
    format,
    unit,
    ...(max !== undefined && last !== undefined && { max: max(last) }),
    ...(whole !== undefined && { whole }),
    ...(binary !== undefined && { binary }),
  }
}
