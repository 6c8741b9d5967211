import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import {
  type AskRedis,
  authenticate,
  type Deadline,
  failureFromRedisConnection,
  failureFromRedisReply,
  introduce,
  leaveNoTrace,
  openRedisSocket,
  selectDatabase,
  startDeadline,
} from '#main/environments/index.ts'
import { ReplyError } from '../resp/index.ts'
import { commandName } from './command-name.ts'
import { RespClient } from './resp-client.ts'
import type { RawConnection } from './server.ts'

/** What CLIENT LIST shows. */
const CLIENT_NAME = 'pitwall'

/** Opens connections with one login, and closes all of them at the end or when the signal fires. */
export interface Connections extends Disposable {
  open: (address: RedisAddress, deadline?: Deadline) => Promise<RespClient>
  /** Makes those that are opened from now on leave no trace. */
  leaveNoTrace: () => void
  openRaw: (address: RedisAddress) => Promise<RawConnection>
}

export interface ConnectionsOptions {
  password: string | undefined
  /** For each connection: name, socket, TLS and login. */
  connectTimeoutMs: Milliseconds
  signal: AbortSignal | undefined
}

export function createConnections({ password, connectTimeoutMs, signal }: ConnectionsOptions): Connections {
  const clients = new Set<RespClient>()
  let isOver = false
  let isTraceless = false
  const closeAll = (why?: Failure) => {
    for (const client of clients) client.close(why)
    clients.clear()
  }
  const onAbort = () => closeAll(new Failure('CANCELLED', 'Cancelled.'))
  signal?.addEventListener('abort', onAbort, { once: true })

  const logIn = async (address: RedisAddress, deadline: Deadline): Promise<RespClient> => {
    const client = new RespClient(await openRedisSocket(address, deadline), address)
    try {
      // Ended while the socket was opening: nobody would close it.
      throwIfCancelled(signal)
      if (isOver) throw new Failure('CANCELLED', 'The work with this server has ended.')
      clients.add(client)
      const ask = askOf(client, deadline)
      await authenticate(ask, address, password)
      await selectDatabase(ask, address)
      await introduce(ask, CLIENT_NAME)
      if (isTraceless) await leaveNoTrace(ask)
      return client
    } catch (error) {
      clients.delete(client)
      client.close()
      throw error
    }
  }
  const open = async (address: RedisAddress, given?: Deadline): Promise<RespClient> => {
    throwIfCancelled(signal)
    if (given !== undefined) return await logIn(address, given)
    using deadline = startDeadline(connectTimeoutMs, signal)
    return await logIn(address, deadline)
  }

  return {
    open,
    leaveNoTrace: () => {
      isTraceless = true
    },
    async openRaw(address) {
      const client = await open(address)
      const { socket, ended } = client.handOver()
      return {
        socket,
        close: () => {
          clients.delete(client)
          client.close()
        },
        closed: ended,
      }
    },
    [Symbol.dispose]: () => {
      isOver = true
      signal?.removeEventListener('abort', onAbort)
      closeAll()
    },
  }
}

/** Text in, the bare reply out, its errors thrown; within the time of the deadline. */
export function askOf(client: RespClient, deadline: Deadline): AskRedis {
  return async (command, ...parts) => {
    const args = [command, ...parts]
    const reply = await deadline.race(client.command(args)).catch((error: unknown) => {
      throw failureFromRedisConnection(error, client.address, deadline.timeoutMs)
    })
    if (reply instanceof ReplyError)
      throw failureFromRedisReply(reply.message, client.address, commandName(args))
    return reply
  }
}
