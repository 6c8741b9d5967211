import { createConnection } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { placeName, type Place } from '../clients/network.ts'

/** What answers on a port. `tls` is something behind TLS. */
export type Speaker = 'PostgreSQL' | 'Redis' | 'HTTP' | 'MySQL' | 'SSH' | 'TLS'

/**
 * Finds out what speaks at a place where the expected server did not: it asks in three languages at
 * once, on connections of their own, and reads the first bytes of the answers.
 *
 * @returns undefined when nothing known answers within the time
 */
export async function whatSpeaksAt(
  place: Place,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Speaker | undefined> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const asked = questions.map(async ({ say, answers }) => {
    const answer = await firstBytes(place, say, within)
    const speaker = answers.find(([pattern]) => pattern.test(answer))?.[1]
    if (speaker === undefined) throw new Error('not understood')
    return speaker
  })
  const throughTls = speaksTls(place, within)
  // It is looked at last, and must not count as unheard until then.
  throughTls.catch(() => {})
  try {
    // Postgres 17 and later understand a TLS handshake as well: what a server is in plain text counts first.
    return await Promise.any(asked).catch(async () => await throughTls)
  } catch {
    // Every question was refused or not understood: that is the answer.
    return undefined
  }
}

/** `127.0.0.1:6379 is Redis, not PostgreSQL.` */
export function mistakenFor(place: Place, speaker: Speaker): string {
  return speaker === 'TLS'
    ? `${placeName(place)} speaks TLS, and was spoken to in plain text.`
    : `${placeName(place)} is ${speaker}, not ${place.service}.`
}

const unasked: readonly (readonly [RegExp, Speaker])[] = [
  [/^SSH-/, 'SSH'],
  // The greeting: three bytes of length, number 0, protocol version 10, then the server's version.
  [/^[\s\S]{3}\0\n[\d.]+|^[\s\S]{3}\0\xff/, 'MySQL'],
]

/** As latin1, so that each byte is one character. */
const questions: readonly { say: string; answers: readonly (readonly [RegExp, Speaker])[] }[] = [
  {
    // To Redis this is its GET with a wrong number of arguments; to Postgres an impossible length.
    say: 'GET / HTTP/1.0\r\n\r\n',
    answers: [...unasked, [/^HTTP\/\d/, 'HTTP'], [/^-(ERR|NOAUTH|NOPERM|DENIED|LOADING|WRONGTYPE)/, 'Redis']],
  },
  {
    // SSLRequest; one byte answers it.
    say: '\0\0\0\b\x04\xd2\x16\x2f',
    answers: [...unasked, [/^[SN]$/, 'PostgreSQL']],
  },
]

async function firstBytes(place: Place, say: string, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = createConnection({ host: place.host, port: place.port }, () => socket.write(say, 'latin1'))
  const onAbort = () => socket.destroy(new Error('too late'))
  signal.addEventListener('abort', onAbort, { once: true })
  socket.once('data', (data) => resolve(data.toString('latin1')))
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('closed')))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', onAbort)
    socket.destroy()
  }
}

async function speaksTls(place: Place, signal: AbortSignal): Promise<Speaker> {
  const { promise, resolve, reject } = Promise.withResolvers<Speaker>()
  const socket = connectTls({ host: place.host, port: place.port, rejectUnauthorized: false }, () =>
    resolve('TLS'),
  )
  const onAbort = () => socket.destroy(new Error('too late'))
  signal.addEventListener('abort', onAbort, { once: true })
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('closed')))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', onAbort)
    socket.destroy()
  }
}
