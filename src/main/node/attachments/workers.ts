import { posix } from 'node:path'
import * as z from 'zod'
import type { Thread } from '#shared/contract/node/attachments.ts'
import { Failure } from '#shared/failure.ts'
import { createSession, type Inspector, type Session } from '../inspector/index.ts'

export interface Worker {
  thread: Thread
  inspector: Inspector
}

const attachedSchema = z.object({
  sessionId: z.string(),
  workerInfo: z.object({ workerId: z.string(), title: z.string(), url: z.string() }),
})
const sessionSchema = z.object({ sessionId: z.string() })
const messageSchema = z.object({ sessionId: z.string(), message: z.string() })

/**
 * Attaches to every worker thread of the process, those to come too. They end with the connection.
 *
 * @param onChange a worker came or went
 * @returns the workers of now, each time it is asked
 */
export async function followWorkers(main: Inspector, onChange: () => void): Promise<() => Worker[]> {
  const workers = new Map<string, { thread: Thread; session: Session; gate: Gate }>()
  main.on('NodeWorker.attachedToWorker', attachedSchema, ({ sessionId, workerInfo }) => {
    const thread = describe(workerInfo)
    const gate = createGate()
    const session = createSession({
      name: `Worker ${thread.id} of the process`,
      send: (message) => {
        main
          .send('NodeWorker.sendMessageToWorker', { sessionId, message })
          .catch((error: unknown) => session.end(asFailure(error)))
      },
      pause: gate.shut,
      resume: gate.open,
      close: () => {
        // Where the worker is gone already, there is nothing to take back.
        main.send('NodeWorker.detach', { sessionId }).catch(() => {})
      },
    })
    workers.set(sessionId, { thread, session, gate })
    onChange()
  })
  main.on('NodeWorker.detachedFromWorker', sessionSchema, ({ sessionId }) => {
    const gone = workers.get(sessionId)
    if (gone === undefined) return
    workers.delete(sessionId)
    gone.session.end(
      new Failure('CONNECTION_LOST', `The worker thread ${gone.thread.title} has ended.`, {
        hint: 'Choose another thread of the process.',
      }),
    )
    onChange()
  })
  main.on('NodeWorker.receivedMessageFromWorker', messageSchema, ({ sessionId, message }) => {
    const worker = workers.get(sessionId)
    worker?.session.receive(Buffer.from(message))
    return worker?.gate.opened()
  })
  void main.closed.then((why) => {
    for (const { session } of workers.values()) session.end(why)
    workers.clear()
  })
  try {
    await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false })
  } catch (error) {
    // A Node without workers; everything else ends the connection anyway.
    if (!(error instanceof Failure) || error.code !== 'SERVER_ERROR') throw error
  }
  return () => [...workers.values()].map(({ thread, session }) => ({ thread, inspector: session }))
}

/** Node calls them `[worker 2] name`; where it was given no name, the name is empty or `WorkerThread`. */
function describe({ workerId, title, url }: z.infer<typeof attachedSchema>['workerInfo']): Thread {
  const [, number, given = ''] = /^\[worker (\d+)\]\s*(.*)$/s.exec(title) ?? []
  const id = number ?? workerId
  const name = given === '' || given === 'WorkerThread' ? posix.basename(url) : given
  return { id, kind: 'worker', title: name === '' ? `worker ${id}` : `worker ${id}: ${name}` }
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  return new Failure('CONNECTION_LOST', 'The worker can no longer be reached.', { cause: error })
}

interface Gate {
  shut: () => void
  open: () => void
  /** A promise while it is shut. */
  opened: () => Promise<void> | undefined
}

/** Holds the main connection back while a listener of a worker's is not done. */
function createGate(): Gate {
  let waiting: PromiseWithResolvers<void> | undefined
  return {
    shut: () => {
      waiting ??= Promise.withResolvers<void>()
    },
    open: () => {
      waiting?.resolve()
      waiting = undefined
    },
    opened: () => waiting?.promise,
  }
}
