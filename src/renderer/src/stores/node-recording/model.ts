/** What is recorded of a process and how. Pure. */
import type { RecordingEvent, RecordingSettings } from '#shared/contract/node/recording.ts'
import type { Failure } from '#shared/failure.ts'

export type RecordingKind = RecordingSettings['kind']
export type RecordingProgress = Extract<RecordingEvent, { type: 'progress' }>

export type Recording =
  | { kind: 'none' }
  | { kind: 'running'; progress: RecordingProgress | undefined; stopping: boolean }
  | { kind: 'failed'; failure: Failure }

/** How to record, as typed. */
export interface RecordingChoice {
  seconds: string
  /** Milliseconds between two samples of the CPU. */
  cpuInterval: string
  /** KiB allocated between two samples of the heap. */
  heapInterval: string
  /** Frames of a stack. */
  depth: string
  includeCollected: boolean
}

/** As the main process has them by itself: what is measured to cost little. */
export const usualChoice: RecordingChoice = {
  seconds: '10',
  cpuInterval: '1',
  heapInterval: '128',
  depth: '128',
  includeCollected: false,
}

/** The contract's limits, in the units of the fields. */
const limits = {
  seconds: [1, 3600],
  cpuInterval: [0.05, 100],
  heapInterval: [1, 16_384],
  depth: [1, 512],
} as const

export type ChoiceField = keyof typeof limits

/** The figure in a field; undefined where it cannot be used. */
export function figureOf(choice: RecordingChoice, field: ChoiceField): number | undefined {
  const typed = choice[field].trim()
  const figure = Number(typed)
  const [least, most] = limits[field]
  const isWhole = field === 'seconds' || field === 'depth'
  if (typed === '' || !(figure >= least && figure <= most)) return undefined
  return isWhole && !Number.isInteger(figure) ? undefined : figure
}

/** Why a field cannot be used; undefined where it can. */
export function complaintOf(choice: RecordingChoice, field: ChoiceField): string | undefined {
  if (figureOf(choice, field) !== undefined) return undefined
  const [least, most] = limits[field]
  return `From ${least} to ${most}`
}

/** What to ask the main process for; undefined where a field cannot be used. */
export function settingsOf(
  kind: RecordingKind,
  choice: RecordingChoice,
): { seconds: number; settings: RecordingSettings } | undefined {
  const seconds = figureOf(choice, 'seconds')
  // A snapshot takes the time it takes.
  if (kind === 'snapshot') return { seconds: 1, settings: { kind } }
  if (seconds === undefined) return undefined
  if (kind === 'cpu') {
    const interval = figureOf(choice, 'cpuInterval')
    return interval === undefined
      ? undefined
      : { seconds, settings: { kind, intervalUs: Math.round(interval * 1000) } }
  }
  const interval = figureOf(choice, 'heapInterval')
  const depth = figureOf(choice, 'depth')
  if (interval === undefined || depth === undefined) return undefined
  const { includeCollected } = choice
  return {
    seconds,
    settings: { kind, intervalBytes: Math.round(interval * 1024), depth, includeCollected },
  }
}
