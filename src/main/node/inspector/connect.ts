import { WebSocket } from 'ws'
import { isIP, type Socket } from 'node:net'
import {
  failureFromNetwork,
  howToOpenInspector,
  listInspectorPages,
  nobody,
  openSocket,
  type Place,
  placeName,
  requireNearInspector,
  startDeadline,
  type Deadline,
} from '#main/environments/index.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { Inspector } from './inspector.ts'
import { createSession } from './session.ts'

export interface InspectorPlace {
  host: string
  port: number
}

export interface ConnectOptions {
  signal?: AbortSignal | undefined
  /** 5 s unless told: the inspector has a thread of its own, which answers however busy the others are. */
  timeoutMs?: Milliseconds
}

const PATIENCE_MS: Milliseconds = 5_000
/** A profile of an hour and a chunk of a snapshot fit; beyond, one message of a stranger could fill the memory. */
const LARGEST_MESSAGE = 512 * 1024 * 1024

/**
 * Connects to the main thread of the process whose inspector listens there.
 *
 * @throws Failure REFUSED where it is not on loopback, UNREACHABLE, UNSUPPORTED where it is something
 *   else, TIMEOUT or CANCELLED
 */
export async function connectInspector(
  address: InspectorPlace,
  options: ConnectOptions = {},
): Promise<{ inspector: Inspector; title: string | undefined; url: string | undefined }> {
  requireNearInspector(address)
  const place: Place = { service: 'a Node inspector', host: address.host, port: address.port }
  using deadline = startDeadline(options.timeoutMs ?? PATIENCE_MS, options.signal)
  const [page] = await listInspectorPages(place, deadline)
  if (page === undefined) {
    throw new Failure('UNSUPPORTED', `${placeName(place)} is not a Node inspector.`, {
      hint: howToOpenInspector,
    })
  }
  const inspector = await openSession(place, page.id, deadline)
  return { inspector, title: page.title, url: page.url }
}

async function openSession(place: Place, id: string, deadline: Deadline): Promise<Inspector> {
  const socket = await openSocket(place, deadline, nobody)
  if (!isNear(socket)) {
    socket.destroy()
    // `localhost` in a hosts file can be anything.
    requireNearInspector({ host: socket.remoteAddress ?? place.host, port: place.port })
  }
  const name = placeName(place)
  // The path is of our own making, so no answer can send us elsewhere.
  const webSocket = new WebSocket(`ws://${name}/${id}`, {
    createConnection: () => socket,
    perMessageDeflate: false,
    maxPayload: LARGEST_MESSAGE,
  })
  const session = createSession({
    name: `The Node process at ${name}`,
    send: (message) => webSocket.send(message),
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    close: () => endSocket(webSocket),
  })
  // Only ever a Buffer: `binaryType` is left as it is.
  webSocket.on('message', (message) => session.receive(message as Buffer))
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>()
  webSocket.once('open', resolve)
  webSocket.on('error', (error) => {
    reject(error)
    session.end(failureOfSocket(error, place, deadline.timeoutMs))
  })
  webSocket.once('close', () => {
    reject(closedBy(name))
    session.end(closedBy(name))
  })
  try {
    await deadline.race(opened)
  } catch (error) {
    opened.catch(() => {})
    webSocket.terminate()
    throw failureOfSocket(error, place, deadline.timeoutMs)
  }
  return session
}

function isNear({ remoteAddress = '' }: Socket): boolean {
  const address = remoteAddress.replace(/^::ffff:/, '')
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

/** How long the goodbye may take. A process that is stopped never says it. */
const GOODBYE_MS = 500

function endSocket(webSocket: WebSocket): void {
  if (webSocket.readyState === WebSocket.CLOSED) return
  const timer = setTimeout(() => webSocket.terminate(), GOODBYE_MS)
  webSocket.once('close', () => clearTimeout(timer))
  webSocket.close()
}

function closedBy(name: string): Failure {
  return new Failure('CONNECTION_LOST', `The inspector at ${name} closed the connection.`)
}

function failureOfSocket(error: unknown, place: Place, timeoutMs: Milliseconds): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const where = placeName(place)
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    return new Failure('CONNECTION_LOST', `${where} answered with more than 512 MiB in one message.`, {
      hint: 'Record for a shorter time, or sample less often.',
    })
  }
  const message = error instanceof Error ? error.message : ''
  if (message.startsWith('Unexpected server response') || message.startsWith('Invalid')) {
    return new Failure('UNSUPPORTED', `${where} is not a Node inspector.`, { hint: howToOpenInspector })
  }
  return failureFromNetwork(error, place, timeoutMs)
}
