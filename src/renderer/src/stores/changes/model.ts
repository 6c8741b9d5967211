/** What the Changes store knows: proposals, running changes, the ledger, and what the dialog shows. */
import type { Change, ChangeEvent, ChangeHead, ChangePreview } from '#shared/contract/changes.ts'
import type { Runnable } from '#shared/contract/finding.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'

/** A change that somebody would like to make: what a button "Create the index" gives. */
export interface ChangeRequest {
  targetId: string
  /** The exact statement, one that the changes room understands. */
  sql: string
  /** Stands over the dialog until the preview has told the change's own title. */
  title?: string | undefined
  /** Statements that would be run before and after. */
  measure?: readonly Runnable[] | undefined
}

/** A statement to measure, and whether the user wants that. */
export interface MeasureChoice {
  statement: Runnable
  chosen: boolean
}

export type PreviewState =
  | {
      kind: 'loading'
      /** Keys looked at so far, of about how many. */
      looked?: { done: number; total: number | undefined }
    }
  /** `refreshing`: it is being asked anew, and this is what stood before. */
  | { kind: 'ready'; preview: ChangePreview; at: EpochMilliseconds; refreshing: boolean }
  | { kind: 'failed'; failure: Failure }

/** A change in the dialog that was not applied yet. */
export interface ChangeProposal {
  targetId: string
  title: string | undefined
  sql: string
  measure: readonly MeasureChoice[]
  preview: PreviewState
  /** Why the last attempt to apply it came to nothing at all, such as a wrong confirmation. */
  failure: Failure | undefined
}

export type ProgressEvent = Extract<ChangeEvent, { type: 'progress' }>

/** How far a change is, with what the events before this one add to it. */
export interface ChangeProgress {
  event: ProgressEvent
  /** When it arrived; the clock counts on from there. */
  at: EpochMilliseconds
  /** Where counting began in the present step: the server counts each of its phases anew. */
  since: { done: number; elapsedMs: number } | undefined
}

/** What can be done with a change of the ledger. `resume`: go on where it was stopped. */
export type ChangeTask = 'undo' | 'resume'

/** A change that this page applies, undoes or goes on with. It goes on when the dialog is closed. */
export interface ChangeRun {
  id: string
  task: 'apply' | ChangeTask
  title: string
  sql: string
  targetId: string | undefined
  startedAt: EpochMilliseconds
  /** Its entry in the ledger, once that is told. */
  changeId: string | undefined
  /** What it was applied from, so that nothing is lost when it comes to nothing. */
  proposal: ChangeProposal | undefined
  state:
    | { kind: 'running'; progress: ChangeProgress | undefined }
    /** Cancelled, or the connection was lost: the ledger will say what became of it. */
    | { kind: 'ending'; cause: Failure }
    | { kind: 'ended'; change: Change }
    /** It came to nothing, and there is no entry in the ledger. */
    | { kind: 'failed'; failure: Failure }
}

export type ChangeDialogState =
  | { kind: 'proposal'; proposal: ChangeProposal }
  | { kind: 'run'; runId: string }
  /** An entry of the ledger: what happened, its proof. */
  | { kind: 'change'; changeId: string }
  /** Asks before undoing it or going on with it, where the guard wants that. */
  | { kind: 'question'; task: ChangeTask; changeId: string; failure: Failure | undefined }

export type LedgerState =
  | { kind: 'loading' }
  | { kind: 'ready'; changes: readonly ChangeHead[] }
  | { kind: 'failed'; failure: Failure }

/** A change with its proof and events. `change` is the last that was told, also while asking anew. */
export type DetailState =
  | { kind: 'loading'; change: Change | undefined }
  | { kind: 'ready'; change: Change }
  | { kind: 'failed'; change: Change | undefined; failure: Failure }
