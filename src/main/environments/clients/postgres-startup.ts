import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Tls } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Deadline } from './deadline.ts'
import { failureFromNetwork, placeName, type Place } from './network.ts'
import type { Stages } from './stages.ts'
import { describeTls, startTls } from './tls.ts'

/** The SSLRequest message: its length (8) and the code 80877103. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/**
 * The part of libpq's connection start that decides about TLS: ask the server, then shake hands, or
 * go on in plain text on the same socket where the mode allows it. Done here and not by `pg`, which
 * knows no `prefer` and does not say what it is waiting for.
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL)
 *
 * @throws Failure TLS, UNSUPPORTED (something else listens), TIMEOUT, CONNECTION_LOST, CANCELLED
 */
export async function negotiateTls(
  socket: Socket,
  tls: Tls,
  place: Place,
  deadline: Deadline,
  stages: Stages,
): Promise<Socket> {
  return await stages.run(
    'tls',
    async () => {
      if (tls.mode === 'disable' || place.host.startsWith('/')) return socket
      const answer = await askForTls(socket, place, deadline)
      if (answer === 'S') return await startTls(socket, tls, place, deadline)
      if (tls.mode === 'prefer') return socket
      socket.destroy()
      throw new Failure(
        'TLS',
        `The server at ${placeName(place)} has no TLS, and the mode is "${tls.mode}".`,
        {
          hint: 'Use the mode "prefer" or "disable", or turn TLS on in the server (ssl = on).',
          facts: { mode: tls.mode },
        },
      )
    },
    (connected) => {
      if (isSecured(connected)) return describeTls(connected, tls)
      if (place.host.startsWith('/')) return { skipped: 'A Unix socket needs no TLS.' }
      if (tls.mode === 'disable') return { skipped: 'Not wanted: the mode is "disable".' }
      return { skipped: 'The server has no TLS; the mode "prefer" goes on without.' }
    },
  )
}

function isSecured(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket
}

async function askForTls(socket: Socket, place: Place, deadline: Deadline): Promise<'S' | 'N'> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const onReadable = () => {
    // Everything that has come, so that bytes smuggled in behind the answer are seen (CVE-2021-23222).
    const bytes: unknown = socket.read()
    if (Buffer.isBuffer(bytes)) resolve(bytes)
  }
  const onClose = () =>
    reject(
      new Failure('CONNECTION_LOST', `${placeName(place)} closed the connection without an answer.`, {
        hint: 'Check that it is PostgreSQL that listens on this port.',
      }),
    )
  socket.on('readable', onReadable)
  socket.on('error', reject)
  socket.on('close', onClose)
  socket.write(sslRequest)
  try {
    const answer = (await deadline.race(promise)).toString('latin1')
    if (answer === 'S' || answer === 'N') return answer
    throw notPostgres(answer, place)
  } catch (error) {
    socket.destroy()
    throw failureFromNetwork(error, place, deadline.timeoutMs)
  } finally {
    socket.off('readable', onReadable)
    socket.off('close', onClose)
    // Kept on a destroyed socket, so that its late error does not go unheard.
    if (!socket.destroyed) socket.off('error', reject)
  }
}

function notPostgres(answer: string, place: Place): Failure {
  if (/^[SN]/.test(answer)) {
    return new Failure('TLS', `${placeName(place)} sent unencrypted data before the TLS handshake.`, {
      hint: 'Something between here and the server may be tampering with the connection.',
    })
  }
  return new Failure('UNSUPPORTED', `${placeName(place)} does not speak PostgreSQL.`, {
    hint: 'Another service listens on this port: check the port.',
  })
}
