import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { keyFacts } from '../keyspace/analysis.test-support.ts'
import { globOf } from './filter.ts'
import { createKeyListStore, mostRows, type KeyListServices } from './store.ts'

/** Pages of a server that has `count` keys. */
function pages(count: number): KeyListServices['keys'] {
  return async ({ cursor = '0', limit }) => {
    const from = Number(cursor)
    const until = Math.min(count, from + limit)
    return {
      keys: Array.from({ length: until - from }, (_, at) => keyFacts(`key:${from + at}`)),
      cursor: until < count ? String(until) : null,
      scanned: until - from,
    }
  }
}

describe('globOf', () => {
  it('looks for a plain text anywhere and takes a glob as it is', () => {
    expect(globOf('')).toBe('*')
    expect(globOf(' session ')).toBe('*session*')
    expect(globOf('session:*')).toBe('session:*')
    expect(globOf('user:[ab]?')).toBe('user:[ab]?')
  })
})

describe('the list of keys', () => {
  it('is read page by page, as far as it is asked for', async () => {
    const keys = vi.fn<KeyListServices['keys']>(pages(1_200))
    const store = createKeyListStore({ keys })
    store.getState().open('redis-1')
    await vi.waitFor(() => expect(store.getState().state).toBe('more'))
    expect(store.getState().rows).toHaveLength(500)
    store.getState().more()
    store.getState().more()
    await vi.waitFor(() => expect(store.getState().state).toBe('more'))
    store.getState().more()
    await vi.waitFor(() => expect(store.getState().state).toBe('end'))
    expect(store.getState().rows).toHaveLength(1_200)
    expect(store.getState().scanned).toBe(1_200)
    store.getState().more()
    expect(keys).toHaveBeenCalledTimes(3)
  })

  it('tells of a key what was seen of it since', async () => {
    const store = createKeyListStore({ keys: pages(3) })
    store.getState().open('redis-1')
    await vi.waitFor(() => expect(store.getState().state).toBe('end'))
    const { renew } = store.getState()
    renew('redis-1', 'key:0', null)
    renew('redis-1', 'key:1', keyFacts('renamed'))
    renew('redis-1', 'unknown', keyFacts('unknown'))
    renew('redis-2', 'key:2', null)
    expect(store.getState().rows.map(({ key }) => key)).toEqual(['renamed', 'key:2'])
  })

  it('holds no more than so many', async () => {
    const store = createKeyListStore({ keys: pages(mostRows + 10_000) })
    store.getState().open('redis-1')
    while (store.getState().state !== 'full') {
      await vi.waitFor(() => expect(store.getState().state).not.toBe('reading'), { interval: 1 })
      store.getState().more()
    }
    expect(store.getState().rows).toHaveLength(mostRows)
  })

  it('looks on where a page holds nothing that fits', async () => {
    let asked = 0
    const store = createKeyListStore({
      keys: async () => {
        asked++
        return asked < 4
          ? { keys: [], cursor: String(asked), scanned: 1_000 }
          : { keys: [keyFacts('a')], cursor: '9', scanned: 1_000 }
      },
    })
    store.getState().open('redis-1')
    await vi.waitFor(() => expect(store.getState().state).toBe('more'))
    expect(store.getState()).toMatchObject({ scanned: 4_000, rows: [{ key: 'a' }] })
  })

  it('begins anew with another filter, and forgets the answer that comes late', async () => {
    const late = Promise.withResolvers<Awaited<ReturnType<KeyListServices['keys']>>>()
    const keys = vi.fn<KeyListServices['keys']>(async ({ type }) =>
      type === undefined ? await late.promise : { keys: [keyFacts('h')], cursor: null, scanned: 1 },
    )
    const store = createKeyListStore({ keys })
    store.getState().open('redis-1')
    store.getState().setFilter('redis-1', { type: 'hash' })
    await vi.waitFor(() => expect(store.getState().state).toBe('end'))
    late.resolve({ keys: [keyFacts('late')], cursor: null, scanned: 1 })
    await late.promise
    expect(store.getState().rows.map(({ key }) => key)).toEqual(['h'])
    expect(keys.mock.calls.at(-1)?.[0]).toEqual({
      targetId: 'redis-1',
      match: '*',
      type: 'hash',
      limit: 500,
    })
  })

  it('is stopped, and goes on where it was', async () => {
    const late = Promise.withResolvers<void>()
    let isFirst = true
    const store = createKeyListStore({
      keys: async (request, signal) => {
        if (isFirst) {
          isFirst = false
          return await pages(600)(request, signal)
        }
        await late.promise
        return await pages(600)(request, signal)
      },
    })
    store.getState().open('redis-1')
    await vi.waitFor(() => expect(store.getState().state).toBe('more'))
    store.getState().more()
    store.getState().stop()
    expect(store.getState().state).toBe('stopped')
    late.resolve()
    store.getState().more()
    await vi.waitFor(() => expect(store.getState().state).toBe('end'))
    expect(store.getState().rows).toHaveLength(600)
  })

  it('says why it could not be read', async () => {
    const store = createKeyListStore({
      keys: async () => {
        throw new Failure('UNREACHABLE', 'No server.')
      },
    })
    store.getState().open('redis-1')
    await vi.waitFor(() => expect(store.getState().failure?.code).toBe('UNREACHABLE'))
  })
})
