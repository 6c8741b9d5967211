import type { Socket } from 'node:net'
import { Client } from 'undici'

/**
 * An HTTP/1.1 client for one request on a socket that is open already. The caller destroys both.
 * When the server closes the socket, the request fails with ECONNRESET; it is not opened again.
 */
export function httpClientOn(origin: string, socket: Socket): Client {
  let isGiven = false
  return new Client(origin, {
    connect: (_options, done) => {
      const isFirst = !isGiven
      isGiven = true
      // Later, and not at once: undici drops a connection that is there before it has begun to wait.
      process.nextTick(() => (isFirst && !socket.destroyed ? done(null, socket) : done(closed(), null)))
    },
  })
}

function closed(): Error {
  return Object.assign(new Error('The connection was closed.'), { code: 'ECONNRESET' })
}
