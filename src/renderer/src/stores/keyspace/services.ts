import type {
  AnalyseInput,
  Analysis,
  AnalysisEvent,
  AnalysisHead,
  Pace,
} from '#shared/contract/redis/keyspace.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'

/** What the keyspace store needs of the world, so that it can be tried without one. */
export interface KeyspaceServices {
  analyse: (input: AnalyseInput, signal: AbortSignal) => Promise<AsyncIterable<AnalysisEvent>>
  stop: (analysisId: string) => Promise<void>
  setPace: (analysisId: string, pace: Pace) => Promise<void>
  list: (targetId: string) => Promise<AnalysisHead[]>
  get: (id: string) => Promise<Analysis>
  /** Tells of a failure that has no place of its own on the page. */
  tell: (what: string, failure: Failure) => void
  now: () => EpochMilliseconds
}
