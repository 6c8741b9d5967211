import { expect, test, vi } from 'vitest'
import type { RecordingEvent } from '#shared/contract/node/recording.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'
import { complaintOf, settingsOf, usualChoice } from './model.ts'
import { createNodeRecordingStore, type NodeRecordingServices, recordingOf } from './store.ts'

const thread = { attachmentId: 'a', threadId: 'main' }
const head: ProfileHead = {
  id: 'p',
  name: 'p',
  format: 'cpuprofile',
  at: 0,
  durationMs: 1,
  fileBytes: 1,
  file: '/p',
  source: 'a.mjs',
  settings: 'every 1 ms',
}
const progress: RecordingEvent = {
  type: 'progress',
  phase: 'recording',
  elapsedMs: 1,
  totalMs: 2,
  fileBytes: 0,
}

function storeOf(services: Partial<NodeRecordingServices> = {}) {
  const recorded = vi.fn<NodeRecordingServices['recorded']>()
  const stop = vi.fn<NodeRecordingServices['stop']>().mockResolvedValue()
  const store = createNodeRecordingStore({
    start: async () =>
      await Promise.resolve(
        (async function* () {
          yield await Promise.resolve(progress)
          yield { type: 'profile' as const, head }
        })(),
      ),
    stop,
    recorded,
    ...services,
  })
  return { state: store.getState, recorded, stop }
}

test('what was recorded is shown when it is there', async () => {
  const { state, recorded } = storeOf()
  state().start(thread, 'cpu')
  expect(recordingOf(state(), thread, 'cpu')).toMatchObject({ kind: 'running' })
  await vi.waitFor(() => expect(recorded).toHaveBeenCalledWith(head, thread))
  expect(recordingOf(state(), thread, 'cpu')).toEqual({ kind: 'none' })
})

test('snapshots of a thread are remembered, to be compared', async () => {
  const { state, recorded } = storeOf()
  state().start(thread, 'snapshot')
  await vi.waitFor(() => expect(recorded).toHaveBeenCalledTimes(1))
  state().start(thread, 'snapshot')
  await vi.waitFor(() => expect(recorded).toHaveBeenCalledTimes(2))
  expect(state().snapshots['a main']).toHaveLength(2)
})

test('a recording is told to stop once, and says that it does', () => {
  const { state, stop } = storeOf({ start: async () => await new Promise(() => {}) })
  state().start(thread, 'heap')
  state().stop(thread, 'heap')
  expect(stop).toHaveBeenCalledWith({ ...thread, kind: 'heap' })
  expect(recordingOf(state(), thread, 'heap')).toMatchObject({ kind: 'running', stopping: true })
})

test('a recording that is cancelled tells nothing more', async () => {
  const { state, recorded } = storeOf()
  state().start(thread, 'cpu')
  state().cancel(thread, 'cpu')
  await Promise.resolve()
  expect(recordingOf(state(), thread, 'cpu')).toEqual({ kind: 'none' })
  expect(recorded).not.toHaveBeenCalled()
})

test.each([
  ['REFUSED', 'failed'],
  ['CANCELLED', 'none'],
] as const)('one that ends with %s is %s', async (code, kind) => {
  const { state } = storeOf({ start: async () => await Promise.reject(new Failure(code, 'no')) })
  state().start(thread, 'cpu')
  await vi.waitFor(() => expect(recordingOf(state(), thread, 'cpu').kind).toBe(kind))
})

test('an answer that ends early is a failure', async () => {
  const { state } = storeOf({
    start: async () =>
      await Promise.resolve(
        (async function* () {
          yield await Promise.resolve(progress)
        })(),
      ),
  })
  state().start(thread, 'cpu')
  await vi.waitFor(() => expect(recordingOf(state(), thread, 'cpu').kind).toBe('failed'))
})

test('typed settings become those of the contract', () => {
  expect(settingsOf('cpu', usualChoice)).toEqual({ seconds: 10, settings: { kind: 'cpu', intervalUs: 1000 } })
  expect(settingsOf('heap', { ...usualChoice, heapInterval: '0.5' })).toBeUndefined()
  expect(settingsOf('heap', usualChoice)).toMatchObject({ settings: { intervalBytes: 131_072, depth: 128 } })
  expect(settingsOf('snapshot', { ...usualChoice, seconds: '' })).toMatchObject({
    settings: { kind: 'snapshot' },
  })
  expect(complaintOf({ ...usualChoice, depth: '1.5' }, 'depth')).toBe('From 1 to 512')
})
