import { expect, test, vi } from 'vitest'
import type { NodeSample } from '#shared/contract/node/live.ts'
import { Failure } from '#shared/failure.ts'
import { sampleAt } from './sample.test-support.ts'
import { createNodeLiveStore, liveWindowMs, type NodeLiveServices, threadKey } from './store.ts'

const one = { attachmentId: 'a', threadId: 'main' }
const other = { attachmentId: 'b', threadId: 'main' }

/** Services whose streams the test feeds: each told list is an event, a failure ends the stream. */
function storeOf(services: Partial<NodeLiveServices> = {}) {
  const open = new Map<string, (event: NodeSample[] | Failure) => void>()
  const store = createNodeLiveStore({
    watch: async (thread, signal) => {
      const key = threadKey(thread)
      const told: (NodeSample[] | Failure)[] = []
      let wake: (() => void) | undefined
      const next = (event: NodeSample[] | Failure): void => {
        told.push(event)
        wake?.()
      }
      open.set(key, next)
      signal.addEventListener('abort', () => {
        if (open.get(key) === next) open.delete(key)
        wake?.()
      })
      return await Promise.resolve(
        (async function* () {
          while (!signal.aborted) {
            const event = told.shift()
            if (event instanceof Failure) throw event
            if (event !== undefined) yield { samples: event }
            else await new Promise<void>((resolve) => (wake = resolve))
          }
        })(),
      )
    },
    collect: async () => await Promise.resolve({ heapBeforeBytes: 2, heapAfterBytes: 1, elapsedMs: 3 }),
    ...services,
  })
  return {
    state: store.getState,
    open,
    tell: async (event: NodeSample[] | Failure) => {
      const before = store.getState().watch
      open.get(threadKey(one))?.(event)
      await vi.waitFor(() => expect(store.getState().watch).not.toBe(before))
    },
  }
}

test('what was seen stays when the stream is opened again and tells it once more', async () => {
  const { state, tell } = storeOf()
  state().attend(one)
  await tell([sampleAt(1000), sampleAt(2000)])
  await tell([sampleAt(1000), sampleAt(2000), sampleAt(3000)])
  expect(state().watch).toMatchObject({ state: { kind: 'live' } })
  expect(state().watch?.samples.map(({ at }) => at)).toEqual([1000, 2000, 3000])
})

test('keeps ten minutes', async () => {
  const { state, tell } = storeOf()
  state().attend(one)
  await tell([sampleAt(1000)])
  await tell([sampleAt(1001 + liveWindowMs)])
  expect(state().watch?.samples).toHaveLength(1)
})

test('one thread is looked at, and none when nobody does', () => {
  const { state, open } = storeOf()
  const leave = state().attend(one)
  const leaveOther = state().attend(other)
  leave()
  expect([...open.keys()]).toEqual([threadKey(other)])
  leaveOther()
  expect(open.size).toBe(0)
})

test('a stream that fails says why, and is looked at again', async () => {
  const { state, tell } = storeOf()
  state().attend(one)
  await tell([sampleAt(1000)])
  await tell(new Failure('CONNECTION_LOST', 'gone'))
  expect(state().watch).toMatchObject({ state: { kind: 'ended', failure: { message: 'gone' } } })
  state().retry()
  expect(state().watch).toMatchObject({ state: { kind: 'connecting' }, samples: [{ at: 1000 }] })
})

test('tells what collecting came to', async () => {
  const { state } = storeOf()
  await state().collect(one)
  expect(state().collecting[threadKey(one)]).toMatchObject({
    kind: 'done',
    collection: { heapAfterBytes: 1 },
  })
  const failing = storeOf({
    collect: vi.fn<NodeLiveServices['collect']>().mockRejectedValue(new Failure('REFUSED', 'no')),
  })
  await failing.state().collect(one)
  expect(failing.state().collecting[threadKey(one)]).toMatchObject({ kind: 'failed' })
})
