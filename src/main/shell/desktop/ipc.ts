import type { IpcMain, IpcMainEvent, WebContents } from 'electron'
import { RPCHandler } from '@orpc/server/message-port'
import type { Router } from '#main/router.ts'
import { isOwnAddress } from './origin.ts'

/** The one channel of the preload script: the page asks for its port to the contract. */
const CONNECT = 'pitwall:connect'

export interface IpcOptions {
  router: Router
  /** Whether these are the contents of a window of ours. */
  isOurs: (contents: WebContents) => boolean
  log: (message: string) => void
}

/** Carries the contract over the port that our own page hands in; whoever else asks gets nothing. */
export function serveContract(ipc: IpcMain, options: IpcOptions): void {
  const handler = new RPCHandler(options.router)
  ipc.on(CONNECT, (event) => {
    const port = event.ports[0]
    if (port === undefined || event.ports.length !== 1 || !isOwnPage(event, options.isOurs)) {
      options.log(`A connection from ${event.senderFrame?.url ?? 'a frame that is gone'} was refused.`)
      for (const refused of event.ports) refused.close()
      return
    }
    handler.upgrade(port)
    port.start()
  })
}

/** The main frame of our window, showing our page: no other window, no frame inside it. */
function isOwnPage(event: IpcMainEvent, isOurs: IpcOptions['isOurs']): boolean {
  const frame = event.senderFrame
  if (frame === null || frame.parent !== null) return false
  return isOurs(event.sender) && isOwnAddress(frame.url) && isOwnAddress(frame.origin)
}
