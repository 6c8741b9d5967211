import { describe, expect, it, vi } from 'vitest'
import type { AnalysisEvent } from '#shared/contract/redis/keyspace.ts'
import { Failure } from '#shared/failure.ts'
import { analysisOf } from './analysis.test-support.ts'
import { shownAnalysis } from './model.ts'
import type { KeyspaceServices } from './services.ts'
import { createKeyspaceStore, keyspaceOf } from './store.ts'

const kept = analysisOf()
const made = analysisOf(undefined, { id: 'analysis-2', at: kept.at + 1 })

function progress(more: Partial<Extract<AnalysisEvent, { type: 'progress' }>> = {}): AnalysisEvent {
  return {
    type: 'progress',
    analysisId: 'analysis-2',
    done: 500,
    total: 1_000,
    keysPerSecond: 250,
    remainingMs: 2_000,
    pace: 'gentle',
    pingMs: 0.2,
    pingBeforeMs: 0.1,
    ...more,
  }
}

/** A stream that is fed by the test. */
function feed() {
  const waiting: ((result: IteratorResult<AnalysisEvent>) => void)[] = []
  const ready: IteratorResult<AnalysisEvent>[] = []
  const put = (result: IteratorResult<AnalysisEvent>): void => {
    const taker = waiting.shift()
    if (taker) taker(result)
    else ready.push(result)
  }
  const iterator: AsyncIterableIterator<AnalysisEvent> = {
    [Symbol.asyncIterator]: () => iterator,
    next: async () => {
      const result = ready.shift()
      return result ?? (await new Promise((resolve) => waiting.push(resolve)))
    },
  }
  return {
    iterator,
    event: (value: AnalysisEvent) => put({ done: false, value }),
    end: () => put({ done: true, value: undefined }),
  }
}

function open(services: Partial<KeyspaceServices> = {}) {
  const stored = new Map<string, string>()
  const stream = feed()
  const signals: AbortSignal[] = []
  const all = {
    analyse: vi.fn<KeyspaceServices['analyse']>(async (_input, signal) => {
      signals.push(signal)
      return stream.iterator
    }),
    stop: vi.fn<KeyspaceServices['stop']>(async () => {}),
    setPace: vi.fn<KeyspaceServices['setPace']>(async () => {}),
    list: vi.fn<KeyspaceServices['list']>(async () => [kept]),
    get: vi.fn<KeyspaceServices['get']>(async () => kept),
    tell: vi.fn<KeyspaceServices['tell']>(),
    now: () => 5,
    ...services,
  }
  const store = createKeyspaceStore(all, {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
  })
  return { store, stream, signals, services: all, of: () => keyspaceOf(store.getState(), 'redis-1'), stored }
}

describe('kept analyses', () => {
  it('are read once when the target is opened, and the newest is shown', async () => {
    const { store, of, services } = open()
    store.getState().open('redis-1')
    store.getState().open('redis-1')
    await vi.waitFor(() => expect(of().analysis).toBe(kept))
    store.getState().open('redis-1')
    expect(services.list).toHaveBeenCalledTimes(1)
    expect(of().reading).toBe(false)
  })

  it('say why they could not be read', async () => {
    const { store, of } = open({
      list: async () => {
        throw new Failure('CONNECTION_LOST', 'Gone.')
      },
    })
    store.getState().open('redis-1')
    await vi.waitFor(() => expect(of().failure?.code).toBe('CONNECTION_LOST'))
  })

  it('are shown when chosen', async () => {
    const { store, of } = open({ get: async (id) => (id === made.id ? made : kept) })
    store.getState().show('redis-1', made.id)
    await vi.waitFor(() => expect(of().analysis?.id).toBe(made.id))
  })
})

describe('an analysis', () => {
  it('tells its progress, shows the figures so far, and is then the newest', async () => {
    const { store, stream, of, services } = open()
    store.getState().open('redis-1')
    await vi.waitFor(() => expect(of().analysis).toBe(kept))
    store.getState().setOptions('redis-1', { match: 'cache:*', sample: '10,000' })
    store.getState().analyse('redis-1')
    const input = {
      targetId: 'redis-1',
      match: 'cache:*',
      sample: 10_000,
      pace: 'gentle',
      memorySamples: 5,
      touch: false,
    }
    expect(services.analyse).toHaveBeenCalledWith(input, expect.any(AbortSignal))
    expect(shownAnalysis(of())).toBe(kept)
    const sofar = analysisOf(undefined, { id: 'analysis-2', complete: false })
    stream.event(progress({ sofar }))
    await vi.waitFor(() => expect(shownAnalysis(of())).toBe(sofar))
    // A later event without figures leaves those that came.
    stream.event(progress({ done: 600 }))
    await vi.waitFor(() => expect(of().work).toMatchObject({ progress: { done: 600 }, sofar }))
    stream.event({ type: 'analysis', analysis: made })
    stream.end()
    await vi.waitFor(() => expect(of().work.kind).toBe('idle'))
    expect(shownAnalysis(of())).toBe(made)
    expect(of().heads?.map(({ id }) => id)).toEqual(['analysis-2', 'analysis-1'])
  })

  it('is stopped with what it has seen', async () => {
    const { store, stream, of, services } = open()
    store.getState().analyse('redis-1')
    stream.event(progress())
    await vi.waitFor(() => expect(of().work).toMatchObject({ progress: { done: 500 } }))
    store.getState().stop('redis-1')
    expect(services.stop).toHaveBeenCalledWith('analysis-2')
    expect(of().work).toMatchObject({ kind: 'running', stopping: true })
    const partial = { ...made, complete: false }
    stream.event({ type: 'analysis', analysis: partial })
    await vi.waitFor(() => expect(of().analysis).toBe(partial))
  })

  it('is thrown away when cancelled', () => {
    const { store, of, signals } = open()
    store.getState().analyse('redis-1')
    store.getState().cancel('redis-1')
    expect(signals[0]?.aborted).toBe(true)
    expect(of().work).toMatchObject({ kind: 'failed', failure: { code: 'CANCELLED' } })
  })

  it('keeps what was seen when the connection is lost', async () => {
    const sofar = analysisOf(undefined, { id: 'analysis-2' })
    async function* lost(): AsyncGenerator<AnalysisEvent> {
      yield progress({ sofar })
      throw new Failure('CONNECTION_LOST', 'The server went away.')
    }
    const { store, of } = open({ analyse: async () => lost() })
    store.getState().analyse('redis-1')
    await vi.waitFor(() => expect(of().work.kind).toBe('failed'))
    expect(of().analysis).toMatchObject({ id: 'analysis-2', complete: false })
  })

  it('is made faster while it runs', async () => {
    const { store, stream, of, services } = open()
    store.getState().analyse('redis-1')
    stream.event(progress())
    await vi.waitFor(() => expect(of().work).toMatchObject({ progress: { done: 500 } }))
    store.getState().setPace('redis-1', { pace: 'limit', keysPerSecond: '5000' })
    expect(services.setPace).toHaveBeenCalledWith('analysis-2', 5000)
    store.getState().setPace('redis-1', { keysPerSecond: 'many' })
    expect(services.setPace).toHaveBeenCalledTimes(1)
  })

  it('is not begun with options that cannot be read', () => {
    const { store, of, services } = open()
    store.getState().setOptions('redis-1', { sample: '7' })
    store.getState().analyse('redis-1')
    expect(services.analyse).not.toHaveBeenCalled()
    expect(of().work.kind).toBe('idle')
  })
})

describe('choices', () => {
  it('outlive a reload, but for the passing ones', () => {
    const { store, stored } = open()
    store.getState().choose({ view: 'treemap', metric: 'keys', search: 'cache', part: 'browse' })
    const again = createKeyspaceStore(open().services, {
      getItem: (key) => stored.get(key) ?? null,
      setItem: () => {},
    })
    expect(again.getState().choices).toMatchObject({
      view: 'treemap',
      metric: 'keys',
      search: '',
      part: 'analysis',
    })
  })
})
