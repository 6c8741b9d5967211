import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Client } from 'pg'

export interface Pooler {
  port: number
  stop: () => Promise<void>
}

/**
 * What PgBouncer does in transaction mode, as far as it matters here: all clients share one server
 * connection, each for one statement at a time, and are told a process number of the pooler's own.
 */
export async function startPooler(url: string): Promise<Pooler> {
  const server = new Client(url)
  server.on('error', () => {})
  await server.connect()
  const upstream: Duplex = server.connection.stream
  upstream.removeAllListeners('data')
  let turn: Promise<unknown> = Promise.resolve()
  const sockets = new Set<Socket>()

  const pooler = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let buffer = Buffer.alloc(0)
    let batch: Buffer[] = []
    let isStarted = false
    socket.on('data', (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk])
      for (;;) {
        const head = isStarted ? 1 : 0
        if (buffer.length < head + 4) return
        const length = head + buffer.readInt32BE(head)
        if (buffer.length < length) return
        const message = buffer.subarray(0, length)
        buffer = buffer.subarray(length)
        // The question for TLS.
        if (!isStarted && length === 8) {
          socket.write('N')
          continue
        }
        if (!isStarted) {
          isStarted = true
          socket.write(welcome())
          continue
        }
        const type = String.fromCharCode(message[0] ?? 0)
        if (type === 'X') return void socket.end()
        batch.push(message)
        // Query and Sync end what belongs together.
        if (type !== 'Q' && type !== 'S') continue
        const statement = Buffer.concat(batch)
        batch = []
        turn = turn.then(async () => await pass(statement, upstream, socket))
      }
    })
  }).listen(0, '127.0.0.1')
  await once(pooler, 'listening')
  const address = pooler.address()
  if (address === null || typeof address === 'string') throw new Error('The pooler has no port.')
  return {
    port: address.port,
    async stop() {
      for (const socket of sockets) socket.destroy()
      upstream.destroy()
      pooler.close()
      await once(pooler, 'close')
    },
  }
}

/** Sends a statement on and its answer back, until the server is ready for the next. */
async function pass(statement: Buffer, upstream: Duplex, client: Socket): Promise<void> {
  const answered = Promise.withResolvers<void>()
  let answer = Buffer.alloc(0)
  const read = (chunk: Buffer): void => {
    answer = Buffer.concat([answer, chunk])
    while (answer.length >= 5) {
      const length = 1 + answer.readInt32BE(1)
      if (answer.length < length) return
      const isReady = answer[0] === 'Z'.charCodeAt(0)
      client.write(answer.subarray(0, length))
      answer = answer.subarray(length)
      if (isReady) answered.resolve()
    }
  }
  upstream.on('data', read)
  upstream.write(statement)
  await answered.promise
  upstream.off('data', read)
}

/** AuthenticationOk, BackendKeyData of nobody, ReadyForQuery. */
function welcome(): Buffer {
  const ok = Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 0])
  const key = Buffer.from([75, 0, 0, 0, 12, 0, 0, 0, 7, 0, 0, 0, 9])
  const ready = Buffer.from([90, 0, 0, 0, 5, 73])
  return Buffer.concat([ok, key, ready])
}
