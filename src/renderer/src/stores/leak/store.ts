/** The store of looking for leaks on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { LeakEvent, RoundLoad } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import type { ThreadRef } from '../node-live/store.ts'
import { emptyForm, type LeakForm, type LeakRun, questionOf } from './model.ts'

export interface LeakInput extends ThreadRef {
  load: RoundLoad
  rounds: number
  snapshots: boolean
  confirmation?: string
}

export interface LeakServices {
  run: (input: LeakInput, signal: AbortSignal) => Promise<AsyncIterable<LeakEvent>>
  now: () => EpochMilliseconds
}

/** The form to look, the watch of the process, or a run. */
export type ShownPart = { kind: 'form' } | { kind: 'watch' } | { kind: 'run'; id: string }

export interface LeakState {
  /** How to look, by attachment; absent for one whose form was never touched. */
  forms: Readonly<Record<string, LeakForm>>
  /** Those of this window, the newest first. */
  runs: readonly LeakRun[]
  shown: ShownPart
  fill: (attachmentId: string, change: Partial<LeakForm>) => void
  show: (part: ShownPart) => void
  /** Looks as the form says; `confirmation` is the environment's name, typed. */
  start: (thread: ThreadRef, title: string, confirmation?: string) => void
  cancel: (id: string) => void
  /** Forgets a run that has ended. */
  forget: (id: string) => void
}

/** The form of an attachment; the same object for all that were never touched. */
export function formOf({ forms }: Pick<LeakState, 'forms'>, attachmentId: string): LeakForm {
  return forms[attachmentId] ?? emptyForm
}

export function createLeakStore(services: LeakServices): UseBoundStore<StoreApi<LeakState>> {
  const running = new Map<string, AbortController>()
  let count = 0
  return create<LeakState>()((set, get) => {
    const patch = (id: string, change: (run: LeakRun) => Partial<LeakRun>): void =>
      set(({ runs }) => ({ runs: runs.map((run) => (run.id === id ? { ...run, ...change(run) } : run)) }))

    const follow = async (id: string, input: LeakInput, signal: AbortSignal): Promise<void> => {
      for await (const event of await services.run(input, signal)) {
        if (signal.aborted) return
        switch (event.type) {
          case 'progress':
            patch(id, () => ({ progress: event }))
            break
          case 'round':
            patch(id, ({ points }) => ({ points: [...points, event.round] }))
            break
          case 'verdict':
            patch(id, () => ({
              points: event.verdict.rounds,
              state: { kind: 'ended', verdict: event.verdict },
            }))
        }
      }
      if (get().runs.some((run) => run.id === id && run.state.kind === 'running')) {
        throw new Failure('CONNECTION_LOST', 'The answer ended before the verdict.')
      }
    }

    return {
      forms: {},
      runs: [],
      shown: { kind: 'form' },
      fill: (attachmentId, change) =>
        set((state) => ({
          forms: { ...state.forms, [attachmentId]: { ...formOf(state, attachmentId), ...change } },
        })),
      show: (shown) => set({ shown }),
      start: ({ attachmentId, threadId }, title, confirmation) => {
        const asked = questionOf(formOf(get(), attachmentId))
        if ('complaints' in asked) return
        const { question } = asked
        const id = `run ${++count}`
        const controller = new AbortController()
        running.set(id, controller)
        const run: LeakRun = {
          id,
          attachmentId,
          threadId,
          title,
          startedAt: services.now(),
          load: question.load,
          rounds: question.rounds,
          points: [],
          progress: undefined,
          state: { kind: 'running' },
        }
        set(({ runs }) => ({ runs: [run, ...runs], shown: { kind: 'run', id } }))
        const input = {
          attachmentId,
          threadId,
          ...question,
          ...(confirmation !== undefined && { confirmation }),
        }
        follow(id, input, controller.signal).catch((error: unknown) => {
          if (controller.signal.aborted) return
          const failure = toFailure(error)
          patch(id, () => ({
            state: failure.code === 'CANCELLED' ? { kind: 'cancelled' } : { kind: 'failed', failure },
          }))
        })
      },
      cancel: (id) => {
        running.get(id)?.abort()
        patch(id, ({ state }) => ({ state: state.kind === 'running' ? { kind: 'cancelled' } : state }))
      },
      forget: (id) => {
        running.get(id)?.abort()
        set(({ runs, shown }) => ({
          runs: runs.filter((run) => run.id !== id),
          shown: shown.kind === 'run' && shown.id === id ? { kind: 'form' } : shown,
        }))
      },
    }
  })
}
