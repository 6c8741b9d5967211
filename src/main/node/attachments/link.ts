import * as z from 'zod'
import type { Thread } from '#shared/contract/node/attachments.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { connectInspector, evaluateIn, type Inspector, type InspectorPlace } from '../inspector/index.ts'
import { type Identity, readIdentity, waitsForDebugger } from './identity.ts'
import { followWorkers } from './workers.ts'

export interface LinkedThread {
  thread: Thread
  inspector: Inspector
  /** What is to be taken out of the thread before the link ends. */
  cleanUps: Set<() => Promise<void>>
}

/** A live connection to one process. */
export interface Link {
  place: InspectorPlace
  identity: Identity
  /** `main` first. */
  threads(): Thread[]
  thread(id: string): LinkedThread | undefined
  isOpen(): boolean
  /** Why it ended; never rejects. */
  ended: Promise<Failure>
  /**
   * Takes out what was put in and ends the connection.
   *
   * @param last is done in between; the connection ends whatever becomes of it
   */
  detach(last?: () => Promise<void>): Promise<void>
}

export interface LinkOptions {
  signal?: AbortSignal | undefined
  /** A worker came or went. */
  onThreads?: () => void
}

const GREETING_MS: Milliseconds = 5_000
/** How long taking things out may hold up detaching, or the end of a process that waits for it. */
const CLEAN_UP_MS: Milliseconds = 1_500

const main: Thread = { id: 'main', kind: 'main', title: 'main thread' }

/**
 * Connects to a process and its worker threads.
 *
 * @throws Failure as {@link connectInspector} does, REFUSED where it waits for a debugger, TIMEOUT where
 *   it does not answer or is stopped at a breakpoint
 */
export async function openLink(place: InspectorPlace, options: LinkOptions = {}): Promise<Link> {
  const { signal, onThreads = () => {} } = options
  const { inspector } = await connectInspector(place, { signal })
  try {
    const { ending } = await prepare(inspector, signal)
    const identity = await readIdentity(inspector, GREETING_MS, signal)
    await requireRunning(inspector, signal)
    const cleanUps = new Map<string, LinkedThread['cleanUps']>()
    const workers = await followWorkers(inspector, onThreads)
    let isOpen = true
    void inspector.closed.then(() => {
      isOpen = false
    })
    const link: Link = {
      place,
      identity,
      threads: () => [main, ...workers().map(({ thread }) => thread)],
      thread(id) {
        const found =
          id === main.id ? { thread: main, inspector } : workers().find(({ thread }) => thread.id === id)
        if (found === undefined) return undefined
        const own = cleanUps.get(id) ?? new Set()
        cleanUps.set(id, own)
        return { ...found, cleanUps: own }
      },
      isOpen: () => isOpen,
      ended: inspector.closed,
      async detach(last = async () => {}) {
        await runAll([...cleanUps.values()].flatMap((own) => [...own]))
        cleanUps.clear()
        try {
          await last()
        } finally {
          inspector.close()
        }
      },
    }
    // A process at its end waits until the last debugger has gone.
    void ending.then(async () => await link.detach())
    return link
  } catch (error) {
    inspector.close()
    throw error
  }
}

/** `ending` resolves when the process has come to its end and waits for its debuggers to go. */
async function prepare(
  inspector: Inspector,
  signal: AbortSignal | undefined,
): Promise<{ ending: Promise<void> }> {
  const { promise: ending, resolve } = Promise.withResolvers<void>()
  let isWaiting = false
  inspector.on('NodeRuntime.waitingForDisconnect', z.unknown(), () => resolve())
  const stop = inspector.on('NodeRuntime.waitingForDebugger', z.unknown(), () => {
    isWaiting = true
  })
  const options = { timeoutMs: GREETING_MS, signal }
  await inspector
    .send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }, options)
    .catch(unlessUnknown)
  // Tells whether it waits for a debugger to begin. Node 18 does not know it.
  await inspector.send('NodeRuntime.enable', {}, options).catch(unlessUnknown)
  stop()
  if (isWaiting) throw waitsForDebugger()
  return { ending }
}

function unlessUnknown(error: unknown): void {
  if (!(error instanceof Failure) || error.code !== 'SERVER_ERROR') throw error
}

/** A loop that is free turns within a moment; one that is not may be busy, which is no reason not to look. */
const TURN_MS: Milliseconds = 1_500
const PAUSE_TOLD_MS: Milliseconds = 500

const turn = `() => new Promise((resolve) => setImmediate(resolve, 1))`

async function requireRunning(inspector: Inspector, signal: AbortSignal | undefined): Promise<void> {
  try {
    await evaluateIn(inspector, z.number(), turn, [], { timeoutMs: TURN_MS, signal })
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'TIMEOUT') throw error
    const place = await pausedAt(inspector, signal)
    if (place !== undefined) throw isPaused(place)
  }
}

const scriptSchema = z.object({ scriptId: z.string(), url: z.string() })
const pausedSchema = z.object({
  callFrames: z.array(z.object({ location: z.object({ scriptId: z.string(), lineNumber: z.number() }) })),
})

/** Where another debugger has stopped the process; undefined where none has. */
async function pausedAt(inspector: Inspector, signal: AbortSignal | undefined): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  // All scripts are told before the pause.
  const scripts = new Map<string, string>()
  const stops = [
    inspector.on('Debugger.scriptParsed', scriptSchema, ({ scriptId, url }) => {
      scripts.set(scriptId, url)
    }),
    inspector.on('Debugger.paused', pausedSchema, ({ callFrames: [frame] }) => {
      const { scriptId = '', lineNumber = 0 } = frame?.location ?? {}
      const url = scripts.get(scriptId) ?? ''
      resolve(url === '' ? '' : `${url}:${lineNumber + 1}`)
    }),
  ]
  const timer = setTimeout(() => resolve(undefined), PAUSE_TOLD_MS)
  try {
    await inspector.send('Debugger.enable', { maxScriptsCacheSize: 0 }, { timeoutMs: GREETING_MS, signal })
    return await promise
  } finally {
    clearTimeout(timer)
    for (const stop of stops) stop()
    // Does not let the process go on: the other debugger still holds it.
    await inspector.send('Debugger.disable', {}, { timeoutMs: GREETING_MS, signal })
  }
}

function isPaused(place: string): Failure {
  return new Failure(
    'TIMEOUT',
    `Another debugger has stopped the process at a breakpoint${place === '' ? '' : ` (${place})`}.`,
    { hint: 'Let it go on there, then attach again.' },
  )
}

async function runAll(works: readonly (() => Promise<void>)[]): Promise<void> {
  if (works.length === 0) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLEAN_UP_MS)
  })
  // A thread that is gone took with it what was to be taken out.
  const done = Promise.allSettled(works.map(async (work) => await work()))
  await Promise.race([done, late])
  clearTimeout(timer)
}
