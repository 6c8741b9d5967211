import { RPCLink } from '@orpc/client/message-port'
import type { ConnectionStore } from './connection.ts'
import { connectionLost, withClearEndings, type Link } from './link.ts'

/** What the preload script puts on `window.pitwall`: all that the page gets of Electron. */
export interface DesktopBridge {
  /** Asks for a port to the main process; it comes as a window message {@link PORT_MESSAGE}. */
  connect: () => void
}

/** `data` of the window message that carries the port; src/preload/index.ts sends it. */
const PORT_MESSAGE = 'pitwall:port'

type DesktopWindow = Window & { pitwall: DesktopBridge }

export function hasDesktopBridge(scope: Window): scope is DesktopWindow {
  return 'pitwall' in scope
}

/** Calls over the MessagePort that the preload script hands to the page. */
export function desktopLink(scope: DesktopWindow, connection: ConnectionStore): Link {
  const port = receivePort(scope)
  let isLost = false
  const link = port.then((opened) => {
    opened.addEventListener('close', () => {
      isLost = true
      connection.set({ kind: 'ended' })
    })
    const carried = new RPCLink({ port: opened })
    opened.start()
    connection.set({ kind: 'open' })
    return carried
  })
  scope.pitwall.connect()
  return withClearEndings(
    {
      async call(path, input, options) {
        if (isLost) throw connectionLost()
        return await (await link).call(path, input, options)
      },
    },
    () => isLost,
  )
}

async function receivePort(scope: DesktopWindow): Promise<MessagePort> {
  return await new Promise((resolve) => {
    const receive = (event: MessageEvent<unknown>): void => {
      const port = event.ports[0]
      // Only this very page may hand over the port: no frame, no other window.
      if (event.source !== scope || event.data !== PORT_MESSAGE || port === undefined) return
      scope.removeEventListener('message', receive)
      resolve(port)
    }
    scope.addEventListener('message', receive)
  })
}
