import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { LiveValue } from '#main/live-value.ts'
import type { Attachment, AttachInput } from '#shared/contract/node/attachments.ts'
import { keptEnvironmentOf } from '../../environments/index.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { answers, closeInspector } from './claim.ts'
import { connectTo, connectToCommand, connectToPid, connectToStarted, placeOfTarget } from './connect.ts'
import { type Connected, describeHeld, type Held, keyOf } from './held.ts'
import { type LinkOptions, openLink } from './link.ts'
import { explainLoss, findSuccessor, letEnd, type Loss } from './lookout.ts'
import type { AttachmentsOptions, AttachmentsRoom } from './room.ts'
import { attachedThread } from './thread.ts'

/** How often a lost process is looked for. */
const LOOKOUT_MS: Milliseconds = 1_000

/** A process that writes a lot is not told line by line. */
const OUTPUT_MS: Milliseconds = 200

type Options = LinkOptions & { onOutput: () => void }

/** Opens the room. Whoever opens it calls `closeAll` before the end. */
export function createAttachments({ resolveTarget, environments }: AttachmentsOptions): AttachmentsRoom {
  const all = new Map<string, Held>()
  const live = new LiveValue<Attachment[]>([])
  const list = () => [...all.values()].map(describeHeld)
  const changed = () => live.set(list())
  let outputTimer: NodeJS.Timeout | undefined
  const written = () => {
    outputTimer ??= setTimeout(() => {
      outputTimer = undefined
      changed()
    }, OUTPUT_MS)
  }
  /** What is under way, so that closing everything ends it. */
  const underWay = new Set<Promise<unknown>>()
  let closing = new AbortController()
  const start = async <T>(
    signal: AbortSignal | undefined,
    work: (options: Options) => Promise<T>,
  ): Promise<T> => {
    const stop = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal])
    const promise = work({ signal: stop, onThreads: changed, onOutput: written })
    underWay.add(promise)
    try {
      return await promise
    } finally {
      underWay.delete(promise)
    }
  }

  /** Watches over a link from its beginning to its end. */
  const adopt = async (held: Held, connected: Connected): Promise<Attachment> => {
    const { link, started } = connected
    if (closing.signal.aborted || (held.isKnown && all.get(held.id) !== held)) {
      // Everything, or this one, was closed meanwhile.
      await letGo(connected)
      throw closing.signal.aborted ? new Failure('CANCELLED', 'Cancelled.') : notAttached()
    }
    held.lookout.abort()
    held.lookout = new AbortController()
    Object.assign(held, connected)
    held.isKnown = true
    held.seenInspectors = started?.inspectors().length ?? 0
    held.state = { kind: 'attached' }
    all.set(held.id, held)
    changed()
    void link.ended.then(async (why) => {
      if (all.get(held.id) === held && held.link === link) await lose(held, why)
    })
    return describeHeld(held)
  }

  const lose = async (held: Held, why: Failure): Promise<void> => {
    const { signal } = held.lookout
    const at = Date.now()
    const tell = ({ message, hint, canReattach }: Loss) => {
      held.state = { kind: 'lost', at, message, canReattach, ...(hint === undefined ? {} : { hint }) }
      changed()
    }
    // At once, so that nobody works with it meanwhile.
    tell({ message: why.message, canReattach: false })
    await letEnd(held)
    let told = ''
    while (!signal.aborted) {
      const loss = await explainLoss(held, why)
      if (!signal.aborted && JSON.stringify(loss) !== told) tell(loss)
      told = JSON.stringify(loss)
      await wait(LOOKOUT_MS, undefined, { signal }).catch(() => {})
    }
  }

  /** The attachment to the same process, where there is one already. */
  const twin = ({ link }: Connected): Held | undefined =>
    [...all.values()].find((held) => keyOf(held.link.identity) === keyOf(link.identity))

  const connect = async (input: AttachInput, options: Options) => {
    switch (input.by) {
      case 'inspector':
        return { connected: await connectTo(input, options), environment: undefined }
      case 'pid':
        return { connected: await connectToPid(input.pid, options), environment: undefined }
      case 'target': {
        const target = await resolveTarget(input.targetId)
        return { connected: await connectTo(placeOfTarget(target), options), environment: target.environment }
      }
      case 'run':
        return { connected: await connectToCommand(input, options), environment: undefined }
    }
  }

  const require = (id: string): Held => {
    const held = all.get(id)
    if (held !== undefined) return held
    throw notAttached()
  }

  const close = async (id: string): Promise<void> => {
    const held = all.get(id)
    if (held === undefined) return
    all.delete(id)
    held.lookout.abort()
    changed()
    await letGo(held)
  }

  return {
    watch: (signal) => live.watch(signal),
    list,
    open: async (input, { signal } = {}) =>
      await start(signal, async (options) => {
        const held = [...all.values()].find((one) => isSameInput(one, input))
        if (held?.state.kind === 'attached') return describeHeld(held)
        const { connected, environment } = await connect(input, options)
        const same = twin(connected) ?? (held !== undefined && all.has(held.id) ? held : undefined)
        if (same?.state.kind === 'attached') {
          await connected.link.detach()
          return describeHeld(same)
        }
        return await adopt(same ?? newlyHeld(input, environment, connected), connected)
      }),
    reattach: async (id, { signal } = {}) =>
      await start(signal, async (options) => {
        const held = require(id)
        if (held.state.kind === 'attached') return describeHeld(held)
        held.reattaching ??= connectAgain(held, options).then(
          async (connected) => await adopt(held, connected),
        )
        try {
          return await held.reattaching
        } finally {
          held.reattaching = undefined
        }
      }),
    close,
    async closeAll() {
      closing.abort()
      await Promise.allSettled(underWay)
      closing = new AbortController()
      await Promise.allSettled([...all.keys()].map(close))
      clearTimeout(outputTimer)
      outputTimer = undefined
    },
    use(id, threadId = 'main') {
      const held = require(id)
      if (held.state.kind === 'lost') {
        throw new Failure('CONNECTION_LOST', held.state.message, { hint: held.state.hint })
      }
      const found = held.link.thread(threadId)
      if (found === undefined) {
        throw new Failure('NOT_FOUND', `The process has no thread ${threadId} (any more).`, {
          hint: 'Choose another of its threads.',
        })
      }
      const { host, port } = held.link.place
      const kept = keptEnvironmentOf({ kind: 'node', host, port }, environments?.list() ?? [])
      return attachedThread(found, kept ?? held.environment, () => describeHeld(held))
    },
  }
}

/** Detaches, and leaves nothing of what was done to attach. */
async function letGo({ link, started, debugPort }: Connected): Promise<void> {
  if (started !== undefined) {
    await link.detach()
    await started.stop()
  } else if (debugPort !== undefined && link.isOpen()) {
    await closeInspector(link, debugPort)
  } else if (debugPort !== undefined && (await answers(link.place))) {
    // Only the connection was lost.
    await closeInspector(await openLink(link.place), debugPort)
  } else {
    await link.detach()
  }
}

function newlyHeld(input: AttachInput, environment: Held['environment'], connected: Connected): Held {
  return {
    ...connected,
    id: randomUUID(),
    input,
    environment,
    state: { kind: 'attached' },
    isKnown: false,
    seenInspectors: 0,
    attachedAt: Date.now(),
    lookout: new AbortController(),
    reattaching: undefined,
  }
}

function notAttached(): Failure {
  return new Failure('NOT_FOUND', 'Pitwall is not attached to this process (any more).', {
    hint: 'Choose it in the list of processes.',
  })
}

async function connectAgain(held: Held, options: Options): Promise<Connected> {
  const { input, local, started, link, debugPort } = held
  if (started !== undefined && input.by === 'run') {
    if (!started.isAlive()) return await connectToCommand(input, options)
    return await connectToStarted(started, options, held.seenInspectors)
  }
  if (input.by !== 'pid' && debugPort === undefined) return await connectTo(link.place, options)
  const successor = await findSuccessor(local)
  if (successor !== undefined) return await connectToPid(successor.pid, options)
  throw new Failure(
    'NOT_FOUND',
    `Process ${local?.pid} has ended, and the same command does not run again.`,
    { hint: 'Start it, then attach again.' },
  )
}

/** So that nobody is connected to a second time only to find out that it is the same. */
function isSameInput({ input, local, link }: Held, wanted: AttachInput): boolean {
  switch (wanted.by) {
    case 'pid':
      return local?.pid === wanted.pid
    case 'inspector':
      return link.place.host === wanted.host && link.place.port === wanted.port
    case 'target':
      return input.by === 'target' && input.targetId === wanted.targetId
    case 'run':
      return false
  }
}
