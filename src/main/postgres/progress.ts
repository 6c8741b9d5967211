import type { ExplainEvent } from '#shared/contract/postgres.ts'
import type { Milliseconds } from '#shared/units.ts'

type Progress = Extract<ExplainEvent, { type: 'progress' }>
type Phase = Progress['phase']

/** Tells how far the work is. The backend stays known once it has been told. */
export type Report = (phase: Phase, backendPid?: number) => void

/** Five times a second: half of what the contract allows, and enough for a clock that runs. */
const BETWEEN_EVENTS: Milliseconds = 200

/**
 * Runs work and tells its progress at once and then five times a second; returns what the work
 * returned. Whoever stops listening stops the work: its signal fires, and the generator ends only when
 * the work has.
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

/** {@link withProgress} for events of any kind: `now` makes one of how far the work is. */
export async function* tellProgress<E, T>(
  signal: AbortSignal | undefined,
  now: (elapsedMs: Milliseconds) => E,
  work: (signal: AbortSignal) => Promise<T>,
): AsyncGenerator<E, T> {
  const startedAt = performance.now()
  const unheard = new AbortController()
  const state = { running: true }
  const result = work(signal ? AbortSignal.any([signal, unheard.signal]) : unheard.signal)
  const ended = (): void => {
    state.running = false
  }
  const end = result.then(ended, ended)
  try {
    while (state.running) {
      yield now(performance.now() - startedAt)
      await orAfter(BETWEEN_EVENTS, end)
    }
    return await result
  } finally {
    unheard.abort()
    await end
  }
}

async function orAfter(time: Milliseconds, end: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tick = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, time)
  })
  await Promise.race([end, tick])
  clearTimeout(timer)
}
