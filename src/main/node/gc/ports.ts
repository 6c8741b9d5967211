import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { LoadRequest } from '#shared/contract/node/leak.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { listProcesses } from '../processes/index.ts'

const CONNECT_MS: Milliseconds = 1_000
const BETWEEN_LOOKS_MS: Milliseconds = 50
/** From its start until a service listens. */
export const READY_MS: Milliseconds = 30_000

interface Place {
  host: string
  port: number
}

/** Where requests go, each once. */
export function placesOf(requests: readonly LoadRequest[]): Place[] {
  const places = requests.map(({ url }) => {
    const { hostname, port, protocol } = new URL(url)
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
    }
  })
  return places.filter(
    ({ host, port }, index) => places.findIndex((one) => one.host === host && one.port === port) === index,
  )
}

/**
 * Else the load would go to a process that was there before.
 *
 * @throws Failure REFUSED, naming who listens where it is a Node process
 */
export async function requireFree(places: readonly Place[]): Promise<void> {
  for (const { host, port } of places) {
    if (!(await accepts({ host, port }))) continue
    const owner = await ownerOf(port)
    throw new Failure(
      'REFUSED',
      `Port ${port} is taken already${owner === undefined ? '' : `, by ${owner}`}.`,
      {
        hint: 'Stop that, or have the command listen on another port and send the load there.',
        facts: { port },
      },
    )
  }
}

async function ownerOf(port: number): Promise<string | undefined> {
  const { processes } = await listProcesses()
  const owner = processes.find(({ ports }) => ports.some((one) => one.port === port))
  return owner === undefined ? undefined : `process ${owner.pid} (${owner.command})`
}

/**
 * Waits until something listens everywhere.
 *
 * @param hasEnded throws where waiting is of no use any more
 * @throws Failure TIMEOUT after 30 s, CANCELLED
 */
export async function waitUntilListening(
  places: readonly Place[],
  hasEnded: () => void,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + READY_MS
  for (const place of places) {
    for (;;) {
      throwIfCancelled(signal)
      hasEnded()
      if (await accepts(place)) break
      if (performance.now() > end) throw notListening(place)
      await wait(BETWEEN_LOOKS_MS)
    }
  }
}

function notListening({ host, port }: Place): Failure {
  return new Failure('TIMEOUT', `The command runs, but nothing listens on ${host}:${port} after 30 s.`, {
    hint: 'Does it listen there? Its port may come from a variable such as PORT.',
    facts: { port, timeoutMs: READY_MS },
  })
}

async function accepts({ host, port }: Place): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS })
    const answer = (is: boolean) => () => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', answer(true))
    socket.once('error', answer(false))
    socket.once('timeout', answer(false))
  })
}
