/**
 * Changes under way in this page: each is one stream of the contract with its own controller. They
 * belong to the store, not to the dialog, so that closing it ends nothing.
 */
import { toFailure } from '#renderer/api/failures.ts'
import type { Change, ChangeEvent } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import type { ChangeRun } from './model.ts'
import { nextProgress } from './progress.ts'
import type { ChangeServices } from './services.ts'

export interface RunAccess {
  get: (runId: string) => ChangeRun | undefined
  put: (run: ChangeRun) => void
  patch: (runId: string, change: (run: ChangeRun) => ChangeRun) => void
  /** Its entry in the ledger as the stream ended with it. */
  ended: (runId: string, change: Change) => void
  /** It came to nothing, without an entry. */
  failed: (runId: string, failure: Failure) => void
}

export type RunStart = Pick<ChangeRun, 'task' | 'title' | 'sql' | 'targetId' | 'changeId' | 'proposal'>

export interface Runs {
  /** Begins a change; answers with its id at once. */
  start: (run: RunStart, open: (signal: AbortSignal) => Promise<AsyncIterable<ChangeEvent>>) => string
  /** Cancels it on the server, at once. */
  cancel: (runId: string) => void
}

export function createRuns(access: RunAccess, services: Pick<ChangeServices, 'now' | 'newId'>): Runs {
  const controllers = new Map<string, AbortController>()

  const take = (runId: string, event: Extract<ChangeEvent, { type: 'progress' }>): void => {
    access.patch(runId, (run) => {
      if (run.state.kind !== 'running') return run
      const progress = nextProgress(run.state.progress, event, services.now())
      return { ...run, changeId: event.changeId ?? run.changeId, state: { kind: 'running', progress } }
    })
  }

  /** Ends without the entry: the ledger says what became of it, where it ever got there. */
  const leave = (runId: string, failure: Failure): void => {
    const run = access.get(runId)
    if (run === undefined) return
    const isUnclear = failure.code === 'CANCELLED' || failure.code === 'CONNECTION_LOST'
    if (isUnclear && run.changeId !== undefined) {
      access.patch(runId, (now) => ({ ...now, state: { kind: 'ending', cause: failure } }))
    } else access.failed(runId, failure)
  }

  const follow = async (
    runId: string,
    open: (signal: AbortSignal) => Promise<AsyncIterable<ChangeEvent>>,
    signal: AbortSignal,
  ): Promise<void> => {
    try {
      for await (const event of await open(signal)) {
        if (event.type === 'change') {
          access.ended(runId, event.change)
          return
        }
        take(runId, event)
      }
      leave(runId, new Failure('CONNECTION_LOST', 'The answer ended before the change did.'))
    } catch (error) {
      leave(runId, toFailure(error))
    } finally {
      controllers.delete(runId)
    }
  }

  return {
    start: (begin, open) => {
      const id = services.newId()
      const controller = new AbortController()
      controllers.set(id, controller)
      access.put({
        ...begin,
        id,
        startedAt: services.now(),
        state: { kind: 'running', progress: undefined },
      })
      void follow(id, open, controller.signal)
      return id
    },
    cancel: (runId) => {
      const controller = controllers.get(runId)
      if (controller === undefined) return
      controller.abort()
      // The stream says no more; what was begun is taken away in the main process meanwhile.
      leave(runId, new Failure('CANCELLED', 'Cancelled.'))
    },
  }
}
