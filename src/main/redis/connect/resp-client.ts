import type { Socket } from 'node:net'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { failureFromRedisConnection } from '#main/environments/index.ts'
import { type Argument, encodeCommand, type Reply, ReplyParser } from '../resp/index.ts'

interface Waiting {
  replies: Reply[]
  missing: number
  resolve: (replies: Reply[]) => void
  reject: (why: Failure) => void
}

/** Bytes written at once; a long pipeline is cut so that no single buffer gets large. */
const WRITE_BYTES = 256 * 1024

/** Commands and their replies on one socket. The one who made it closes it. */
export class RespClient {
  readonly #socket: Socket
  readonly #address: RedisAddress
  readonly #parser = new ReplyParser()
  #waiting: Waiting[] = []
  #lost: Failure | undefined
  readonly #ended = Promise.withResolvers<Failure | undefined>()

  constructor(socket: Socket, address: RedisAddress) {
    this.#socket = socket
    this.#address = address
    socket.setNoDelay(true)
    // A server that vanished without a word is noticed even while nothing is sent.
    socket.setKeepAlive(true, 15_000)
    socket.on('data', this.#onData)
    socket.on('error', (error) => this.#end(lost(error, address)))
    socket.on('close', () => this.#end(lost(undefined, address)))
  }

  get address(): RedisAddress {
    return this.#address
  }

  get isLost(): boolean {
    return this.#lost !== undefined
  }

  /** The replies in the order of the commands, error replies as values. Throws CONNECTION_LOST or CANCELLED. */
  async pipeline(commands: readonly (readonly Argument[])[]): Promise<Reply[]> {
    if (this.#lost !== undefined) throw this.#lost
    if (commands.length === 0) return []
    const { promise, resolve, reject } = Promise.withResolvers<Reply[]>()
    this.#waiting.push({ replies: [], missing: commands.length, resolve, reject })
    let pieces: Buffer[] = []
    let bytes = 0
    for (const command of commands) {
      const piece = encodeCommand(command)
      pieces.push(piece)
      bytes += piece.length
      if (bytes < WRITE_BYTES) continue
      this.#socket.write(Buffer.concat(pieces))
      pieces = []
      bytes = 0
    }
    if (bytes > 0) this.#socket.write(Buffer.concat(pieces))
    return await promise
  }

  async command(args: readonly Argument[]): Promise<Reply> {
    const [reply = null] = await this.pipeline([args])
    return reply
  }

  /** Leaves the socket to somebody else, who hears how it ends from the promise. */
  handOver(): { socket: Socket; ended: Promise<Failure | undefined> } {
    this.#socket.off('data', this.#onData)
    return { socket: this.#socket, ended: this.#ended.promise }
  }

  /** @param why what those who wait are told; undefined: closed on purpose */
  close(why?: Failure): void {
    this.#end(why ?? new Failure('CONNECTION_LOST', 'The connection was closed.'), why ?? null)
  }

  readonly #onData = (chunk: Buffer): void => {
    try {
      this.#parser.push(chunk, (reply) => this.#take(reply))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.#end(error)
    }
  }

  #take(reply: Reply): void {
    const [first] = this.#waiting
    if (first === undefined) {
      throw new Failure('SERVER_ERROR', 'The server sent a reply that nobody asked for.', {
        hint: 'Check that it is Redis that listens on this port, and that nothing in between changes what it says.',
      })
    }
    first.replies.push(reply)
    first.missing -= 1
    if (first.missing > 0) return
    this.#waiting.shift()
    first.resolve(first.replies)
  }

  /** @param told how the one it was handed over to hears of it; null: as closed on purpose */
  #end(why: Failure, told: Failure | null = why): void {
    if (this.#lost !== undefined) return
    this.#lost = why
    this.#socket.destroy()
    for (const { reject } of this.#waiting) reject(why)
    this.#waiting = []
    this.#ended.resolve(told ?? undefined)
  }
}

/** Whatever the system says, it was there before. */
function lost(error: unknown, address: RedisAddress): Failure {
  const failure = failureFromRedisConnection(error, address, 0)
  if (failure.code !== 'UNREACHABLE' && failure.code !== 'TIMEOUT') return failure
  return new Failure('CONNECTION_LOST', failure.message, { hint: failure.hint, cause: error })
}
