/** What the Keys page knows of one Redis. */
import type { Analysis, AnalysisEvent, AnalysisHead } from '#shared/contract/redis/keyspace.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import { firstOptions, type AnalysisOptions } from './options.ts'

export type AnalysisProgress = Extract<AnalysisEvent, { type: 'progress' }>

export type AnalysisWork =
  | { kind: 'idle' }
  | {
      kind: 'running'
      startedAt: EpochMilliseconds
      /** Null until the server was asked for the first time. */
      progress: AnalysisProgress | null
      /** The figures so far. */
      sofar: Analysis | null
      /** It was asked to end with what it has seen. */
      stopping: boolean
    }
  | { kind: 'failed'; failure: Failure }

export interface TargetKeyspace {
  /** Kept analyses, the newest first; null until they were read. */
  heads: readonly AnalysisHead[] | null
  /** The one that is shown while none is made. */
  analysis: Analysis | null
  /** The kept ones, or one of them, are being read. */
  reading: boolean
  /** Why that failed. */
  failure: Failure | null
  work: AnalysisWork
  options: AnalysisOptions
}

export const neverAnalysed: TargetKeyspace = {
  heads: null,
  analysis: null,
  reading: false,
  failure: null,
  work: { kind: 'idle' },
  options: firstOptions,
}

/** What is shown of a target: the figures so far of a running analysis, else the one that was chosen. */
export function shownAnalysis({ work, analysis }: TargetKeyspace): Analysis | null {
  return work.kind === 'running' ? (work.sofar ?? analysis) : analysis
}
