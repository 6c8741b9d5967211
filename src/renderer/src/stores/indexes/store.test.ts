import { describe, expect, it, vi } from 'vitest'
import type { AdviseEvent, AdviseInput } from '#shared/contract/advisor.ts'
import { Failure } from '#shared/failure.ts'
import { advice } from './advice.test-support.ts'
import type { CompareRequest, IndexServices } from './services.ts'
import { createIndexesStore, indexesOf } from './store.ts'

const progress = (cost?: number): AdviseEvent => ({
  type: 'progress',
  phase: 'searching',
  candidates: 3,
  whatIfCalls: 2,
  baselineCost: 150,
  ...(cost === undefined ? {} : { cost }),
  elapsedMs: 5,
})

function open(advise: IndexServices['advise'], compare?: IndexServices['compare']) {
  const store = createIndexesStore({
    advise,
    compare: compare ?? (() => Promise.reject(new Failure('UNREACHABLE', 'No server.'))),
    recordings: async () => [],
    ledger: () => [],
    now: () => 1000,
  })
  return { store, of: () => indexesOf(store.getState(), 'pg') }
}

async function* events(...list: AdviseEvent[]): AsyncGenerator<AdviseEvent> {
  yield* list
}

/** Says how far it is and then goes on until it is aborted. */
async function* endless(signal: AbortSignal): AsyncGenerator<AdviseEvent> {
  yield progress(100)
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

const needsTrial = new Failure('REFUSED', 'HypoPG is missing.', {
  facts: { needs: 'allowTrial', alsoNeeds: 'confirmation' },
})

describe('advice', () => {
  it('asks for the chosen workload within its limits, and keeps the answer', async () => {
    const inputs: AdviseInput[] = []
    const { store, of } = open(async (input) => {
      inputs.push(input)
      return events(progress(120), progress(90), { type: 'advice', advice })
    })
    const { choose, type, setOptions, advise } = store.getState()
    choose('pg', { kind: 'queries' })
    advise('pg')
    expect(inputs).toEqual([])
    type('pg', 'SELECT 1; SELECT 2')
    setOptions('pg', { width: '2' })
    advise('pg')
    await vi.waitFor(() => expect(of().answer).not.toBeNull())
    expect(inputs).toEqual([
      {
        targetId: 'pg',
        maxWidth: 2,
        workload: {
          source: 'queries',
          queries: [
            { id: 'typed 1', sql: 'SELECT 1', weight: 1 },
            { id: 'typed 2', sql: 'SELECT 2', weight: 1 },
          ],
        },
      },
    ])
    expect(of().answer).toMatchObject({ advice, workload: '2 statements', at: 1000 })
    expect(of().work).toEqual({ kind: 'idle' })
  })

  it('is not begun with limits that cannot be', () => {
    const { store, of } = open(async () => events())
    store.getState().setOptions('pg', { seconds: 'soon' })
    store.getState().advise('pg')
    expect(of().work).toEqual({ kind: 'idle' })
  })

  it('collects how the cost falls, and is cancelled at once with the former answer kept', async () => {
    let runs = 0
    let heard: AbortSignal | undefined
    const { store, of } = open(async (_input, signal) => {
      heard = signal
      return runs++ === 0 ? events({ type: 'advice', advice }) : endless(signal)
    })
    store.getState().advise('pg')
    await vi.waitFor(() => expect(of().answer).not.toBeNull())
    store.getState().advise('pg')
    await vi.waitFor(() => expect(of().work).toMatchObject({ costs: [{ elapsedMs: 5, cost: 100 }] }))
    store.getState().cancel('pg')
    expect(heard?.aborted).toBe(true)
    expect(of().work).toMatchObject({ kind: 'failed', failure: { code: 'CANCELLED' } })
    expect(of().answer?.advice).toBe(advice)
  })

  it('asks before trial indexes, and takes the leave along to compare plans', async () => {
    const inputs: AdviseInput[] = []
    const compared: CompareRequest[] = []
    const { store, of } = open(
      async (input) => {
        inputs.push(input)
        if (input.allowTrial !== true) throw needsTrial
        return events({ type: 'advice', advice })
      },
      async (request) => {
        compared.push(request)
        throw new Failure('SERVER_ERROR', 'It says no.')
      },
    )
    store.getState().advise('pg')
    await vi.waitFor(() => expect(of().work).toMatchObject({ kind: 'asking', wantsName: true }))
    store.getState().advise('pg', { allowTrial: true, confirmation: 'staging' })
    await vi.waitFor(() => expect(of().answer).not.toBeNull())
    store.getState().compare('pg', 'q2')
    await vi.waitFor(() => expect(of().comparisons['q2']).toMatchObject({ kind: 'failed' }))
    expect(compared).toEqual([
      {
        targetId: 'pg',
        sql: 'SELECT $1',
        indexes: [advice.indexes[0]?.sql],
        allowTrial: true,
        confirmation: 'staging',
      },
    ])
    store.getState().closeComparison('pg', 'q2')
    expect(of().comparisons).toEqual({})
    // A name is typed for one search alone.
    store.getState().advise('pg')
    await vi.waitFor(() => expect(of().work.kind).toBe('asking'))
  })

  it('is given on statements that another screen sends', async () => {
    const inputs: AdviseInput[] = []
    const { store, of } = open(async (input) => {
      inputs.push(input)
      return events({ type: 'advice', advice })
    })
    const query = { id: 's1', sql: 'SELECT $1', weight: 9, parameters: ['4'] }
    store.getState().adviseOn('pg', [query])
    await vi.waitFor(() => expect(of().answer).not.toBeNull())
    expect(inputs[0]?.workload).toEqual({ source: 'queries', queries: [query] })
    expect(of()).toMatchObject({ text: 'SELECT $1;', source: { kind: 'queries' }, filled: 1 })
  })
})
