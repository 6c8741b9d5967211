import type { Finding, Limitation } from '#shared/contract/finding.ts'
import type { HistoryPoint, Recording, StatementList } from '#shared/contract/statements.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'

/** A target, and the recording whose window is looked at; without one, all since the reset. */
export interface StatementWindow {
  targetId: string
  recordingId?: string
}

/** What the statements store needs of the world, so that it can be tried without one. */
export interface StatementServices {
  list: (window: StatementWindow, signal: AbortSignal) => Promise<StatementList>
  findings: (
    window: StatementWindow,
    signal: AbortSignal,
  ) => Promise<{ findings: Finding[]; limitations: Limitation[] }>
  text: (targetId: string, statementId: string, signal: AbortSignal) => Promise<string>
  history: (targetId: string, statementId: string, signal: AbortSignal) => Promise<HistoryPoint[]>
  sample: (targetId: string, seconds: number, signal: AbortSignal) => Promise<AsyncIterable<StatementList>>
  recordings: (targetId: string, signal: AbortSignal) => Promise<Recording[]>
  record: (targetId: string, label: string) => Promise<Recording>
  stopRecording: (recordingId: string) => Promise<Recording>
  removeRecording: (recordingId: string) => Promise<void>
  /** Tells that something was removed, with a way to undo it; `gone` when that chance has passed. */
  offerUndo: (title: string, undo: () => void, gone: () => void) => void
  /** Tells of a failure that has no place of its own on the page. */
  tell: (what: string, failure: Failure) => void
  now: () => EpochMilliseconds
}
