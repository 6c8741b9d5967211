import type { EpochMilliseconds } from '#shared/units.ts'

export type ConnectionState =
  /** The first attempt is under way. Calls wait for it. */
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** It was lost, or never came up; the next attempt is at `retryAt`. Calls fail at once. */
  | { kind: 'lost'; attempt: number; retryAt: EpochMilliseconds }
  /** The workbench does not know this page any more: it was started anew. No further attempts. */
  | { kind: 'ended' }

/** The connection to the main process, to be observed; fits React's useSyncExternalStore. */
export interface Connection {
  getState: () => ConnectionState
  /** Calls the listener after each change; answers with the function that stops that. */
  subscribe: (listener: () => void) => () => void
}

/** A {@link Connection} and the way to change it, for the transport that owns it. */
export interface ConnectionStore extends Connection {
  set: (state: ConnectionState) => void
}

export function createConnectionStore(initial: ConnectionState): ConnectionStore {
  let state = initial
  const listeners = new Set<() => void>()
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: (next) => {
      state = next
      for (const listener of listeners) listener()
    },
  }
}
