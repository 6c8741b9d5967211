import type { Milliseconds } from '#shared/units.ts'

/** Five times a second: half of what the contract allows, and enough for a clock that runs. */
const BETWEEN_EVENTS: Milliseconds = 200

/**
 * Runs work and tells its progress at once and then five times a second, as the event that `now` makes
 * of it; returns what the work returned. Whoever stops listening stops the work: its signal fires, and
 * the generator ends only when the work has.
 */
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
