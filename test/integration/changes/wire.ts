import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Wire {
  port: number
  /** The connections there are break on this side; the server does not notice. New ones are let through. */
  cut: () => void
  stop: () => Promise<void>
}

/** The network between Pitwall and a server on this machine. */
export async function startWire(port: number): Promise<Wire> {
  const near = new Set<Socket>()
  const far = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const beyond = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    near.add(socket)
    far.add(beyond)
    let isCut = false
    socket.on('error', () => {})
    beyond.on('error', () => socket.destroy())
    socket.on('data', (chunk) => beyond.write(chunk))
    beyond.on('data', (chunk) => socket.write(chunk))
    beyond.on('close', () => socket.destroy())
    socket.on('end', () => {
      if (!isCut) beyond.end()
    })
    socket.on('close', () => {
      near.delete(socket)
    })
    socket.once('cut', () => {
      isCut = true
      socket.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The wire has no port.')
  return {
    port: address.port,
    cut: () => {
      for (const socket of near) socket.emit('cut')
    },
    async stop() {
      for (const socket of [...near, ...far]) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
