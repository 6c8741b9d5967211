/** What the Indexes page knows of one Postgres. */
import type { Advice, AdviseEvent, WorkloadQuery } from '#shared/contract/advisor.ts'
import type { ChangeStatus } from '#shared/contract/changes.ts'
import type { Plan } from '#shared/contract/plan.ts'
import type { Recording } from '#shared/contract/statements.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { noOptions, type AdviceOptions } from './options.ts'

/** What is advised on: all that was counted since the reset, a recorded window, or what was typed. */
export type WorkloadSource =
  | { kind: 'statements' }
  | { kind: 'recording'; recordingId: string }
  | { kind: 'queries' }

export type AdviceProgress = Extract<AdviseEvent, { type: 'progress' }>

/** What the best set so far cost, at a moment of the search. */
export interface CostPoint {
  elapsedMs: Milliseconds
  cost: number
}

/** Leave to build trial indexes where HypoPG is missing. */
export interface TrialConsent {
  allowTrial: true
  /** The environment's name, typed. */
  confirmation?: string
}

export type AdviceWork =
  | { kind: 'idle' }
  | {
      kind: 'running'
      startedAt: EpochMilliseconds
      progress: AdviceProgress | null
      costs: readonly CostPoint[]
      /** How long the search may take, where that was said. */
      seconds: number | undefined
    }
  /** Indexes would have to be built to be tried: the user has to allow it. */
  | { kind: 'asking'; failure: Failure; wantsName: boolean }
  | { kind: 'failed'; failure: Failure }

/** The advice with what it was made from. */
export interface AdviceAnswer {
  advice: Advice
  at: EpochMilliseconds
  /** The workload in words: `Statements since the reset`. */
  workload: string
  /** Values for the parameters of statements, where they were given, by statement id. */
  parameters: ReadonlyMap<string, (string | null)[]>
  consent: TrialConsent | undefined
  /** How each change of the ledger stood when the advice was made. */
  ledger: ReadonlyMap<string, ChangeStatus>
}

export type Comparison =
  | { kind: 'loading' }
  | { kind: 'ready'; before: Plan; after: Plan }
  | { kind: 'failed'; failure: Failure }

export interface TargetIndexes {
  source: WorkloadSource
  /** What stands in the field for statements. */
  text: string
  /** The queries it was filled with, which know how often they run. */
  given: readonly WorkloadQuery[]
  /** How often it was filled: its editor then begins anew. */
  filled: number
  options: AdviceOptions
  recordings: readonly Recording[]
  work: AdviceWork
  answer: AdviceAnswer | null
  /** Plans of statements with the proposals they would use, by statement id. Forgotten with the answer. */
  comparisons: Readonly<Record<string, Comparison>>
}

export const nothingAdvised: TargetIndexes = {
  source: { kind: 'statements' },
  text: '',
  given: [],
  filled: 0,
  options: noOptions,
  recordings: [],
  work: { kind: 'idle' },
  answer: null,
  comparisons: {},
}
