/** Looking at what a server does now, for as long as somebody does: one stream at a time. */
import { toFailure } from '#renderer/api/failures.ts'
import { Failure } from '#shared/failure.ts'
import type { WatchState } from './model.ts'

export interface Looking {
  /** Looks at a target instead of the one before. */
  begin: (targetId: string) => void
  end: () => void
}

export function createLooking<E>(
  watch: (targetId: string, signal: AbortSignal) => Promise<AsyncIterable<E>>,
  tell: { seen: (event: E) => void; lost: (state: WatchState) => void },
): Looking {
  let current: AbortController | undefined
  const follow = async (targetId: string, signal: AbortSignal): Promise<void> => {
    const lost = (failure: Failure): void => {
      if (!signal.aborted) tell.lost({ kind: 'lost', failure })
    }
    try {
      for await (const event of await watch(targetId, signal)) {
        if (signal.aborted) return
        tell.seen(event)
      }
      lost(new Failure('CONNECTION_LOST', 'The server says no more.'))
    } catch (error) {
      lost(toFailure(error))
    }
  }
  return {
    begin: (targetId) => {
      current?.abort()
      current = new AbortController()
      void follow(targetId, current.signal)
    },
    end: () => {
      current?.abort()
      current = undefined
    },
  }
}
