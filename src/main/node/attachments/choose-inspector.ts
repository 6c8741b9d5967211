import { setTimeout as wait } from 'node:timers/promises'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { connectInspector, type InspectorPlace } from '../inspector/index.ts'
import { programName, thisSystem } from '../processes/index.ts'
import { type Identity, readIdentity } from './identity.ts'
import type { StartedCommand } from './start-command.ts'
import { describeEnd } from './words-of-ends.ts'

/** npm and its like start what is meant. */
const LAUNCHERS = /^(npm|npx|yarn|pnpm|corepack|tsx|nodemon|ts-node-dev|concurrently)(-cli)?(\.[cm]?js)?$/

/** The first Node of a command may take this long to open its inspector: `npm` alone takes a second. */
const FIRST_MS: Milliseconds = 15_000
/** How long after the last inspector was opened another may follow that serves clients. */
const SETTLED_MS: Milliseconds = 5_000
const BETWEEN_LOOKS_MS: Milliseconds = 50
const ASK_MS: Milliseconds = 3_000

/**
 * Which of the inspectors of a started command to attach to: of several Nodes the one that listens on TCP
 * ports; where none does for a while, the last that is no launcher such as npm.
 *
 * @param from leaves out those that were told of before
 * @throws Failure SERVER_ERROR where it ended, TIMEOUT where none opened an inspector, CANCELLED
 */
export async function chooseInspector(
  started: StartedCommand,
  options: { signal?: AbortSignal | undefined; from?: number } = {},
): Promise<InspectorPlace> {
  const { signal, from = 0 } = options
  const startedAt = performance.now()
  const known = new Map<number, Identity>()
  let count = 0
  let newestAt = startedAt
  for (;;) {
    throwIfCancelled(signal)
    const candidates = started.inspectors().slice(from)
    if (candidates.length > count) {
      count = candidates.length
      newestAt = performance.now()
    }
    for (const place of candidates.toReversed()) {
      const identity = known.get(place.port) ?? (await identify(place, signal))
      if (identity === undefined) continue
      known.set(place.port, identity)
      if (started.isNode || (await serves(identity.pid, place.port))) return place
    }
    const now = performance.now()
    if (known.size > 0 && now - newestAt > SETTLED_MS) return bestOf(candidates, known)
    if (!started.isAlive()) throw endedEarly(started)
    if (known.size === 0 && now - startedAt > FIRST_MS) throw noInspector()
    await wait(BETWEEN_LOOKS_MS)
  }
}

/** Undefined where it does not answer: it has ended, or is not there yet. */
async function identify(
  place: InspectorPlace,
  signal: AbortSignal | undefined,
): Promise<Identity | undefined> {
  try {
    const { inspector } = await connectInspector(place, { signal, timeoutMs: ASK_MS })
    try {
      return await readIdentity(inspector, ASK_MS, signal)
    } finally {
      inspector.close()
    }
  } catch (error) {
    // What waits for a debugger will not go on by itself.
    if (error instanceof Failure && error.code === 'REFUSED') throw error
    return undefined
  }
}

async function serves(pid: number, inspectorPort: number): Promise<boolean> {
  const listening = (await thisSystem.read(pid))?.listening ?? []
  return listening.some(({ port }) => port !== inspectorPort)
}

function bestOf(candidates: readonly InspectorPlace[], known: ReadonlyMap<number, Identity>): InspectorPlace {
  const answering = candidates.filter(({ port }) => known.has(port))
  const meant = answering.findLast(({ port }) => !LAUNCHERS.test(programName(known.get(port)?.args[1] ?? '')))
  const best = meant ?? answering.at(-1)
  if (best === undefined) throw noInspector()
  return best
}

/** What Node itself says of its inspector. */
const NODE_SAYS = /^(Debugger (listening|attached|ending)|For help, see: |Waiting for the debugger)/

function endedEarly(started: StartedCommand): Failure {
  const end = started.end()
  const said = started.output().findLast((line) => line.trim() !== '' && !NODE_SAYS.test(line))
  return new Failure(
    'SERVER_ERROR',
    `The command ${end === undefined ? 'ended' : describeEnd(end)} before Pitwall was attached to it.`,
    { hint: said === undefined ? 'Try it in a terminal first.' : `The last it said: ${said.trim()}` },
  )
}

function noInspector(): Failure {
  return new Failure('TIMEOUT', 'The command runs, but no Node of it opened its inspector.', {
    hint: 'Is it Node that it starts? A program that clears NODE_OPTIONS has to be given --inspect itself.',
    facts: { timeoutMs: FIRST_MS },
  })
}
