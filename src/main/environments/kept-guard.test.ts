import { describe, expect, it } from 'vitest'
import type { Address, Environment, Guard, RedisAddress } from '#shared/contract/environments.ts'
import { keptEnvironmentOf, underKeptGuard } from './kept-guard.ts'
import type { ResolvedTarget } from './target.ts'

const redis = (changes: Partial<RedisAddress> = {}): RedisAddress => ({
  kind: 'redis',
  host: 'cache.example',
  port: 6379,
  database: 0,
  tls: { mode: 'disable' },
  ...changes,
})

const given = (address: RedisAddress): ResolvedTarget<RedisAddress> => ({
  id: undefined,
  name: 'given',
  address,
  password: 'kept',
  environment: { name: 'terminal', guard: 'open' },
})

const environment = (guard: Guard, ...addresses: Address[]): Environment => ({
  id: guard,
  name: `the ${guard} one`,
  guard,
  origin: 'user',
  targets: addresses.map((address, index) => ({
    id: `${guard}-${index}`,
    environmentId: guard,
    name: 'kept',
    address,
    secret: { kind: 'none' },
  })),
})

const guardOf = (
  address: RedisAddress,
  kept: RedisAddress,
  reach: 'database' | 'server' = 'database',
  alsoAt: RedisAddress[] = [],
) => underKeptGuard(given(address), [environment('read-only', kept)], reach, alsoAt).environment.guard

describe('underKeptGuard', () => {
  it('takes the strictest guard, and is the kept target where the login is the same', () => {
    const kept = [environment('open', redis()), environment('confirm', redis({ user: 'ann' }))]
    expect(underKeptGuard(given(redis()), kept, 'database')).toMatchObject({
      id: 'open-0',
      name: 'kept',
      password: 'kept',
      environment: { name: 'the confirm one', guard: 'confirm' },
    })
    expect(underKeptGuard(given(redis({ host: 'other' })), kept, 'database').environment.guard).toBe('open')
  })

  it('knows the same server by other words', () => {
    expect(guardOf(redis({ host: '127.0.0.1' }), redis({ host: 'localhost' }))).toBe('read-only')
    expect(guardOf(redis({ host: 'CACHE.example' }), redis())).toBe('read-only')
    expect(guardOf(redis({ port: 6380 }), redis())).toBe('open')
    expect(guardOf(redis({ database: 1 }), redis())).toBe('open')
    expect(guardOf(redis({ database: 1 }), redis(), 'server')).toBe('read-only')
    expect(guardOf(redis({ host: '/run/a.sock' }), redis({ host: '/run/b.sock' }))).toBe('open')
  })

  it('knows a master behind the same Sentinels, and the nodes of a cluster', () => {
    const behind = (host: string, master: string, ...others: string[]) =>
      redis({ host, sentinel: { master, others: others.map((one) => ({ host: one, port: 6379 })) } })
    expect(guardOf(behind('a', 'main'), behind('b', 'main', 'a'))).toBe('read-only')
    expect(guardOf(behind('a', 'main'), behind('a', 'other'))).toBe('open')
    expect(guardOf(behind('a', 'main'), redis({ host: 'a' }))).toBe('open')
    expect(guardOf(redis({ host: 'a' }), redis({ host: 'b' }), 'database', [redis({ host: 'b' })])).toBe(
      'read-only',
    )
  })
})

describe('keptEnvironmentOf', () => {
  it('finds the strictest environment that keeps a Node process, by any name of this machine', () => {
    const kept = [
      environment('open', { kind: 'node', host: 'localhost', port: 9229 }),
      environment('read-only', { kind: 'node', host: '::1', port: 9229 }, redis()),
    ]
    const at = (port: number) => keptEnvironmentOf({ kind: 'node', host: '127.0.0.1', port }, kept)
    expect(at(9229)).toEqual({ name: 'the read-only one', guard: 'read-only', targetId: 'read-only-0' })
    expect(at(9230)).toBeUndefined()
  })
})
