import { isIPv4, type Socket } from 'node:net'
import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { Deadline } from './deadline.ts'
import { httpClientOn } from './http.ts'
import { failureFromNetwork, openSocket, placeName, type Place } from './network.ts'
import { nobody } from './stages.ts'

/** What the inspector of a process offers: its main thread. */
export interface InspectorPage {
  /** The last part of the address of its WebSocket. */
  id: string
  title: string | undefined
  /** `file:` URL of the script it was started with; empty without one. */
  url: string | undefined
}

export const howToOpenInspector =
  'Start the process with node --inspect, or open the inspector of a running one with kill -USR1 <pid>.'

/**
 * Whoever reaches an inspector runs any code in the process: Pitwall takes part in that on loopback only.
 *
 * @throws Failure REFUSED, with the tunnel to open instead
 */
export function requireNearInspector({ host, port }: { host: string; port: number }): void {
  if (isLoopback(host)) return
  throw new Failure(
    'REFUSED',
    `Pitwall connects to Node inspectors on this machine only, and ${host} is another: an inspector that others can reach lets them run any code.`,
    {
      hint: `Open a tunnel, ssh -N -L ${port}:127.0.0.1:${port} ${host}, and use 127.0.0.1:${port} here.`,
    },
  )
}

function isLoopback(host: string): boolean {
  const name = host.toLowerCase()
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'))
}

const versionSchema = z.object({ Browser: z.string() })

/**
 * The version of the Node whose inspector the socket leads to; the socket is used up.
 *
 * @throws Failure UNSUPPORTED where it is no Node inspector, and those of the network
 */
export async function readInspectorVersion(
  socket: Socket,
  place: Place,
  deadline: Deadline,
): Promise<string> {
  const answer = versionSchema.safeParse(await getJson(socket, '/json/version', place, deadline))
  const product = answer.success ? answer.data.Browser : undefined
  const version = product === undefined ? undefined : /^node\.js\/v(.+)$/.exec(product)?.[1]
  if (version !== undefined) return version
  throw new Failure(
    'UNSUPPORTED',
    product === undefined
      ? `${placeName(place)} is an HTTP service, not a Node inspector.`
      : `${placeName(place)} is the inspector of ${product}, not of Node.`,
    { hint: howToOpenInspector },
  )
}

const pagesSchema = z.array(
  z.object({
    id: z.string().regex(/^[\w-]{1,100}$/),
    title: z.string().optional(),
    url: z.string().optional(),
  }),
)

/**
 * What the inspector lists; empty where the answer is no such list. The inspector closes its connection
 * after each answer, so this opens one.
 *
 * @throws Failure as {@link openSocket} does, or UNSUPPORTED where it does not speak HTTP
 */
export async function listInspectorPages(place: Place, deadline: Deadline): Promise<InspectorPage[]> {
  const socket = await openSocket(place, deadline, nobody)
  const pages = pagesSchema.safeParse(await getJson(socket, '/json/list', place, deadline))
  return pages.success ? pages.data.map(({ id, title, url }) => ({ id, title, url })) : []
}

/** The inspector's answers are a few hundred bytes; more is something else. */
const largestAnswer = 1_000_000

async function getJson(socket: Socket, path: string, place: Place, deadline: Deadline): Promise<unknown> {
  const client = httpClientOn(`http://${placeName(place)}`, socket)
  try {
    const response = await deadline.race(client.request({ method: 'GET', path, signal: deadline.signal }))
    let text = ''
    for await (const chunk of response.body.setEncoding('utf8')) {
      text += String(chunk)
      if (text.length > largestAnswer) break
    }
    return response.statusCode === 200 ? parseJson(text) : undefined
  } catch (error) {
    if (error instanceof Error && error.name === 'HTTPParserError') {
      throw new Failure('UNSUPPORTED', `${placeName(place)} is not a Node inspector.`, {
        hint: howToOpenInspector,
      })
    }
    throw failureFromNetwork(error, place, deadline.timeoutMs)
  } finally {
    await client.destroy()
    socket.destroy()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
