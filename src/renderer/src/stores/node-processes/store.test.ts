import { expect, test, vi } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { processOf } from './process.test-support.ts'
import { createNodeProcessesStore } from './store.ts'

test('what was read stays while it is read anew, and when that fails', async () => {
  const answers = [
    async () => await Promise.resolve({ processes: [processOf(1)], limitations: [] }),
    async () => await Promise.reject(new Failure('UNSUPPORTED', 'no')),
  ]
  const store = createNodeProcessesStore({
    list: async () => await (answers.shift()?.() ?? Promise.reject(new Error('asked too often'))),
  })
  store.getState().refresh()
  expect(store.getState()).toMatchObject({ list: null, reading: true })
  await vi.waitFor(() => expect(store.getState().reading).toBe(false))
  expect(store.getState().list?.processes).toHaveLength(1)
  store.getState().refresh()
  await vi.waitFor(() => expect(store.getState().failure?.code).toBe('UNSUPPORTED'))
  expect(store.getState().list?.processes).toHaveLength(1)
})
