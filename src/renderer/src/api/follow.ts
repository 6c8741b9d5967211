import type { Failure } from '#shared/failure.ts'
import type { Connection } from './connection.ts'
import { toFailure } from './failures.ts'

export interface FollowListener<T> {
  value: (value: T) => void
  /** The stream failed and is not followed further. A lost connection is not told: it is opened anew. */
  failure?: (failure: Failure) => void
}

/**
 * Follows a stream of the contract for as long as the page lives, such as `jobs.watch`: opens it
 * again whenever the connection comes back. Answers with the function that stops it.
 */
export function follow<T>(
  connection: Connection,
  start: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
  listener: FollowListener<T>,
): () => void {
  const controller = new AbortController()
  const { signal } = controller
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        for await (const value of await start(signal)) {
          if (signal.aborted) return
          listener.value(value)
        }
        return
      } catch (error) {
        if (signal.aborted) return
        const failure = toFailure(error)
        const mayComeBack = failure.code === 'CONNECTION_LOST' && connection.getState().kind !== 'ended'
        if (!mayComeBack) {
          listener.failure?.(failure)
          return
        }
        await untilOpen(connection, signal)
      }
    }
  }
  void run()
  return () => controller.abort()
}

/** Ends when the connection is open (or never will be), or the signal fires. */
async function untilOpen(connection: Connection, signal: AbortSignal): Promise<void> {
  const isSettled = (): boolean => ['open', 'ended'].includes(connection.getState().kind)
  if (isSettled() || signal.aborted) return
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      unsubscribe()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const unsubscribe = connection.subscribe(() => {
      if (isSettled()) finish()
    })
    signal.addEventListener('abort', finish, { once: true })
  })
}
