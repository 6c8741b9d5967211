import { expect, test, vi } from 'vitest'
import type { LeakEvent } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'
import { emptyLoad } from '../node-load/form.ts'
import { questionOf, emptyForm } from './model.ts'
import { createLeakStore, formOf, type LeakServices } from './store.ts'
import { roundOf, verdictOf } from './verdict.test-support.ts'

const thread = { attachmentId: 'a', threadId: 'main' }
const load = { ...emptyLoad, requests: 'GET http://localhost:3000/' }
const events: LeakEvent[] = [
  { type: 'progress', phase: 'load', round: 1, rounds: 9, elapsedMs: 1, done: 0.5, requestsPerSecond: 100 },
  { type: 'round', round: roundOf(1, 50) },
  { type: 'verdict', verdict: verdictOf() },
]

function storeOf(run?: LeakServices['run']) {
  const asked = vi.fn<LeakServices['run']>(
    run ??
      (async () =>
        await Promise.resolve(
          (async function* () {
            for (const event of events) yield await Promise.resolve(event)
          })(),
        )),
  )
  const store = createLeakStore({ run: asked, now: () => 7 })
  store.getState().fill('a', { load })
  return { state: store.getState, asked }
}

test('a run is shown with its rounds until the verdict is there', async () => {
  const { state, asked } = storeOf()
  state().start(thread, 'a.mjs', 'staging')
  expect(state()).toMatchObject({
    shown: { kind: 'run', id: 'run 1' },
    runs: [{ title: 'a.mjs', state: { kind: 'running' } }],
  })
  await vi.waitFor(() => expect(state().runs[0]).toMatchObject({ state: { kind: 'ended' } }))
  expect(state().runs[0]).toMatchObject({ points: verdictOf().rounds, progress: { phase: 'load' } })
  expect(asked.mock.calls[0]?.[0]).toMatchObject({ rounds: 8, snapshots: true, confirmation: 'staging' })
})

test('runs stay beside each other until they are forgotten', () => {
  const { state } = storeOf()
  state().start(thread, 'a.mjs')
  state().start(thread, 'a.mjs')
  expect(state().runs.map(({ id }) => id)).toEqual(['run 2', 'run 1'])
  state().forget('run 2')
  expect(state()).toMatchObject({ shown: { kind: 'form' }, runs: [{ id: 'run 1' }] })
})

test('a run that is cancelled tells nothing more', async () => {
  const { state } = storeOf()
  state().start(thread, 'a.mjs')
  state().cancel('run 1')
  await Promise.resolve()
  expect(state().runs[0]).toMatchObject({ state: { kind: 'cancelled' }, points: [] })
})

test.each([
  ['CANCELLED', 'cancelled'],
  ['REFUSED', 'failed'],
] as const)('one that ends with %s is %s', async (code, kind) => {
  const { state } = storeOf(async () => await Promise.reject(new Failure(code, 'no')))
  state().start(thread, 'a.mjs')
  await vi.waitFor(() => expect(state().runs[0]?.state.kind).toBe(kind))
})

test('nothing is started while the form is wrong', () => {
  const { state, asked } = storeOf()
  state().fill('a', { rounds: '3' })
  state().start(thread, 'a.mjs')
  expect(asked).not.toHaveBeenCalled()
  expect(questionOf({ ...emptyForm, rounds: '3' })).toMatchObject({
    complaints: { rounds: 'From 4 to 100', requests: 'At least one request' },
  })
})

test('each process has a form of its own', () => {
  const { state } = storeOf()
  expect(formOf(state(), 'a').load.requests).toContain('localhost')
  expect(formOf(state(), 'b').load.requests).toBe('')
})
