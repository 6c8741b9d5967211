import { expect, it, vi } from 'vitest'
import type { Simulation } from '#shared/contract/redis/simulation.ts'
import { Failure } from '#shared/failure.ts'
import { memorySizes, ttlSeconds } from './model.ts'
import {
  createSimulationStore,
  simulationOf,
  type SimulationEvent,
  type SimulationServices,
} from './store.ts'

const simulation: Simulation = { traceId: 't', results: [], best: [], proposals: [], notes: [] }

async function* answers(...events: SimulationEvent[]): AsyncGenerator<SimulationEvent> {
  yield* events
}

function open(services: Partial<SimulationServices> = {}) {
  return createSimulationStore({
    run: async () => answers({ type: 'progress', done: 1, total: 4 }, { type: 'simulation', simulation }),
    ttls: async () => [],
    ...services,
  })
}

it('reads what is typed, or says that it cannot', () => {
  expect(memorySizes('10mb, 1gb;5mb')).toEqual([10_485_760, 1_073_741_824, 5_242_880])
  expect(memorySizes('')).toEqual([])
  expect(memorySizes('10mb, much')).toBeUndefined()
  expect(ttlSeconds('60 300')).toEqual([60, 300])
  expect(ttlSeconds('1m')).toBeUndefined()
})

it('asks by what is chosen', async () => {
  const run = vi.fn<SimulationServices['run']>(async () => answers({ type: 'simulation', simulation }))
  const store = open({ run })
  store.getState().choose('t', { memory: '1mb', ttls: '60', policies: ['allkeys-lfu'] })
  store.getState().simulate('t')
  await vi.waitFor(() => expect(simulationOf(store.getState(), 't').policyAnswer.kind).toBe('ready'))
  expect(run.mock.calls[0]?.[0]).toEqual({
    traceId: 't',
    policies: ['allkeys-lfu'],
    memoryBytes: [1_048_576],
    ttlSeconds: [60],
  })
})

it('asks nothing that cannot be read', () => {
  const run = vi.fn<SimulationServices['run']>(async () => answers())
  const store = open({ run })
  store.getState().choose('t', { memory: 'plenty' })
  store.getState().simulate('t')
  expect(run).not.toHaveBeenCalled()
})

it('is given up at once, and tells why it failed', async () => {
  const store = open({
    run: async () => await new Promise(() => undefined),
    ttls: async () => await Promise.reject(new Failure('NOT_FOUND', 'The trace is gone.')),
  })
  store.getState().simulate('t')
  store.getState().findTtls('t')
  await vi.waitFor(() =>
    expect(simulationOf(store.getState(), 't').ttlAnswer).toMatchObject({
      kind: 'failed',
      failure: { message: 'The trace is gone.' },
    }),
  )
  store.getState().cancel('t')
  expect(simulationOf(store.getState(), 't').policyAnswer).toEqual({ kind: 'none' })
})
