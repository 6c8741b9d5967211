import { lookup } from 'node:dns/promises'
import { createConnection, isIP, type Socket } from 'node:net'
import { Failure } from '#shared/failure.ts'
import { TimedOut, type Deadline } from './deadline.ts'
import type { Stages } from './stages.ts'

/** Where something listens, and what it is expected to be: `PostgreSQL`, `Redis`, `The service`. */
export interface Place {
  service: string
  host: string
  port: number
}

/** As people write it: `db.example:5432`, `[::1]:6379`, or the path of a Unix socket. */
export function placeName({ host, port }: { host: string; port: number }): string {
  if (host.startsWith('/')) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * Looks the name up and opens the socket, in the stages `resolve` and `connect`.
 *
 * @throws Failure UNREACHABLE, TIMEOUT or CANCELLED, with what to try
 */
export async function openSocket(place: Place, deadline: Deadline, stages: Stages): Promise<Socket> {
  const addresses = await stages.run(
    'resolve',
    () => resolveHost(place, deadline),
    (found) => describeAddresses(place, found),
  )
  return await stages.run(
    'connect',
    () => connect(place, addresses, deadline),
    () => `Connected to ${placeName(place)}.`,
  )
}

async function resolveHost(place: Place, deadline: Deadline): Promise<string[]> {
  if (place.host.startsWith('/')) return []
  if (isIP(place.host)) return [place.host]
  try {
    const found = await deadline.race(lookup(place.host, { all: true }))
    return found.map(({ address }) => address)
  } catch (error) {
    throw failureFromNetwork(error, place, deadline.timeoutMs)
  }
}

function describeAddresses(place: Place, addresses: string[]): { skipped: string } | string {
  if (place.host.startsWith('/')) return { skipped: 'A Unix socket needs no name.' }
  if (isIP(place.host)) return { skipped: `${place.host} is an address already.` }
  return `${place.host} is ${addresses.join(', ')}.`
}

async function connect(place: Place, addresses: string[], deadline: Deadline): Promise<Socket> {
  // The name has been looked up: all its addresses are tried, each soon after the other (RFC 8305).
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  const socket = place.host.startsWith('/')
    ? createConnection({ path: place.host })
    : createConnection({
        host: place.host,
        port: place.port,
        autoSelectFamily: true,
        // Node's 250 ms gives a listening server behind a slow VPN up for its second address.
        autoSelectFamilyAttemptTimeout: 1_000,
        lookup: (_host, options, done) => {
          const [first] = all
          if (options.all) done(null, all)
          else done(null, first?.address ?? '', first?.family)
        },
      })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once('connect', resolve)
  socket.once('error', reject)
  try {
    await deadline.race(promise)
  } catch (error) {
    socket.destroy()
    // The late error of a socket that is given up is of no interest, but must not go unheard.
    socket.on('error', () => {})
    throw failureFromNetwork(error, place, deadline.timeoutMs)
  }
  socket.off('error', reject)
  return socket
}

/**
 * Turns what a socket or the resolver threw into a sentence with a hint. Failures pass through.
 *
 * @param timeoutMs the time that was given, for the sentence of a timeout
 */
export function failureFromNetwork(error: unknown, place: Place, timeoutMs: number): Failure {
  if (error instanceof Failure) return error
  const where = placeName(place)
  if (error instanceof TimedOut) {
    return new Failure('TIMEOUT', `${where} did not answer within ${seconds(timeoutMs)}.`, {
      hint: 'Check that the machine is up and that no firewall or missing VPN stands between; a wrong address looks the same.',
      facts: { timeoutMs },
    })
  }
  const code = networkCode(error)
  const known = code === undefined ? undefined : networkErrors[code]
  if (known === undefined) {
    const message = error instanceof Error ? error.message : String(error)
    return new Failure('UNREACHABLE', `The connection to ${where} failed: ${message}.`, {
      hint: 'Check the host and the port.',
      cause: error,
    })
  }
  return new Failure(known.code ?? 'UNREACHABLE', known.says(where, place), {
    hint: known.hint(place),
    facts: { errorCode: code ?? '' },
    cause: error,
  })
}

export function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds} ms` : `${Number((milliseconds / 1_000).toFixed(1))} s`
}

/** With several addresses Node throws an AggregateError; the first attempt's code says it for all. */
export function networkCode(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return networkCode(error.errors[0]) ?? codeOf(error)
  }
  return codeOf(error)
}

function codeOf(error: unknown): string | undefined {
  // A Failure's code is a word of ours.
  if (!(error instanceof Error) || error instanceof Failure || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

interface NetworkError {
  code?: 'UNREACHABLE' | 'CONNECTION_LOST' | 'TIMEOUT' | 'PERMISSION'
  says: (where: string, place: Place) => string
  hint: (place: Place) => string
}

const unknownName: NetworkError = {
  says: (_where, { host }) => `There is no host named ${host}.`,
  hint: ({ host }) =>
    host.includes('.')
      ? 'Check the spelling, and whether the name is known only inside a VPN.'
      : 'Check the spelling. A service of docker compose has its name only inside compose: from here use 127.0.0.1 and its published port.',
}

const lost: NetworkError = {
  code: 'CONNECTION_LOST',
  says: (where) => `${where} closed the connection.`,
  hint: ({ service }) =>
    `Check that it is ${service} that listens on this port, and its log for why it hung up.`,
}

const noRoute: NetworkError = {
  says: (where) => `There is no way through the network to ${where}.`,
  hint: () => 'Check the address and whether the VPN is up.',
}

const networkErrors: Record<string, NetworkError> = {
  ENOTFOUND: unknownName,
  ENODATA: unknownName,
  EAI_NONAME: unknownName,
  EAI_NODATA: unknownName,
  EAI_AGAIN: {
    says: (_where, { host }) => `The name ${host} could not be looked up: the name server gave no answer.`,
    hint: unknownName.hint,
  },
  ECONNREFUSED: {
    says: (where) => `Nothing listens on ${where}: the connection was refused.`,
    hint: ({ service, host }) =>
      host.startsWith('/')
        ? `Is ${service} started? The socket's file is there, but nobody answers on it.`
        : `Is ${service} started, and on this port? In a container the port has to be published.`,
  },
  ENOENT: {
    says: (where) => `There is no Unix socket at ${where}.`,
    hint: ({ service }) =>
      `Is ${service} started? Its settings name the folder of its socket (unix_socket_directories or unixsocket).`,
  },
  EACCES: {
    code: 'PERMISSION',
    says: (where) => `This user may not connect to ${where}.`,
    hint: () => 'Check the permissions of the socket, or connect over TCP.',
  },
  EPERM: {
    code: 'PERMISSION',
    says: (where) => `This machine does not allow connections to ${where}.`,
    hint: () => 'A local firewall or sandbox forbids it.',
  },
  ETIMEDOUT: {
    code: 'TIMEOUT',
    says: (where) => `${where} did not answer; the system gave up.`,
    hint: () => 'Check that the machine is up and that no firewall or missing VPN stands between.',
  },
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  EHOSTDOWN: noRoute,
  EADDRNOTAVAIL: noRoute,
  ECONNRESET: lost,
  ECONNABORTED: lost,
  EPIPE: lost,
  // undici's word for a socket that the other side closed.
  UND_ERR_SOCKET: lost,
}
