import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** A TCP server that takes every call and never says a word, as a firewall or a hung process does. */
export interface SilentServer extends AsyncDisposable {
  port: number
  /** Ends when someone is on the line. */
  called: () => Promise<void>
  /** Ends when nobody is on the line any more. */
  leftAlone: () => Promise<void>
}

export async function openSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    // Read, so that the other side's goodbye is heard.
    socket.resume()
    socket.on('close', () => {
      sockets.delete(socket)
      server.emit('left')
    })
    server.emit('called')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    port: address.port,
    called: async () => {
      if (sockets.size === 0) await once(server, 'called')
    },
    leftAlone: async () => {
      while (sockets.size > 0) await once(server, 'left')
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
