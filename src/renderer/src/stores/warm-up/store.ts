/** The store of warm-ups on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { WarmUpInput, WarmUpSample } from '#shared/contract/redis/warm-up.ts'
import { Failure } from '#shared/failure.ts'
import { inputOf, untried, type WarmUp, type WarmUpChoice, type WarmUpEnd } from './model.ts'

export type WarmUpEvent =
  | { type: 'sample'; sample: WarmUpSample }
  | ({ type: 'end'; samples: WarmUpSample[] } & WarmUpEnd)

export interface WarmUpServices {
  run: (input: WarmUpInput, signal: AbortSignal) => Promise<AsyncIterable<WarmUpEvent>>
}

export interface WarmUpsState {
  /** By trace id; absent for one that was never replayed. */
  traces: Readonly<Record<string, WarmUp>>
  choose: (traceId: string, choice: Partial<WarmUpChoice>) => void
  /** Replays the reads of the trace as chosen; `confirmation` is the environment's name, typed. */
  run: (traceId: string, targetId: string, confirmation?: string) => void
  /** What was seen so far stays. */
  stop: (traceId: string) => void
}

/** What is known of a trace; the same object for all that were never replayed. */
export function warmUpOf({ traces }: Pick<WarmUpsState, 'traces'>, traceId: string): WarmUp {
  return traces[traceId] ?? untried
}

export function createWarmUpStore(services: WarmUpServices): UseBoundStore<StoreApi<WarmUpsState>> {
  const running = new Map<string, AbortController>()
  return create<WarmUpsState>()((set, get) => {
    const patch = (traceId: string, change: (now: WarmUp) => Partial<WarmUp>): void =>
      set((state) => {
        const now = warmUpOf(state, traceId)
        return { traces: { ...state.traces, [traceId]: { ...now, ...change(now) } } }
      })

    const follow = async (traceId: string, input: WarmUpInput, signal: AbortSignal): Promise<void> => {
      for await (const event of await services.run(input, signal)) {
        if (signal.aborted) return
        if (event.type === 'sample')
          patch(traceId, ({ samples }) => ({ samples: [...samples, event.sample] }))
        else patch(traceId, () => ({ samples: event.samples, state: { kind: 'ended', end: event } }))
      }
      if (warmUpOf(get(), traceId).state.kind === 'running') {
        throw new Failure('CONNECTION_LOST', 'The answer ended before the warm-up did.')
      }
    }

    return {
      traces: {},
      choose: (traceId, choice) => patch(traceId, (now) => ({ choice: { ...now.choice, ...choice } })),
      run: (traceId, targetId, confirmation) => {
        const input = inputOf(warmUpOf(get(), traceId).choice, { traceId, targetId }, confirmation)
        if (input === undefined) return
        running.get(traceId)?.abort()
        const controller = new AbortController()
        running.set(traceId, controller)
        patch(traceId, () => ({ samples: [], state: { kind: 'running' } }))
        follow(traceId, input, controller.signal).catch((error: unknown) => {
          if (controller.signal.aborted) return
          patch(traceId, () => ({ state: { kind: 'failed', failure: toFailure(error) } }))
        })
      },
      stop: (traceId) => {
        running.get(traceId)?.abort()
        patch(traceId, ({ state }) => ({ state: state.kind === 'running' ? { kind: 'stopped' } : state }))
      },
    }
  })
}
