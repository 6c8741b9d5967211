import { spawn } from 'node:child_process'
import { createServer, connect, type Server, type Socket } from 'node:net'

export interface StrangeServer extends AsyncDisposable {
  port: number
}

/** Takes connections and hands each to the function. */
export async function serve(onConnection: (socket: Socket) => void): Promise<StrangeServer> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * An address that swallows every packet, as a firewall does: a process that listens, never accepts,
 * and whose queue is full.
 */
export async function blackHole(): Promise<StrangeServer> {
  const code = `
    const server = require('node:net').createServer()
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, server.address().port + '\\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })`
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())))
  })
  const queue: Socket[] = []
  for (let isFull = false; !isFull;) {
    const socket = connect({ host: '127.0.0.1', port })
    queue.push(socket)
    isFull = await new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(false))
      socket.once('error', reject)
      // The kernel answers on loopback at once or not at all.
      socket.setTimeout(500, () => resolve(true))
    })
  }
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of queue) socket.on('error', () => {}).destroy()
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    },
  }
}
