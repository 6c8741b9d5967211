/** The store of simulations on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { EvictionPolicy, NamespaceTtl, Simulation } from '#shared/contract/redis/simulation.ts'
import { memorySizes, ttlSeconds, type TraceSimulation, untried } from './model.ts'

export type SimulationEvent =
  | { type: 'progress'; done: number; total: number }
  | { type: 'simulation'; simulation: Simulation }

export interface SimulationServices {
  run: (
    input: { traceId: string; memoryBytes?: number[]; policies: EvictionPolicy[]; ttlSeconds?: number[] },
    signal: AbortSignal,
  ) => Promise<AsyncIterable<SimulationEvent>>
  ttls: (input: { traceId: string; wantedHitRate: number }, signal: AbortSignal) => Promise<NamespaceTtl[]>
}

export interface SimulationsState {
  /** By trace id; absent for one that nothing was asked of. */
  traces: Readonly<Record<string, TraceSimulation>>
  /** What to ask next. */
  choose: (
    traceId: string,
    choice: Partial<Pick<TraceSimulation, 'memory' | 'policies' | 'ttls' | 'wantedHitRate'>>,
  ) => void
  /** Asks by what is chosen; a question under way is given up. */
  simulate: (traceId: string) => void
  findTtls: (traceId: string) => void
  cancel: (traceId: string) => void
}

/** What is known of a trace; the same object for all that nothing was asked of. */
export function simulationOf({ traces }: Pick<SimulationsState, 'traces'>, traceId: string): TraceSimulation {
  return traces[traceId] ?? untried
}

/** Whether what is chosen can be asked. */
export function canSimulate({ memory, policies, ttls }: TraceSimulation): boolean {
  return policies.length > 0 && memorySizes(memory) !== undefined && ttlSeconds(ttls) !== undefined
}

export function createSimulationStore(
  services: SimulationServices,
): UseBoundStore<StoreApi<SimulationsState>> {
  const questions = new Map<string, AbortController>()
  /** The question about a trace takes the place of an earlier one of its kind. */
  const begin = (name: string): AbortSignal => {
    questions.get(name)?.abort()
    const controller = new AbortController()
    questions.set(name, controller)
    return controller.signal
  }

  return create<SimulationsState>()((set, get) => {
    const patch = (traceId: string, change: Partial<TraceSimulation>): void =>
      set((state) => ({
        traces: { ...state.traces, [traceId]: { ...simulationOf(state, traceId), ...change } },
      }))

    const simulate = async (traceId: string, signal: AbortSignal): Promise<void> => {
      const now = simulationOf(get(), traceId)
      const sizes = memorySizes(now.memory) ?? []
      const ttls = ttlSeconds(now.ttls) ?? []
      const input = {
        traceId,
        policies: [...now.policies],
        ...(sizes.length > 0 && { memoryBytes: sizes }),
        ...(ttls.length > 0 && { ttlSeconds: ttls }),
      }
      for await (const event of await services.run(input, signal)) {
        if (signal.aborted) return
        const policyAnswer =
          event.type === 'progress'
            ? ({ kind: 'running', done: event.done, total: event.total } as const)
            : ({ kind: 'ready', answer: event.simulation } as const)
        patch(traceId, { policyAnswer })
      }
    }

    return {
      traces: {},
      choose: patch,
      simulate: (traceId) => {
        if (!canSimulate(simulationOf(get(), traceId))) return
        const signal = begin(`policy ${traceId}`)
        patch(traceId, { policyAnswer: { kind: 'running', done: 0, total: undefined } })
        simulate(traceId, signal).catch((error: unknown) => {
          if (!signal.aborted) patch(traceId, { policyAnswer: { kind: 'failed', failure: toFailure(error) } })
        })
      },
      findTtls: (traceId) => {
        const signal = begin(`ttl ${traceId}`)
        const { wantedHitRate } = simulationOf(get(), traceId)
        patch(traceId, { ttlAnswer: { kind: 'running', done: 0, total: undefined } })
        services.ttls({ traceId, wantedHitRate }, signal).then(
          (answer) => {
            if (!signal.aborted) patch(traceId, { ttlAnswer: { kind: 'ready', answer } })
          },
          (error: unknown) => {
            if (!signal.aborted) patch(traceId, { ttlAnswer: { kind: 'failed', failure: toFailure(error) } })
          },
        )
      },
      cancel: (traceId) => {
        for (const kind of ['policy', 'ttl']) questions.get(`${kind} ${traceId}`)?.abort()
        const { policyAnswer, ttlAnswer } = simulationOf(get(), traceId)
        if (policyAnswer.kind === 'running') patch(traceId, { policyAnswer: { kind: 'none' } })
        if (ttlAnswer.kind === 'running') patch(traceId, { ttlAnswer: { kind: 'none' } })
      },
    }
  })
}
