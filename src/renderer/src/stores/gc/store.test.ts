import { expect, test, vi } from 'vitest'
import type { GcAdvice, GcEvent, GcOption } from '#shared/contract/node/gc.ts'
import { Failure } from '#shared/failure.ts'
import { emptyLoad } from '../node-load/form.ts'
import { emptyGcForm, gcQuestionOf } from './model.ts'
import { adviceOf, createGcStore, type GcServices, trialOf } from './store.ts'

const thread = { attachmentId: 'a', threadId: 'main' }
const own: GcOption = { flags: [], title: 'Node’s own', reason: 'as it is' }
const wide: GcOption = { flags: ['--max-semi-space-size=64'], title: '64 MiB', reason: 'many scavenges' }
const advice: GcAdvice = { facts: [], summary: 'so', options: [own, wide] }
const form = {
  ...emptyGcForm,
  command: 'node server.mjs',
  load: { ...emptyLoad, requests: 'http://localhost:3000/' },
}
const results: GcEvent = { type: 'results', results: [], conclusion: 'take it', command: 'node server.mjs' }

function storeOf(services: Partial<GcServices> = {}) {
  const tryOut = vi.fn<GcServices['tryOut']>(
    async () =>
      await Promise.resolve(
        (async function* () {
          yield await Promise.resolve(results)
        })(),
      ),
  )
  const store = createGcStore({ advice: async () => await Promise.resolve(advice), tryOut, ...services })
  store.getState().fill('a', form)
  return { state: store.getState, tryOut }
}

test('advice that is there stays while it is asked for anew', async () => {
  const { state } = storeOf()
  state().askAdvice(thread)
  expect(adviceOf(state(), thread).kind).toBe('reading')
  await vi.waitFor(() => expect(adviceOf(state(), thread)).toEqual({ kind: 'ready', advice }))
  state().askAdvice(thread)
  expect(adviceOf(state(), thread).kind).toBe('ready')
})

test('the chosen options are tried', async () => {
  const { state, tryOut } = storeOf()
  state().tryOut('a', advice.options)
  expect(trialOf(state(), 'a').kind).toBe('running')
  await vi.waitFor(() => expect(trialOf(state(), 'a')).toEqual({ kind: 'ended', results }))
  expect(tryOut.mock.calls[0]?.[0]).toEqual({
    command: 'node server.mjs',
    options: [own, wide],
    load: {
      kind: 'requests',
      requests: [{ method: 'GET', url: 'http://localhost:3000/' }],
      perRound: 2000,
      concurrency: 10,
    },
    runs: 5,
  })
})

test('a trial that is cancelled tells nothing more; one that fails says why', async () => {
  const { state } = storeOf({ tryOut: async () => await Promise.reject(new Failure('BAD_INPUT', 'no')) })
  state().tryOut('a', advice.options)
  state().cancel('a')
  await Promise.resolve()
  expect(trialOf(state(), 'a')).toEqual({ kind: 'none' })
  state().tryOut('a', advice.options)
  await vi.waitFor(() => expect(trialOf(state(), 'a')).toMatchObject({ kind: 'failed' }))
})

test('says what is wrong with a form', () => {
  expect(gcQuestionOf({ ...form, command: 'npm start', runs: '1', env: 'x', own: 'rm -rf' }, [own])).toEqual({
    complaints: {
      command: 'A command line that begins with node',
      runs: 'From 2 to 20',
      env: 'Line 1 is not NAME=value',
      own: 'Flags such as --max-semi-space-size=32',
      options: 'Choose at least one to try',
    },
  })
})

test('an option of one’s own is tried beside those that are offered', () => {
  const asked = gcQuestionOf(
    { ...form, own: ' --max-old-space-size=512 ', chosen: { '--max-semi-space-size=64': false } },
    advice.options,
  )
  expect(asked).toMatchObject({ question: { options: [own, { flags: ['--max-old-space-size=512'] }] } })
})
