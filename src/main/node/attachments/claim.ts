import * as z from 'zod'
import { setTimeout as wait } from 'node:timers/promises'
import { createServer } from 'node:net'
import { nobody, openSocket, type Place, placeName, startDeadline } from '#main/environments/index.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { connectInspector, evaluateIn, type InspectorPlace } from '../inspector/index.ts'
import { thisSystem } from '../processes/index.ts'
import { type Claim, CLAIM } from './identity.ts'
import { type Link, openLink, type LinkOptions } from './link.ts'

const done = z.literal(true)

/** This workbench, so that another one, or the next after this was killed, can tell. */
async function ownClaim(debugPort: number): Promise<Claim> {
  const self = await thisSystem.read(process.pid)
  return { pid: process.pid, birth: self?.birth ?? '', debugPort }
}

/**
 * Whether the inspector was opened by a workbench that is gone, killed before it could close it, or by
 * this one: then it is this one's to close.
 */
export async function isOurs(claim: Claim | null): Promise<boolean> {
  if (claim === null) return false
  const owner = await thisSystem.read(claim.pid)
  return owner?.birth !== claim.birth || claim.pid === process.pid
}

/** Says in the process that this workbench opened its inspector, and which port it had before. */
export async function claimInspector(link: Link, debugPort: number): Promise<void> {
  const claim = await ownClaim(debugPort)
  await inMain(link, leaveClaim.toString(), [CLAIM, claim])
}

/** Runs in the target. */
function leaveClaim(_builtin: unknown, name: string, claim: unknown): true {
  Reflect.defineProperty(globalThis, Symbol.for(name), { value: claim, configurable: true, writable: true })
  return true
}

/** How long a process may take to move its inspector; a loop that is busy takes its time. */
const MOVE_MS: Milliseconds = 2_000
const BETWEEN_LOOKS_MS: Milliseconds = 25
/** Lets the connection go first: with one, closing stops the process for some 40 ms, without for 3 ms. */
const LATER_MS: Milliseconds = 30

/**
 * Has a process that opened its inspector on Node's one port move it to a free one, so that the next
 * process can be opened, too. Where it does not, it stays as it is.
 *
 * @returns the link to use from now on; the one given is used up
 */
export async function moveInspector(link: Link, options: LinkOptions): Promise<Link> {
  const port = await freePort()
  const place = { host: '127.0.0.1', port }
  await link.detach(async () => await inMain(link, move.toString(), [port, link.place.port, LATER_MS, CLAIM]))
  try {
    await waitUntil(async () => await answers(place), MOVE_MS)
    return await openLink(place, options)
  } catch (error) {
    if (error instanceof Failure && error.code === 'CANCELLED') {
      await closeAgain(place, link.identity.debugPort)
      throw error
    }
    const old = await openLink(link.place, options)
    // Not later, under this link.
    await inMain(old, forgetMove.toString(), [CLAIM])
    return old
  }
}

/** Runs in the target. */
function move(
  builtin: typeof process.getBuiltinModule,
  port: number,
  oldPort: number,
  laterMs: number,
  claim: string,
): true {
  const key = Symbol.for(`${claim}.move`)
  const timer = setTimeout(() => {
    Reflect.deleteProperty(globalThis, key)
    const inspector = builtin('node:inspector')
    inspector.close()
    try {
      inspector.open(port, '127.0.0.1')
    } catch {
      inspector.open(oldPort, '127.0.0.1')
    }
  }, laterMs)
  timer.unref()
  Reflect.defineProperty(globalThis, key, { value: timer, configurable: true })
  return true
}

/** Runs in the target. */
function forgetMove(_builtin: unknown, claim: string): true {
  const key = Symbol.for(`${claim}.move`)
  clearTimeout(Reflect.get(globalThis, key))
  Reflect.deleteProperty(globalThis, key)
  return true
}

const CLOSE_MS: Milliseconds = 3_000
const CALL_MS: Milliseconds = 3_000

/**
 * Detaches and has the process close its inspector, as it was before; resolves when the port is closed.
 *
 * @throws Failure TIMEOUT where it is not closed in time: it will be as soon as the process comes to it
 */
export async function closeInspector(link: Link, debugPort: number): Promise<void> {
  await link.detach(async () => await inMain(link, close.toString(), [debugPort, LATER_MS, CLAIM]))
  const isClosed = await waitUntil(async () => !(await answers(link.place)), CLOSE_MS).then(
    () => true,
    () => false,
  )
  if (isClosed) return
  throw new Failure(
    'TIMEOUT',
    `Pitwall is detached, but process ${link.identity.pid} has not closed its inspector at ${placeName(link.place)} yet.`,
    { hint: 'It is busy; it closes it as soon as its event loop turns.', facts: { timeoutMs: CLOSE_MS } },
  )
}

/**
 * Has a process close the inspector that was opened for an attachment which did not come about. Where it
 * does not answer, there is nothing more to be done.
 */
export async function closeAgain(place: InspectorPlace, debugPort: number): Promise<void> {
  try {
    const { inspector } = await connectInspector(place)
    try {
      const args = [debugPort, LATER_MS, CLAIM]
      await evaluateIn(inspector, done, close.toString(), args, { timeoutMs: CALL_MS })
    } finally {
      inspector.close()
    }
    await waitUntil(async () => !(await answers(place)), CLOSE_MS)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
  }
}

/** Runs in the target. */
function close(
  builtin: typeof process.getBuiltinModule,
  debugPort: number,
  laterMs: number,
  claim: string,
): true {
  setTimeout(() => {
    builtin('node:inspector').close()
    // Where a later signal opens it.
    process.debugPort = debugPort
    Reflect.deleteProperty(globalThis, Symbol.for(claim))
  }, laterMs).unref()
  return true
}

async function inMain(link: Link, functionSource: string, args: readonly unknown[]): Promise<void> {
  const inspector = link.thread('main')?.inspector
  if (inspector === undefined) return
  await evaluateIn(inspector, done, functionSource, args, { timeoutMs: CALL_MS })
}

const ANSWER_MS: Milliseconds = 1_000

/** Whether anybody listens there. */
export async function answers({ host, port }: InspectorPlace): Promise<boolean> {
  const place: Place = { service: 'a Node inspector', host, port }
  using deadline = startDeadline(ANSWER_MS)
  try {
    const socket = await openSocket(place, deadline, nobody)
    socket.destroy()
    return true
  } catch (error) {
    return error instanceof Failure && error.code === 'TIMEOUT'
  }
}

async function waitUntil(isSo: () => Promise<boolean>, patienceMs: Milliseconds): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Failure('TIMEOUT', 'It did not come to pass in time.')
    await wait(BETWEEN_LOOKS_MS)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return address === null || typeof address === 'string' ? 0 : address.port
}
