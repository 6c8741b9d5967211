import { describe, expect, it, vi } from 'vitest'
import type { ValuePage } from '#shared/contract/redis/key.ts'
import { Failure } from '#shared/failure.ts'
import { keyFacts } from '../keyspace/analysis.test-support.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import type { KeyHead } from '#shared/contract/redis/key.ts'
import { createKeyStore, type KeyServices } from './store.ts'

const head: KeyHead = {
  facts: keyFacts('user:1', { type: 'set' }),
  expiresAt: null,
  slot: null,
  node: '127.0.0.1:6379',
  lookingTouches: false,
  limitations: [],
}

function members(...texts: string[]): ValuePage {
  return {
    type: 'set',
    members: texts.map((text) => ({ text, formats: ['text'], bytes: text.length, truncated: false })),
  }
}

const unseen: Limitation = { message: 'Not all was seen.', hint: 'Grant it.', proposals: [] }

function open(services: Partial<KeyServices> = {}) {
  const value = vi.fn<KeyServices['value']>(async ({ cursor }) =>
    cursor === undefined
      ? { page: members('a', 'b'), cursor: '7', total: 3, limitations: [unseen] }
      : { page: members('c'), cursor: null, total: 3, limitations: [] },
  )
  const store = createKeyStore({ get: async () => head, value, now: () => 5, ...services })
  return { store, value, of: () => store.getState().open }
}

describe('an open key', () => {
  it('is read in pages that are put together', async () => {
    const { store, of, value } = open()
    store.getState().openKey('redis-1', 'user:1')
    await vi.waitFor(() => expect(of()?.value).toMatchObject({ kind: 'ready', cursor: '7', total: 3 }))
    store.getState().more()
    await vi.waitFor(() => expect(of()?.value.page).toEqual(members('a', 'b', 'c')))
    expect(of()?.value.limitations).toEqual([unseen])
    store.getState().more()
    expect(value).toHaveBeenCalledTimes(2)
  })

  it('is not looked at before the user says so where looking leaves a trace', async () => {
    const { store, of, value } = open({ get: async () => ({ ...head, lookingTouches: true }) })
    store.getState().openKey('redis-1', 'user:1')
    await vi.waitFor(() => expect(of()?.head.kind).toBe('ready'))
    expect(of()?.value.kind).toBe('asking')
    expect(value).not.toHaveBeenCalled()
    store.getState().look()
    await vi.waitFor(() => expect(of()?.value.kind).toBe('ready'))
    // Once agreed to, it is looked at again without asking.
    store.getState().reload()
    await vi.waitFor(() => expect(value).toHaveBeenCalledTimes(2))
  })

  it('may be gone', async () => {
    const { store, of } = open({
      get: async () => {
        throw new Failure('NOT_FOUND', 'There is no such key.')
      },
    })
    store.getState().openKey('redis-1', 'user:1')
    await vi.waitFor(() => expect(of()?.head).toEqual({ kind: 'gone', at: 5 }))
  })

  it('keeps what was read when more of it fails', async () => {
    const { store, of } = open({
      value: async ({ cursor }) => {
        if (cursor !== undefined) throw new Failure('TIMEOUT', 'Too slow.')
        return { page: members('a'), cursor: '1', total: 2, limitations: [] }
      },
    })
    store.getState().openKey('redis-1', 'user:1')
    await vi.waitFor(() => expect(of()?.value.kind).toBe('ready'))
    store.getState().more()
    await vi.waitFor(() => expect(of()?.value.failure?.code).toBe('TIMEOUT'))
    expect(of()?.value.page).toEqual(members('a'))
  })

  it('begins anew for what matches', async () => {
    const { store, of, value } = open()
    store.getState().openKey('redis-1', 'user:1')
    await vi.waitFor(() => expect(of()?.value.kind).toBe('ready'))
    store.getState().setMatch('ab')
    await vi.waitFor(() => expect(value).toHaveBeenCalledTimes(2))
    expect(value.mock.calls[1]?.[0]).toMatchObject({ match: '*ab*' })
    expect(value.mock.calls[1]?.[0]).not.toHaveProperty('cursor')
  })

  it('forgets the answer about a key that is no longer open', async () => {
    const late = Promise.withResolvers<KeyHead>()
    const { store, of } = open({
      get: async (_target, key) => (key === 'slow' ? await late.promise : head),
    })
    store.getState().openKey('redis-1', 'slow')
    store.getState().openKey('redis-1', 'user:1')
    await vi.waitFor(() => expect(of()?.value.kind).toBe('ready'))
    late.resolve({ ...head, node: 'elsewhere' })
    await late.promise
    expect(of()).toMatchObject({ key: 'user:1', head: { head: { node: '127.0.0.1:6379' } } })
  })
})
