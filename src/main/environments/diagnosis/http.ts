import type { Client } from 'undici'
import type { HttpAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Deadline } from '../clients/deadline.ts'
import { httpClientOn } from '../clients/http.ts'
import { failureFromNetwork, openSocket, placeName, type Place } from '../clients/network.ts'
import { describeTls, startTls } from '../clients/tls.ts'
import { namingStrangers, type Attempt, type Outcome } from './attempt.ts'
import { mistakenFor, type Speaker } from './probe.ts'

const tls = { mode: 'verify-full' } as const

export async function diagnoseHttp(
  address: HttpAddress,
  password: string | undefined,
  attempt: Attempt,
): Promise<Outcome> {
  const { deadline, stages } = attempt
  const url = new URL(address.url)
  const isSecure = url.protocol === 'https:'
  const place: Place = {
    service: 'an HTTP service',
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
  }
  return await namingStrangers(
    attempt,
    place,
    ['tls', 'open'],
    (speaker) => judge(speaker, isSecure, place),
    async () => {
      const plain = await openSocket(place, deadline, stages)
      const socket = await stages.run(
        'tls',
        async () => (isSecure ? await secure(plain, place, deadline) : plain),
        (opened) => ('encrypted' in opened ? describeTls(opened, tls) : { skipped: 'The URL is http://.' }),
      )
      const client = httpClientOn(url.origin, socket)
      try {
        return await request(client, url, password, place, attempt)
      } finally {
        await client.destroy()
        socket.destroy()
      }
    },
  )
}

async function secure(socket: Parameters<typeof startTls>[0], place: Place, deadline: Deadline) {
  try {
    return await startTls(socket, tls, place, deadline)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'TLS') throw error
    // The modes that its own hint offers are those of databases.
    throw new Failure('TLS', error.message, {
      hint: 'Add the authority to what this system trusts, or start Pitwall with NODE_EXTRA_CA_CERTS=<its PEM file>.',
      facts: error.facts,
      cause: error,
    })
  }
}

function judge(speaker: Speaker, isSecure: boolean, place: Place): Failure | undefined {
  if (speaker === 'HTTP') {
    if (!isSecure) return undefined
    return new Failure('TLS', `${placeName(place)} speaks plain HTTP, and the URL is https://.`, {
      hint: 'Write http:// instead.',
    })
  }
  if (speaker === 'TLS') {
    if (isSecure) return undefined
    return new Failure('TLS', mistakenFor(place, speaker), { hint: 'Write https:// instead.' })
  }
  return new Failure('UNSUPPORTED', mistakenFor(place, speaker), { hint: 'Check the port.' })
}

/** Any answer is an answer: what its status means is the service's business. */
async function request(
  client: Client,
  url: URL,
  password: string | undefined,
  place: Place,
  { deadline, stages }: Attempt,
): Promise<Outcome> {
  const path = url.pathname + url.search
  const answer = await stages.run(
    'open',
    async () => {
      try {
        const response = await deadline.race(
          client.request({
            method: 'GET',
            path,
            headers: { 'user-agent': 'pitwall', accept: '*/*', ...authorization(url, password) },
            signal: deadline.signal,
          }),
        )
        // Only the head is of interest; the connection is dropped with the body unread.
        response.body.on('error', () => {})
        response.body.destroy()
        return response
      } catch (error) {
        if (error instanceof Error && error.name === 'HTTPParserError') {
          throw new Failure('UNSUPPORTED', `${placeName(place)} does not speak HTTP.`, {
            hint: 'Another service listens on this port: check the port.',
          })
        }
        throw failureFromNetwork(error, place, deadline.timeoutMs)
      }
    },
    ({ statusCode }) =>
      statusCode < 400
        ? `GET ${path} answered with status ${statusCode}.`
        : { warning: `GET ${path} answered with status ${statusCode}.` },
  )
  const server = single(answer.headers['server']) ?? single(answer.headers['x-powered-by'])
  await stages.run(
    'version',
    () => Promise.resolve(server),
    (found) => found ?? { skipped: 'The service does not say what it is.' },
  )
  return {
    message: `${placeName(place)} answers; GET ${path} gave status ${answer.statusCode}.`,
    hint: statusHint(answer.statusCode, single(answer.headers['location'])),
    serverVersion: server,
  }
}

function authorization(url: URL, password: string | undefined): Record<string, string> {
  if (url.username === '') return {}
  const credentials = `${decodeURIComponent(url.username)}:${password ?? ''}`
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

function statusHint(status: number, location: string | undefined): string | undefined {
  if (status >= 300 && status < 400 && location !== undefined) return `It leads on to ${location}.`
  if (status === 401 || status === 403) {
    return 'It wants a login on this path; a load test gives its own headers.'
  }
  if (status === 404) return 'The service is there, but not this path: check the URL’s base path.'
  if (status >= 500) return 'The service is there and reports an error of its own.'
  return undefined
}

const single = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)
