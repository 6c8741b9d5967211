import { expect, test, vi } from 'vitest'
import type { FollowListener } from '#renderer/api/follow.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import { Failure } from '#shared/failure.ts'
import { attachmentOf } from '../node-processes/process.test-support.ts'
import { createNodeAttachmentsStore, type NodeAttachmentsServices, shownAttachment } from './store.ts'

function storeOf(services: Partial<NodeAttachmentsServices> = {}) {
  let told: FollowListener<Attachment[]> | undefined
  const tellFailure = vi.fn<NodeAttachmentsServices['tellFailure']>()
  const store = createNodeAttachmentsStore({
    follow: (listener) => {
      told = listener
      return () => {}
    },
    open: async (input) => await Promise.resolve(attachmentOf(input.by)),
    reattach: async (id) => await Promise.resolve(attachmentOf(id)),
    close: async () => await Promise.resolve(),
    tellFailure,
    ...services,
  })
  store.getState().follow()
  return {
    state: store.getState,
    tell: (attachments: Attachment[]) => told?.value(attachments),
    told: () => told,
    tellFailure,
  }
}

test('what is attached to is looked at, at once', async () => {
  const { state, tell } = storeOf()
  tell([attachmentOf('old', { attachedAt: 1 })])
  expect(shownAttachment(state())?.id).toBe('old')
  const attached = state().attach({ by: 'pid', pid: 1 })
  expect(state().attempts).toEqual({ 'pid 1': { kind: 'busy' } })
  expect(await attached).toBe(true)
  expect(state().attempts).toEqual({})
  expect(shownAttachment(state())?.id).toBe('pid')
})

test('says why one could not be attached to, until that is taken away', async () => {
  const failure = new Failure('REFUSED', 'no')
  const { state } = storeOf({ open: async () => await Promise.reject(failure) })
  expect(await state().attach({ by: 'pid', pid: 1 })).toBe(false)
  expect(state().attempts).toEqual({ 'pid 1': { kind: 'failed', failure } })
  state().cancel('pid 1')
  expect(state().attempts).toEqual({})
})

test('a cancelled attempt tells nothing', async () => {
  const { state } = storeOf({
    open: async (_, signal) =>
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Failure('CANCELLED', 'Cancelled.')))
      }),
  })
  const attached = state().attach({ by: 'pid', pid: 1 })
  state().cancel('pid 1')
  expect(await attached).toBe(false)
  expect(state().attempts).toEqual({})
})

test('how a process was started is remembered', async () => {
  const { state } = storeOf()
  await state().attach({ by: 'run', command: 'node a.mjs', cwd: '/srv' })
  expect(state().started['run']).toMatchObject({ command: 'node a.mjs', cwd: '/srv' })
})

test('detaching looks at another', async () => {
  const { state, tell } = storeOf()
  tell([attachmentOf('one', { attachedAt: 1 }), attachmentOf('two', { attachedAt: 2 })])
  state().choose('one')
  await state().detach('one')
  expect(shownAttachment(state())?.id).toBe('two')
})

test('a list that cannot be told says so once', () => {
  const { state, told, tellFailure } = storeOf()
  told()?.failure?.(new Failure('UNEXPECTED', 'no'))
  expect(state().failure?.code).toBe('UNEXPECTED')
  expect(tellFailure).toHaveBeenCalledOnce()
})
