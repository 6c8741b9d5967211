import { expect, test, vi } from 'vitest'
import type { FollowListener } from '#renderer/api/follow.ts'
import type { LeakWatch } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'
import { createLeakWatchesStore, type LeakWatchesServices } from './store.ts'

const watchOf = (attachmentId: string, alarmAt: number | null): LeakWatch => ({
  attachmentId,
  startedAt: 0,
  points: [],
  state: alarmAt === null ? 'steady' : 'growing',
  message: 'so it is',
  bytesPerHour: null,
  hoursToHeapLimit: null,
  alarmAt,
})

function storeOf(services: Partial<LeakWatchesServices> = {}) {
  let listener: FollowListener<LeakWatch[]> | undefined
  const alarm = vi.fn<LeakWatchesServices['alarm']>()
  const tellFailure = vi.fn<LeakWatchesServices['tellFailure']>()
  const store = createLeakWatchesStore({
    follow: (told) => {
      listener = told
      return () => {}
    },
    watch: async () => await Promise.resolve(),
    unwatch: async () => await Promise.resolve(),
    alarm,
    tellFailure,
    ...services,
  })
  store.getState().follow()
  return {
    state: store.getState,
    tell: (watches: LeakWatch[]) => listener?.value(watches),
    alarm,
    tellFailure,
  }
}

test('tells once when a watched process begins to grow', () => {
  const { tell, alarm, state } = storeOf()
  tell([watchOf('a', null)])
  tell([watchOf('a', 5)])
  tell([watchOf('a', 5)])
  expect(alarm).toHaveBeenCalledTimes(1)
  expect(state().watches['a']).toMatchObject({ state: 'growing' })
  tell([watchOf('a', null)])
  tell([watchOf('a', 9)])
  expect(alarm).toHaveBeenCalledTimes(2)
})

test('an alarm from before the page was opened is not told again', () => {
  const { tell, alarm } = storeOf()
  tell([watchOf('a', 5)])
  expect(alarm).not.toHaveBeenCalled()
})

test('a watch that cannot be begun says why', async () => {
  const { state, tellFailure } = storeOf({
    watch: async () => await Promise.reject(new Failure('NOT_FOUND', 'no')),
  })
  const turning = state().setWatched('a', true)
  expect(state().turning).toEqual(['a'])
  await turning
  expect(state().turning).toEqual([])
  expect(tellFailure).toHaveBeenCalledOnce()
})
