import { expect, it, vi } from 'vitest'
import type { HealthReport } from '#shared/contract/health.ts'
import type { ServerSample } from '#shared/contract/redis/server.ts'
import { Failure } from '#shared/failure.ts'
import { healthOf } from '../health/check-ups.ts'
import { createRedisServerStore, type RedisServerServices } from './store.ts'

const report: HealthReport = {
  checkedAt: 1,
  elapsedMs: 2,
  serverVersion: 'Redis 7.0.15',
  traits: [],
  sections: [],
}

function sample(at: number): ServerSample {
  return {
    at,
    commandsPerSecond: 1,
    hitsPerSecond: 1,
    missesPerSecond: 0,
    hitRate: 1,
    evictedPerSecond: 0,
    expiredPerSecond: 0,
    usedBytes: 1,
    maxBytes: 0,
    clients: 1,
    blockedClients: 0,
    bytesInPerSecond: 1,
    bytesOutPerSecond: 1,
    keys: 1,
  }
}

async function* samples() {
  for (let at = 1; at <= 700; at++) yield { sample: sample(at), limitations: [] }
}

function open(services: Partial<RedisServerServices> = {}) {
  return createRedisServerStore({
    check: async () => report,
    watch: async () => samples(),
    now: () => 0,
    ...services,
  })
}

it('checks up by the wanted hit rate, and again when another is wanted', async () => {
  const check = vi.fn<RedisServerServices['check']>(async () => report)
  const store = open({ check })
  store.getState().open('redis')
  await vi.waitFor(() => expect(healthOf(store.getState(), 'redis').report).toEqual(report))
  store.getState().setHitRateTarget(0.9)
  await vi.waitFor(() => expect(check).toHaveBeenCalledTimes(2))
  expect(check.mock.calls.map(([input]) => input.hitRateTarget)).toEqual([0.85, 0.9])
})

it('keeps the last minutes of what it saw, also when the server goes away', async () => {
  const store = open()
  store.getState().attend('redis')
  await vi.waitFor(() => expect(store.getState().watch?.state.kind).toBe('lost'))
  const seen = store.getState().watch?.samples ?? []
  expect([seen.length, seen[0]?.at, seen.at(-1)?.at]).toEqual([600, 101, 700])
})

it('begins anew for another server, and tells why it sees nothing', async () => {
  const store = open({
    watch: async () => await Promise.reject(new Failure('UNREACHABLE', 'Nothing listens there.')),
  })
  store.getState().attend('one')
  await vi.waitFor(() =>
    expect(store.getState().watch).toMatchObject({
      samples: [],
      state: { kind: 'lost', failure: { message: 'Nothing listens there.' } },
    }),
  )
})
