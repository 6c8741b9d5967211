import type { ExplainEvent } from '#shared/contract/postgres.ts'
import { tellProgress } from '#main/progress.ts'

type Progress = Extract<ExplainEvent, { type: 'progress' }>
type Phase = Progress['phase']

/** Tells how far the work is. The backend stays known once it has been told. */
export type Report = (phase: Phase, backendPid?: number) => void

/**
 * {@link tellProgress} of running a statement.
 */
export async function* withProgress<T>(
  signal: AbortSignal | undefined,
  work: (report: Report, signal: AbortSignal) => Promise<T>,
): AsyncGenerator<Progress, T> {
  const now: { phase: Phase; backendPid?: number } = { phase: 'connecting' }
  const report: Report = (phase, backendPid) => {
    now.phase = phase
    if (backendPid !== undefined) now.backendPid = backendPid
  }
  return yield* tellProgress(
    signal,
    (elapsedMs): Progress => ({ type: 'progress', elapsedMs, ...now }),
    async (signal) => await work(report, signal),
  )
}
