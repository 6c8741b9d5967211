import { useSyncExternalStore } from 'react'
import { connection, type ConnectionState } from '#renderer/api/index.ts'

/** The connection to the main process, for components. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.getState)
}

/** Calls the listener each time the connection comes back after it was lost; answers with the way to stop. */
export function onReconnect(listener: () => void): () => void {
  let wasLost = connection.getState().kind === 'lost'
  return connection.subscribe(() => {
    const { kind } = connection.getState()
    if (kind === 'open' && wasLost) listener()
    wasLost = kind === 'lost'
  })
}
