import type { Socket } from 'node:net'
import { failureFromRedisReply } from '#main/environments/index.ts'
import { Failure } from '#shared/failure.ts'
import type { RawConnection, RedisNode } from '../../connect/index.ts'
import { encodeCommand, ReplyError, ReplyParser, type Reply } from '../../resp/index.ts'
import { WholeLines } from '../read/whole-lines.ts'

/** MONITOR of one server. */
export interface MonitorStream {
  node: RedisNode
  connection: RawConnection
  /** Of the connection; undefined where it may not be asked for. */
  clientId: number | undefined
  /** As the server sees it, unless something in between translates addresses. */
  address: string | undefined
  pause: () => void
  resume: () => void
}

/**
 * Begins MONITOR on a connection of its own.
 *
 * @param onLines whole lines, each with the `+` of the protocol in front
 * @throws Failure PERMISSION where MONITOR is forbidden or unknown: the hint says what would allow it
 */
export async function openMonitor(
  node: RedisNode,
  onLines: (block: Buffer) => void,
  onTooLong: () => void,
): Promise<MonitorStream> {
  const connection = await node.open()
  const { socket } = connection
  const clientId = await ask(connection, ['CLIENT', 'ID'])
  const lines = new WholeLines(onTooLong)
  const begun = Promise.withResolvers<Reply>()
  let isBegun = false
  socket.on('data', (chunk: Buffer) => {
    let block = lines.push(chunk)
    if (!block) return
    if (!isBegun) {
      isBegun = true
      const end = block.indexOf('\r\n')
      const answer = block.toString('latin1', 0, end)
      begun.resolve(answer.startsWith('-') ? new ReplyError(answer.slice(1)) : answer)
      block = block.subarray(end + 2)
    }
    if (block.length > 0) onLines(block)
  })
  socket.write(encodeCommand(['MONITOR']))
  const answer = await orLost(begun.promise, connection)
  if (answer instanceof ReplyError) {
    connection.close()
    throw forbidden(failureFromRedisReply(answer.message, node.address, 'MONITOR'), node)
  }
  return {
    node,
    connection,
    clientId: typeof clientId === 'number' ? clientId : undefined,
    address: addressOf(socket),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}

async function ask(connection: RawConnection, command: string[]): Promise<Reply> {
  const { socket } = connection
  const parser = new ReplyParser()
  const answered = Promise.withResolvers<Reply>()
  const take = (chunk: Buffer): void => {
    try {
      parser.push(chunk, answered.resolve)
    } catch (error) {
      answered.reject(error)
    }
  }
  socket.on('data', take)
  socket.write(encodeCommand(command))
  try {
    return await orLost(answered.promise, connection)
  } finally {
    socket.off('data', take)
  }
}

async function orLost<T>(work: Promise<T>, { closed }: RawConnection): Promise<T> {
  const lost = closed.then((failure): never => {
    throw failure ?? new Failure('CONNECTION_LOST', 'The connection was closed.')
  })
  return await Promise.race([work, lost])
}

function addressOf(socket: RawConnection['socket']): string | undefined {
  // TLS sockets have these, too.
  const { localAddress, localPort, localFamily } = socket as Partial<Socket>
  if (localAddress === undefined || localPort === undefined) return undefined
  return localFamily === 'IPv6' ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`
}

function forbidden(failure: Failure, { address }: RedisNode): Failure {
  if (failure.code !== 'PERMISSION') return failure
  const user = address.user ?? 'default'
  return new Failure('PERMISSION', `MONITOR is not allowed here: ${failure.message}`, {
    hint: `ACL SETUSER ${user} +monitor allows it; a managed service may have it switched off altogether. Statistics can be recorded with INFO alone.`,
    facts: { ...failure.facts, mode: 'monitor' },
    cause: failure,
  })
}
