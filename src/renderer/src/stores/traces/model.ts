/** What the Traces page knows of one Redis. */
import type { ExpectedCost, TraceEvent, TraceHead, TraceSummary } from '#shared/contract/redis/traces.ts'
import type { Failure } from '#shared/failure.ts'

export type RecordingMode = TraceHead['mode']
export type RecordingProgress = Extract<TraceEvent, { type: 'progress' }>

export type Loaded<T> =
  | { kind: 'none' }
  | { kind: 'reading' }
  | { kind: 'ready'; value: T }
  | { kind: 'failed'; failure: Failure }

export type Recording =
  | { kind: 'none' }
  | { kind: 'running'; progress: RecordingProgress | undefined; stopping: boolean }
  | { kind: 'failed'; failure: Failure }

/** The parts of one trace. */
export type TracePart = 'summary' | 'simulation' | 'warm-up'

export interface TracesOfTarget {
  heads: Loaded<readonly TraceHead[]>
  /** The trace that is shown; null: the form to record one. */
  shown: string | null
  cost: Loaded<ExpectedCost>
  recording: Recording
  mode: RecordingMode
  /** As typed. */
  seconds: string
}

export const nothingKnown: TracesOfTarget = {
  heads: { kind: 'none' },
  shown: null,
  cost: { kind: 'none' },
  recording: { kind: 'none' },
  mode: 'monitor',
  seconds: '30',
}

/** How long to record; undefined where that is no time a recording may take. */
export function recordingSeconds(text: string): number | undefined {
  const seconds = Number(text)
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600 ? seconds : undefined
}

/** The hit rate of a trace; null where it is not known. */
export function hitRateOf({ hits, misses }: Pick<TraceSummary, 'hits' | 'misses'>): number | null {
  return hits === null || misses === null || hits + misses === 0 ? null : hits / (hits + misses)
}
