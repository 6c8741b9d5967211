import { expect, test, vi } from 'vitest'
import type { PprofEvent, ProfileHead } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'
import { createPprofStore, type PprofForm, pprofQuestionOf, type PprofServices } from './store.ts'

const head: ProfileHead = {
  id: 'p',
  name: 'p',
  format: 'pprof',
  at: 0,
  durationMs: 1,
  fileBytes: 1,
  file: '/p',
  source: 'localhost:6060',
  settings: 'CPU, 10 s',
}
const events: PprofEvent[] = [
  { type: 'progress', elapsedMs: 1, totalMs: 2, bytes: 0 },
  { type: 'profile', head },
]
const form: PprofForm = { url: 'http://localhost:6060', kind: 'profile', seconds: '10', difference: false }

function storeOf(fetch?: PprofServices['fetch']) {
  const store = createPprofStore({
    fetch:
      fetch ??
      (async () =>
        await Promise.resolve(
          (async function* () {
            for (const event of events) yield await Promise.resolve(event)
          })(),
        )),
  })
  const { fill } = store.getState()
  fill(form)
  return store.getState
}

test('answers the profile that was fetched', async () => {
  const state = storeOf()
  const fetched = state().fetch()
  expect(state().fetching.kind).toBe('running')
  expect(await fetched).toBe(head)
  expect(state().fetching.kind).toBe('none')
})

test('says why nothing was fetched, but not that it was cancelled', async () => {
  const failing = storeOf(async () => await Promise.reject(new Failure('UNREACHABLE', 'no')))
  expect(await failing().fetch()).toBeNull()
  expect(failing().fetching).toMatchObject({ kind: 'failed' })
  const waiting = storeOf(
    async (_, signal) =>
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Failure('CANCELLED', 'Cancelled.')))
      }),
  )
  const fetched = waiting().fetch()
  waiting().cancel()
  expect(await fetched).toBeNull()
  await vi.waitFor(() => expect(waiting().fetching.kind).toBe('none'))
})

test('seconds count for the CPU and for differences', () => {
  expect(pprofQuestionOf(form)).toEqual({
    question: { url: 'http://localhost:6060', kind: 'profile', seconds: 10 },
  })
  expect(pprofQuestionOf({ ...form, kind: 'heap', seconds: '' })).toEqual({
    question: { url: 'http://localhost:6060', kind: 'heap' },
  })
  expect(pprofQuestionOf({ ...form, kind: 'heap', seconds: '0', difference: true, url: 'x' })).toEqual({
    complaints: { url: 'An address such as http://localhost:6060', seconds: 'From 1 to 300' },
  })
})
