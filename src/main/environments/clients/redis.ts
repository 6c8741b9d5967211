import type { Socket } from 'node:net'
import { AbstractConnector, Redis, ReplyError } from 'ioredis'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { startDeadline, type Deadline } from './deadline.ts'
import { openSocket } from './network.ts'
import { failureFromRedisConnection, failureFromRedisReply, placeOfRedis } from './redis-failure.ts'
import type { AskRedis } from './redis-login.ts'
import { nobody, type Stages } from './stages.ts'
import { describeTls, startTls } from './tls.ts'

/** A client for a few questions. */
export interface RedisClient {
  ask: AskRedis
  close: () => void
}

/**
 * A client on a socket of its own, connected and, where the mode says so, encrypted, but not logged
 * in. It never reconnects. Its questions share the deadline. The caller closes it.
 *
 * @throws Failure UNREACHABLE, TLS, TIMEOUT or CANCELLED
 */
export async function openRedis(
  address: RedisAddress,
  deadline: Deadline,
  stages: Stages = nobody,
): Promise<RedisClient> {
  const socket = await openRedisSocket(address, deadline, stages)
  const redis = new Redis({
    Connector: connectorFor(socket),
    lazyConnect: true,
    // What the server says to each command is asked for by the caller; nothing is sent unasked.
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  })
  let whyLost: unknown
  // Every command rejects when the connection is lost, but only this says why.
  redis.on('error', (error) => (whyLost ??= error))
  try {
    await deadline.race(redis.connect())
  } catch (error) {
    redis.disconnect()
    socket.destroy()
    throw error
  }
  return {
    ask: async (command, ...parts) => {
      try {
        return await deadline.race(redis.call(command, ...parts))
      } catch (error) {
        // Its class is exported without a type.
        if (typeof ReplyError === 'function' && error instanceof ReplyError && error instanceof Error) {
          throw failureFromRedisReply(error.message, address, command)
        }
        const isOver = deadline.signal.aborted || error instanceof Failure
        throw failureFromRedisConnection(isOver ? error : (whyLost ?? error), address, deadline.timeoutMs)
      }
    },
    close: () => redis.disconnect(),
  }
}

/**
 * A socket to the server, encrypted where the mode says so, on which nothing has been said yet.
 *
 * @throws Failure UNREACHABLE, TLS, TIMEOUT or CANCELLED
 */
export async function openRedisSocket(
  address: RedisAddress,
  deadline: Deadline,
  stages: Stages = nobody,
): Promise<Socket> {
  const place = placeOfRedis(address)
  const socket = await openSocket(place, deadline, stages)
  return await stages.run(
    'tls',
    async () => {
      if (address.tls.mode === 'disable' || place.host.startsWith('/')) return socket
      if (address.tls.mode !== 'prefer') return await startTls(socket, address.tls, place, deadline)
      return (await tryTls(socket, address, deadline)) ?? (await openSocket(place, deadline, stages))
    },
    (connected) => {
      if ('encrypted' in connected) return describeTls(connected, address.tls)
      if (place.host.startsWith('/')) return { skipped: 'A Unix socket needs no TLS.' }
      if (address.tls.mode === 'prefer') {
        return { skipped: 'The server has no TLS; the mode "prefer" goes on without.' }
      }
      return { skipped: 'Not wanted: the mode is "disable".' }
    },
  )
}

/** Redis cannot be asked for TLS, and without it may keep silent: it gets a part of the time only. */
async function tryTls(
  socket: Socket,
  address: RedisAddress,
  deadline: Deadline,
): Promise<Socket | undefined> {
  using part = startDeadline(Math.min(2_000, deadline.timeoutMs / 2), deadline.signal)
  try {
    return await startTls(socket, address.tls, placeOfRedis(address), part)
  } catch (error) {
    if (deadline.signal.aborted || !(error instanceof Failure)) throw error
    return undefined
  }
}

/** ioredis opens its connection with a class; this one has it open already. */
function connectorFor(socket: Socket) {
  return class extends AbstractConnector {
    constructor() {
      super(1_000)
    }

    override connect(): Promise<Socket> {
      this.connecting = true
      this.stream = socket
      return Promise.resolve(socket)
    }
  }
}
