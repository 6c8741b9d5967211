import { RPCLink } from '@orpc/client/websocket'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { ConnectionStore } from './connection.ts'
import { connectionLost, withClearEndings, type Link } from './link.ts'

export interface WebSocketLinkOptions {
  address: string
  connection: ConnectionStore
  /** Whether the server still takes this page for its own; asked after a failed attempt. */
  isKnown?: () => Promise<boolean>
  /** The browser's own unless a test brings one with headers. */
  openSocket?: (address: string) => WebSocket
  /** Ends the link: the socket is closed and not opened again. */
  signal?: AbortSignal
}

const FIRST_PAUSE: Milliseconds = 250
const LONGEST_PAUSE: Milliseconds = 5000

/**
 * Calls over a WebSocket that is opened again after it was lost, with growing pauses. Calls made
 * during the first attempt wait for it; calls made while the connection is lost fail at once.
 */
export function webSocketLink(options: WebSocketLinkOptions): Link {
  const { connection } = options
  const isKnown = options.isKnown ?? pageIsKnown
  const openSocket = options.openSocket ?? ((address) => new WebSocket(address))
  let current: Link | undefined
  const firstAttempt = Promise.withResolvers<void>()
  let attempt = 0

  const open = (): void => {
    const socket = openSocket(options.address)
    let isClosed = false
    const close = (): void => socket.close()
    options.signal?.addEventListener('abort', close, { once: true })
    socket.addEventListener('close', () => {
      isClosed = true
      options.signal?.removeEventListener('abort', close)
      const wasOpen = current === carried
      current = undefined
      void retry(wasOpen)
    })
    // After the listener above, so that `isClosed` is known when the library ends the calls under way.
    const carried = withClearEndings(new RPCLink({ websocket: socket }), () => isClosed)
    socket.addEventListener('open', () => {
      attempt = 0
      current = carried
      connection.set({ kind: 'open' })
      firstAttempt.resolve()
    })
  }

  const retry = async (wasOpen: boolean): Promise<void> => {
    if (options.signal?.aborted === true || (!wasOpen && !(await isKnown()))) {
      connection.set({ kind: 'ended' })
    } else {
      const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt)
      attempt += 1
      connection.set({ kind: 'lost', attempt, retryAt: Date.now() + pause })
      setTimeout(open, pause)
    }
    // Those who waited for the first attempt learn that it failed.
    firstAttempt.resolve()
  }

  open()
  return {
    async call(path, input, callOptions) {
      if (connection.getState().kind === 'connecting')
        await orAborted(firstAttempt.promise, callOptions.signal)
      if (current !== undefined) return await current.call(path, input, callOptions)
      throw connection.getState().kind === 'ended' ? sessionEnded() : connectionLost()
    },
  }
}

function sessionEnded(): Failure {
  return new Failure('CONNECTION_LOST', 'The workbench was started anew and does not know this page.', {
    hint: 'Open the address that it printed; what you typed is kept.',
  })
}

/** The browser tells no reason for a refused WebSocket; the page's own address does. */
async function pageIsKnown(): Promise<boolean> {
  try {
    return (await fetch('/', { method: 'HEAD', cache: 'no-store' })).status !== 401
  } catch {
    // Not reachable at all: it may come back.
    return true
  }
}

async function orAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await promise
  signal.throwIfAborted()
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    await Promise.race([promise, aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}
