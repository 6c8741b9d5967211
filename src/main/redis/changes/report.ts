import { tellProgress } from '#main/progress.ts'
import type { ChangeEvent } from '#shared/contract/changes.ts'
import type { Milliseconds } from '#shared/units.ts'

type Progress = Extract<ChangeEvent, { type: 'progress' }>

/** Says how far a change is; the change's id stays known once it was told. */
export type Report = (now: Omit<Progress, 'type' | 'elapsedMs'>) => void

/** Progress of a change under way. Whoever stops listening stops the work. */
export async function* withChangeProgress<T>(
  signal: AbortSignal | undefined,
  work: (report: Report, signal: AbortSignal) => Promise<T>,
): AsyncGenerator<ChangeEvent, T> {
  let now: Parameters<Report>[0] = { phase: 'connecting' }
  const report: Report = (next) => {
    now = { ...(now.changeId === undefined ? {} : { changeId: now.changeId }), ...next }
  }
  return yield* tellProgress<ChangeEvent, T>(
    signal,
    (elapsedMs) => ({ type: 'progress', elapsedMs, ...now }),
    async (signal) => await work(report, signal),
  )
}

/** A batch that was sent is waited for so long after a cancel, before the connection is cut. */
const GRACE: Milliseconds = 5000

/**
 * Fires some seconds after the given signal: what was sent to the server can be waited for, so that it
 * is known what became of it, but a server that hangs keeps nobody.
 */
export function withGrace(signal: AbortSignal): { signal: AbortSignal } & Disposable {
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const onAbort = (): void => {
    timer ??= setTimeout(() => late.abort(), GRACE)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return {
    signal: late.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    },
  }
}
