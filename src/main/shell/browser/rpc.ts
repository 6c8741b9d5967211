import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { type WebSocket, WebSocketServer } from 'ws'
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

export function openRpcSockets(router: Router, heartbeat: Milliseconds = HEARTBEAT): RpcSockets {
  const handler = new RPCHandler(router)
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
  })
  /** How much each socket had received at the last beat. */
  const received = new Map<WebSocket, { stream: Socket; bytes: Bytes }>()
  server.on('connection', (socket, request: IncomingMessage) => {
    received.set(socket, { stream: request.socket, bytes: -1 })
    socket.on('close', () => received.delete(socket))
    // `ws` closes the socket after each error; the listener keeps it from ending the process.
    socket.on('error', () => {})
    void handler.upgrade(socket)
  })
  const beat = setInterval(() => {
    for (const [socket, before] of received) {
      // Bytes, not answers to the ping: a page in the middle of a long message cannot answer.
      const { bytesRead } = before.stream
      if (bytesRead === before.bytes) socket.terminate()
      else socket.ping()
      before.bytes = bytesRead
    }
  }, heartbeat)
  beat.unref()
  return {
    upgrade: (request, socket, head) => {
      server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request))
    },
    close: () => {
      clearInterval(beat)
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}
