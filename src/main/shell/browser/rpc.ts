import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { Router } from '#main/router.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'

/** The contract over WebSockets. */
export interface RpcSockets {
  /** Takes over a request that was let in. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Ends every socket, and with it every call and stream on it. */
  close: () => void
}

/** The largest message: a pasted plan of the contract's 200 million characters, and room for its frame. */
const LARGEST_MESSAGE: Bytes = 256 * 1024 * 1024
/** A page that vanished without closing (a tunnel that broke) is noticed within two of these. */
const HEARTBEAT: Milliseconds = 30_000

export function openRpcSockets(router: Router): RpcSockets {
  const handler = new RPCHandler(router)
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
  })
  const alive = new WeakSet<object>()
  server.on('connection', (socket) => {
    alive.add(socket)
    socket.on('pong', () => alive.add(socket))
    // `ws` closes the socket after each error; the listener keeps it from ending the process.
    socket.on('error', () => {})
    void handler.upgrade(socket)
  })
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, HEARTBEAT)
  heartbeat.unref()
  return {
    upgrade: (request, socket, head) => {
      server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request))
    },
    close: () => {
      clearInterval(heartbeat)
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}
