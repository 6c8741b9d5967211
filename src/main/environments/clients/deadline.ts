import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'

/** Thrown by {@link Deadline.race} when the time is over; the caller knows what it was waiting for. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut'
}

/** How long a piece of work may take, and that it may be cancelled before. */
export interface Deadline extends Disposable {
  /** Fires when the time is over or the caller cancels. */
  signal: AbortSignal
  timeoutMs: Milliseconds
  /** Ends everything that waits, with what has been found out meanwhile. */
  fail(why: Failure): void
  /**
   * The work's outcome, unless the deadline fires first. The work itself must be stopped by whoever
   * started it; its late outcome is dropped.
   *
   * @throws TimedOut, a Failure CANCELLED, or what {@link fail} was given
   */
  race<T>(work: Promise<T>): Promise<T>
}

/** Starts the clock. Dispose of it when the work is done, or the timer lives on. */
export function startDeadline(timeoutMs: Milliseconds, cancel?: AbortSignal): Deadline {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new TimedOut()), timeoutMs)
  const onCancel = () => controller.abort(new Failure('CANCELLED', 'Cancelled.'))
  if (cancel?.aborted) onCancel()
  cancel?.addEventListener('abort', onCancel, { once: true })

  const race = async <T>(work: Promise<T>): Promise<T> => {
    const { promise, reject } = Promise.withResolvers<never>()
    // The reason is always one of the errors that this file aborts with.
    const onAbort = () => reject(controller.signal.reason as Error)
    if (controller.signal.aborted) onAbort()
    controller.signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await Promise.race([work, promise])
    } finally {
      controller.signal.removeEventListener('abort', onAbort)
    }
  }

  return {
    signal: controller.signal,
    timeoutMs,
    fail: (why) => controller.abort(why),
    race,
    [Symbol.dispose]: () => {
      clearTimeout(timer)
      cancel?.removeEventListener('abort', onCancel)
    },
  }
}
