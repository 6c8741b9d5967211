import { failureFromRedisReply } from '#main/environments/index.ts'
import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import type { RawConnection, RedisNode } from '../connect/index.ts'
import { type Argument, encodeCommand, type Reply, ReplyError, ReplyParser } from '../resp/index.ts'

/** What one reply may hold. An element may be of 512 MB, and most commands give it whole or not at all. */
const MOST_LOADED: Bytes = 32 * 1024 ** 2

/** A connection to the node of a key on which no reply gets large: one that would is not read. */
export interface BoundedConnection {
  /**
   * The replies in the order of the commands, error replies as values. One call at a time.
   *
   * @throws Failure SERVER_ERROR with the fact `reason: 'too-large'`, and the connection's own
   */
  ask: (...commands: (readonly Argument[])[]) => Promise<Reply[]>
  /**
   * One command, smaller each time until its reply is not too large.
   *
   * @throws Failure UNSUPPORTED where even one element is; and for an error reply
   */
  askForFewer: (count: number, command: (count: number) => readonly Argument[]) => Promise<SizedReply>
  /** @throws Failure where the reply is an error */
  expect: (reply: Reply | undefined, command: string) => Reply
}

export interface SizedReply {
  reply: Reply
  /** How many were asked for in the end. */
  count: number
}

/** What `withRedis` closes at its end. */
export function openBounded(node: RedisNode): BoundedConnection {
  let open: { raw: RawConnection; parser: ReplyParser } | undefined

  const connected = async () => {
    open ??= { raw: await node.open(), parser: new ReplyParser({ replyBytes: MOST_LOADED }) }
    return open
  }

  const ask: BoundedConnection['ask'] = async (...commands) => {
    if (commands.length === 0) return []
    const { raw, parser } = await connected()
    const { promise, resolve, reject } = Promise.withResolvers<Reply[]>()
    const replies: Reply[] = []
    const onData = (chunk: Buffer) => {
      try {
        parser.push(chunk, (reply) => replies.push(reply))
      } catch (error) {
        reject(error)
        return
      }
      if (replies.length === commands.length) resolve(replies)
    }
    raw.socket.on('data', onData)
    void raw.closed.then((failure) =>
      reject(failure ?? new Failure('CONNECTION_LOST', 'The connection was closed.')),
    )
    raw.socket.write(Buffer.concat(commands.map((command) => encodeCommand(command))))
    try {
      return await promise
    } catch (error) {
      // What is left of the reply would be taken for the next one.
      raw.close()
      open = undefined
      throw error
    } finally {
      raw.socket.off('data', onData)
    }
  }

  const expect: BoundedConnection['expect'] = (reply, command) => {
    if (!(reply instanceof ReplyError)) return reply ?? null
    throw reply.code === 'WRONGTYPE'
      ? replaced()
      : failureFromRedisReply(reply.message, node.address, command)
  }

  return {
    ask,
    expect,
    async askForFewer(most, command) {
      for (let count = most; ; count = Math.max(1, Math.floor(count / 8))) {
        const args = command(count)
        try {
          const [reply] = await ask(args)
          return { reply: expect(reply, String(args[0])), count }
        } catch (error) {
          if (!(error instanceof Failure) || error.facts['reason'] !== 'too-large') throw error
          if (count === 1) throw tooLarge(error)
        }
      }
    },
  }
}

/** It was one type when the page was begun, and is another now. */
export function replaced(): Failure {
  return new Failure('NOT_FOUND', 'This key was replaced by one of another type while it was read.', {
    hint: 'Open it again.',
  })
}

function tooLarge(cause: Failure): Failure {
  return new Failure(
    'UNSUPPORTED',
    `Here is an element of more than ${MOST_LOADED / 1024 ** 2} MB, and the server gives it whole or not at all; it is not loaded.`,
    { hint: 'Look at it with redis-cli, or at other parts of the key.', cause },
  )
}
