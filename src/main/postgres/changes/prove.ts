import type { Proof } from '#shared/contract/changes.ts'
import type { Runnable } from '#shared/contract/finding.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import type { KnownChange } from './known-change.ts'

/** The figures around one change. */
export interface ProofRun {
  /** Measures without the change. Called once, before anything of it is sent. */
  before: () => Promise<Proof>
  /** Measures with it, and compares. Called once, after it has succeeded. */
  after: () => Promise<Proof>
}

export interface MeasuringProgress {
  detail?: string
  done?: number
  total?: number
  unit?: string
  backendPid?: number
}

/**
 * Gets ready to measure the statements that a change is said to help; connects to nothing yet. What
 * cannot be measured is `skipped` in the proof with its reason; only CANCELLED and the loss of the
 * server are thrown.
 */
export type PrepareProof = (
  target: PostgresTarget,
  change: KnownChange,
  statements: readonly Runnable[],
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  report: (progress: MeasuringProgress) => void,
) => ProofRun
