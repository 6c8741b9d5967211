import { expect, it, vi } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { inputOf, untried } from './model.ts'
import { createWarmUpStore, warmUpOf, type WarmUpEvent, type WarmUpServices } from './store.ts'

const sample = { elapsedMs: 1000, sent: 100, failed: 0, hitRate: 0.5, late: 0 }

async function* answers(...events: WarmUpEvent[]): AsyncGenerator<WarmUpEvent> {
  yield* events
}

async function* forever(): AsyncGenerator<WarmUpEvent> {
  yield { type: 'sample', sample }
  await new Promise(() => undefined)
}

it('wants a service and a route before it sends requests', () => {
  const ids = { traceId: 't', targetId: 'r' }
  const http = { ...untried.choice, through: 'http' as const }
  expect(inputOf(untried.choice, ids, undefined)).toMatchObject({ ...ids, through: { kind: 'redis' } })
  expect(inputOf(http, ids, undefined)).toBeUndefined()
  expect(inputOf({ ...http, httpTargetId: 'api' }, ids, undefined)).toBeUndefined()
  const routes = [
    { pattern: 'product:*', path: '/products/$1' },
    { pattern: '', path: '' },
  ]
  expect(inputOf({ ...http, httpTargetId: 'api', routes }, ids, 'staging')).toMatchObject({
    confirmation: 'staging',
    through: { kind: 'http', targetId: 'api', routes: [routes[0]] },
  })
})

it('shows each second as it comes, and the end', async () => {
  const store = createWarmUpStore({
    run: async () =>
      answers(
        { type: 'sample', sample },
        { type: 'end', samples: [sample], sent: 100, failed: 0, failures: [], unmatched: 3, notes: [] },
      ),
  })
  store.getState().run('t', 'r')
  await vi.waitFor(() => expect(warmUpOf(store.getState(), 't').state.kind).toBe('ended'))
  expect(warmUpOf(store.getState(), 't').samples).toEqual([sample])
})

it('keeps what it saw when it is stopped, and tells why it was refused', async () => {
  const run = vi.fn<WarmUpServices['run']>(async () => forever())
  const store = createWarmUpStore({ run })
  store.getState().run('t', 'r')
  await vi.waitFor(() => expect(warmUpOf(store.getState(), 't').samples).toHaveLength(1))
  store.getState().stop('t')
  expect(warmUpOf(store.getState(), 't')).toMatchObject({ samples: [sample], state: { kind: 'stopped' } })
  run.mockRejectedValueOnce(new Failure('REFUSED', 'staging asks for its name.'))
  store.getState().run('t', 'r')
  await vi.waitFor(() => expect(warmUpOf(store.getState(), 't').state).toMatchObject({ kind: 'failed' }))
})
