import { expect, test, vi } from 'vitest'
import type { TraceEvent, TraceHead, TraceSummary } from '#shared/contract/redis/traces.ts'
import { Failure } from '#shared/failure.ts'
import { createTracesStore, tracesOf, type TracesServices } from './store.ts'

const head = (id: string): TraceHead => ({
  id,
  name: id,
  at: 0,
  mode: 'monitor',
  durationMs: 1,
  accesses: 1,
  keys: 1,
  fileBytes: 1,
  file: `/${id}`,
})
const summary = (id: string): TraceSummary => ({
  head: head(id),
  reads: 1,
  writes: 0,
  deletes: 0,
  hits: null,
  misses: null,
  commands: [],
  hotKeys: [],
  namespaces: [],
  reuse: [],
  series: [],
  limitations: [],
})
const progress: TraceEvent = {
  type: 'progress',
  phase: 'recording',
  elapsedMs: 1,
  totalMs: 2,
  accesses: 3,
  accessesPerSecond: 4,
  fileBytes: 5,
}

function storeOf(services: Partial<TracesServices> = {}) {
  const kept = ['one']
  const all: TracesServices = {
    list: async () => await Promise.resolve(kept.map(head)),
    get: async (id) => await Promise.resolve(summary(id)),
    expectedCost: async () =>
      await Promise.resolve({
        commandsPerSecond: 1,
        lowPercent: 0,
        highPercent: 5,
        bytesPerSecond: 1,
        message: 'little',
      }),
    record: async () =>
      await Promise.resolve(
        (async function* () {
          yield await Promise.resolve(progress)
          kept.unshift('two')
          yield { type: 'trace' as const, summary: summary('two') }
        })(),
      ),
    stop: async () => await Promise.resolve(),
    importFile: async (file) => {
      kept.push(file)
      return await Promise.resolve(head(file))
    },
    remove: async (id) => {
      kept.splice(kept.indexOf(id), 1)
      return await Promise.resolve()
    },
    ...services,
  }
  const store = createTracesStore(all)
  return { store, of: () => tracesOf(store.getState(), 'r'), ...store.getState() }
}

test('shows the newest trace, and what was recorded when it is there', async () => {
  const { open, record, of, store } = storeOf()
  open('r')
  await vi.waitFor(() => expect(of().shown).toBe('one'))
  record('r')
  expect(of().recording).toMatchObject({ kind: 'running' })
  await vi.waitFor(() => expect(of().heads).toMatchObject({ value: [{ id: 'two' }, { id: 'one' }] }))
  expect(of()).toMatchObject({ shown: 'two', recording: { kind: 'none' } })
  expect(store.getState().summaries['two']).toMatchObject({ kind: 'ready' })
})

test('a recording that is refused says why', async () => {
  const failure = new Failure('REFUSED', 'no', { facts: { needs: 'confirmation' } })
  const { record, of } = storeOf({ record: async () => await Promise.reject(failure) })
  record('r')
  await vi.waitFor(() =>
    expect(of().recording).toMatchObject({ kind: 'failed', failure: { code: 'REFUSED' } }),
  )
})

test('a recording that is cancelled tells nothing more', async () => {
  const { record, cancel, of } = storeOf()
  record('r')
  cancel('r')
  await vi.waitFor(() => expect(of().recording).toEqual({ kind: 'none' }))
  expect(of().shown).toBeNull()
})

test('nothing is recorded for a time that is none', () => {
  const { choose, record, of } = storeOf()
  choose('r', { seconds: '0' })
  record('r')
  expect(of().recording).toEqual({ kind: 'none' })
})

test('files are read and shown, traces removed', async () => {
  const { importFile, remove, of, readSummary, store } = storeOf()
  await importFile('r', 'mine')
  expect(of().shown).toBe('mine')
  readSummary('mine')
  await vi.waitFor(() => expect(store.getState().summaries['mine']).toMatchObject({ kind: 'ready' }))
  await remove('r', 'mine')
  expect(of()).toMatchObject({ shown: 'one', heads: { value: [{ id: 'one' }] } })
})
