/** The store of the GC page on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { GcAdvice, GcEvent, GcOption } from '#shared/contract/node/gc.ts'
import { Failure } from '#shared/failure.ts'
import { type ThreadRef, threadKey } from '../node-live/store.ts'
import { type Advice, emptyGcForm, type GcForm, type GcQuestion, gcQuestionOf, type Trial } from './model.ts'

export interface GcServices {
  advice: (thread: ThreadRef, signal: AbortSignal) => Promise<GcAdvice>
  tryOut: (question: GcQuestion, signal: AbortSignal) => Promise<AsyncIterable<GcEvent>>
}

export interface GcState {
  /** By `threadKey`. */
  advice: Readonly<Record<string, Advice>>
  /** By attachment; absent for one whose form was never touched. */
  forms: Readonly<Record<string, GcForm>>
  /** By attachment. */
  trials: Readonly<Record<string, Trial>>
  /** Asks what is advised now; an answer that is there stays meanwhile. */
  askAdvice: (thread: ThreadRef) => void
  fill: (attachmentId: string, change: Partial<GcForm>) => void
  /** Tries the chosen ones of the offered options. */
  tryOut: (attachmentId: string, offered: readonly GcOption[]) => void
  /** Ends a trial, throwing away what was measured so far, or puts its results away. */
  cancel: (attachmentId: string) => void
}

const noAdvice: Advice = { kind: 'none' }
const noTrial: Trial = { kind: 'none' }

export function adviceOf({ advice }: Pick<GcState, 'advice'>, thread: ThreadRef): Advice {
  return advice[threadKey(thread)] ?? noAdvice
}

export function gcFormOf({ forms }: Pick<GcState, 'forms'>, attachmentId: string): GcForm {
  return forms[attachmentId] ?? emptyGcForm
}

export function trialOf({ trials }: Pick<GcState, 'trials'>, attachmentId: string): Trial {
  return trials[attachmentId] ?? noTrial
}

export function createGcStore(services: GcServices): UseBoundStore<StoreApi<GcState>> {
  const running = new Map<string, AbortController>()
  const begin = (name: string): AbortSignal => {
    running.get(name)?.abort()
    const controller = new AbortController()
    running.set(name, controller)
    return controller.signal
  }
  return create<GcState>()((set, get) => {
    const putAdvice = (thread: ThreadRef, answer: Advice): void =>
      set(({ advice }) => ({ advice: { ...advice, [threadKey(thread)]: answer } }))
    const putTrial = (attachmentId: string, trial: Trial): void =>
      set(({ trials }) => ({ trials: { ...trials, [attachmentId]: trial } }))

    const follow = async (attachmentId: string, question: GcQuestion, signal: AbortSignal): Promise<void> => {
      for await (const event of await services.tryOut(question, signal)) {
        if (signal.aborted) return
        if (event.type === 'progress') putTrial(attachmentId, { kind: 'running', progress: event })
        else putTrial(attachmentId, { kind: 'ended', results: event })
      }
      if (trialOf(get(), attachmentId).kind === 'running') {
        throw new Failure('CONNECTION_LOST', 'The answer ended before the results.')
      }
    }

    return {
      advice: {},
      forms: {},
      trials: {},
      askAdvice: (thread) => {
        const { attachmentId, threadId } = thread
        const signal = begin(`advice ${threadKey(thread)}`)
        if (adviceOf(get(), thread).kind !== 'ready') putAdvice(thread, { kind: 'reading' })
        services.advice({ attachmentId, threadId }, signal).then(
          (advice) => {
            if (!signal.aborted) putAdvice(thread, { kind: 'ready', advice })
          },
          (error: unknown) => {
            if (!signal.aborted) putAdvice(thread, { kind: 'failed', failure: toFailure(error) })
          },
        )
      },
      fill: (attachmentId, change) =>
        set((state) => ({
          forms: { ...state.forms, [attachmentId]: { ...gcFormOf(state, attachmentId), ...change } },
        })),
      tryOut: (attachmentId, offered) => {
        const asked = gcQuestionOf(gcFormOf(get(), attachmentId), offered)
        if ('complaints' in asked || trialOf(get(), attachmentId).kind === 'running') return
        const signal = begin(`trial ${attachmentId}`)
        putTrial(attachmentId, { kind: 'running', progress: undefined })
        follow(attachmentId, asked.question, signal).catch((error: unknown) => {
          if (signal.aborted) return
          const failure = toFailure(error)
          putTrial(attachmentId, failure.code === 'CANCELLED' ? noTrial : { kind: 'failed', failure })
        })
      },
      cancel: (attachmentId) => {
        running.get(`trial ${attachmentId}`)?.abort()
        putTrial(attachmentId, noTrial)
      },
    }
  })
}
