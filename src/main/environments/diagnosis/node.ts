import { isIPv4, type Socket } from 'node:net'
import * as z from 'zod'
import type { NodeAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { httpClientOn } from '../clients/http.ts'
import { failureFromNetwork, openSocket, placeName, type Place } from '../clients/network.ts'
import { nobody } from '../clients/stages.ts'
import { namingStrangers, type Attempt, type Outcome } from './attempt.ts'
import { mistakenFor } from './probe.ts'

const versionSchema = z.object({ Browser: z.string() })
const pagesSchema = z.array(z.object({ title: z.string().optional(), url: z.string().optional() }))

export async function diagnoseNode(address: NodeAddress, attempt: Attempt): Promise<Outcome> {
  const { deadline, stages } = attempt
  const place: Place = { service: 'a Node inspector', host: address.host, port: address.port }
  if (!isLoopback(address.host)) {
    return await stages.run(
      'resolve',
      () => Promise.reject(notLoopback(address)),
      () => '',
    )
  }
  return await namingStrangers(
    attempt,
    place,
    ['open'],
    (speaker) =>
      speaker === 'HTTP'
        ? undefined
        : new Failure('UNSUPPORTED', mistakenFor(place, speaker), { hint: howToOpen }),
    async () => {
      const socket = await openSocket(place, deadline, stages)
      const version = await stages.run(
        'open',
        async () => await readVersion(socket, place, attempt),
        (found) => `The inspector answers; it is Node ${found}.`,
      )
      const command = await stages.run(
        'version',
        async () => await readCommand(place, attempt),
        (found) => `Node ${version}${running(found)}.`,
      )
      return { message: `Connected to Node ${version}${running(command)}.`, serverVersion: version }
    },
  )
}

const running = (command: string | undefined) => (command === undefined ? '' : `, running ${command}`)

const howToOpen =
  'Start the process with node --inspect, or open the inspector of a running one with kill -USR1 <pid>.'

/** Whoever reaches an inspector runs any code in the process: Pitwall takes part in that on loopback only. */
function isLoopback(host: string): boolean {
  const name = host.toLowerCase()
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'))
}

function notLoopback({ host, port }: NodeAddress): Failure {
  return new Failure(
    'REFUSED',
    `Pitwall connects to Node inspectors on this machine only, and ${host} is another: an inspector that others can reach lets them run any code.`,
    {
      hint: `Open a tunnel, ssh -N -L ${port}:127.0.0.1:${port} ${host}, and use 127.0.0.1:${port} here.`,
    },
  )
}

async function readVersion(socket: Socket, place: Place, attempt: Attempt): Promise<string> {
  const answer = versionSchema.safeParse(await getJson(socket, '/json/version', place, attempt))
  const product = answer.success ? answer.data.Browser : undefined
  const version = product === undefined ? undefined : /^node\.js\/v(.+)$/.exec(product)?.[1]
  if (version !== undefined) return version
  throw new Failure(
    'UNSUPPORTED',
    product === undefined
      ? `${placeName(place)} is an HTTP service, not a Node inspector.`
      : `${placeName(place)} is the inspector of ${product}, not of Node.`,
    { hint: howToOpen },
  )
}

/**
 * The first page's file or title: what `node` was started with. An extra, so its failure is none. The
 * inspector closes its connection after each answer, so this takes another.
 */
async function readCommand(place: Place, attempt: Attempt): Promise<string | undefined> {
  try {
    const socket = await openSocket(place, attempt.deadline, nobody)
    const pages = pagesSchema.safeParse(await getJson(socket, '/json/list', place, attempt))
    const [page] = pages.success ? pages.data : []
    const file = page?.url?.replace(/^file:\/\//, '')
    return file || page?.title || undefined
  } catch {
    return undefined
  }
}

/** The inspector's answers are a few hundred bytes; more is something else. */
const largestAnswer = 1_000_000

async function getJson(socket: Socket, path: string, place: Place, { deadline }: Attempt): Promise<unknown> {
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
      throw new Failure('UNSUPPORTED', `${placeName(place)} is not a Node inspector.`, { hint: howToOpen })
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
