import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEnvironments } from '#main/environments/index.ts'
import type { RedisTarget } from '#main/redis/redis-target.ts'
import { createTtlPolicies, type TtlPolicies } from '#main/redis/ttl-policies/index.ts'
import { openStorage, type Storage } from '#main/storage/index.ts'
import type { ComplianceEvent, TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { redisProgram, startRedis, startRedisCluster, type TestRedis, until } from '../../support/redis.ts'
import { at, connections, failureOf, timeouts } from './connecting.ts'

const policy = (pattern: string, ttlSeconds: number | null, jitterPercent = 0): TtlPolicy => ({
  id: pattern,
  pattern,
  ttlSeconds,
  jitterPercent,
  reason: '',
})

const table = [
  policy('session:admin:*', null),
  policy('session:*', 1800, 10),
  policy('cache:*:page', 60),
  policy('nobody:*', 60),
]

/** Thousands of keys in every way of keeping to a policy or not. */
async function fill({ redis }: { redis: TestRedis['redis'] }): Promise<void> {
  const pipeline = redis.pipeline()
  for (let n = 0; n < 1000; n++) {
    pipeline.set(`session:admin:${n}`, 'x')
    pipeline.set(`session:${n}`, 'x', 'EX', 1 + n)
    pipeline.set(`session:edge:${n}`, 'x', 'PX', 1_980_000)
    pipeline.set(`session:long:${n}`, 'x', 'PX', 1_981_000 + 60_000)
    pipeline.set(`session:ever:${n}`, 'x')
    pipeline.set(`cache:${n}:page`, 'x', 'EX', 30)
    pipeline.set(`cache:${n}:part`, 'x')
  }
  pipeline.set('session:admin:expiring', 'x', 'EX', 1000)
  await pipeline.exec()
}

const expected = [
  { pattern: 'session:admin:*', keys: 1001, compliant: 1000, withoutTtl: 0, other: 1 },
  { pattern: 'session:*', keys: 4000, compliant: 2000, withoutTtl: 1000, other: 1000 },
  { pattern: 'cache:*:page', keys: 1000, compliant: 1000, withoutTtl: 0, other: 0 },
  { pattern: 'nobody:*', keys: 0, compliant: 0, withoutTtl: 0, other: 0 },
]

describe.skipIf(redisProgram === undefined)('a check of TTL policies', () => {
  let folder: string
  let storage: Storage
  let policies: TtlPolicies
  let targetId: string
  let server: TestRedis
  let target: RedisTarget
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pitwall-policies-'))
    storage = openStorage(folder)
    policies = createTtlPolicies({ database: storage.database })
    const environments = createEnvironments({ database: storage.database, keychain: undefined })
    server = await startRedis()
    await fill(server)
    const environment = environments.create({ name: 'staging', guard: 'read-only' })
    targetId = environments.createTarget({
      environmentId: environment.id,
      target: { name: 'cache', address: server.target().address, secret: { kind: 'none' } },
    }).id
    target = { ...server.target('read-only'), id: targetId }
    policies.set(targetId, table)
  })
  afterAll(async () => {
    await server.stop()
    storage.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const check = async (on: RedisTarget, signal?: AbortSignal): Promise<ComplianceEvent[]> => {
    const events: ComplianceEvent[] = []
    for await (const event of policies.check(on, { pace: 'full' }, timeouts, signal)) events.push(event)
    return events
  }

  it('counts exactly who keeps to what', async () => {
    const events = await check(target)
    expect(events.at(-1)).toMatchObject({
      type: 'compliance',
      compliance: expected,
      unmatched: 1000,
      limitations: [],
    })
    expect(events[0]?.type).toBe('progress')
    expect(await connections(server)).toBe(0)
  })

  it('sees all masters of a cluster', async () => {
    const cluster = await startRedisCluster()
    try {
      for (let n = 0; n < 300; n++) {
        const [first] = cluster.nodes
        const slot = Number(await first?.redis.call('CLUSTER', 'KEYSLOT', `session:${n}`))
        const owner = cluster.nodes[Math.min(2, Math.floor(slot / 5461.34))]
        await owner?.redis.set(`session:${n}`, 'x', 'EX', n % 2 === 0 ? 100 : 5000)
      }
      const [, sessions] = complianceOf(await check({ ...cluster.target(), id: targetId }))
      expect(sessions).toMatchObject({ keys: 300, compliant: 150, other: 150 })
    } finally {
      await cluster.stop()
    }
  })

  it('does not take a TTL that it may not see for none', async () => {
    await server.redis.call(
      'ACL',
      'SETUSER',
      'blind',
      'on',
      '>secret',
      '~*',
      '+scan',
      '+ping',
      '+dbsize',
      '+type',
    )
    const failure = await failureOf(check(at(target, { user: 'blind' }, 'secret')))
    expect(failure.code).toBe('PERMISSION')
    expect(failure.message).toContain('Expiries could not be seen')
  })

  it('ends as soon as it is cancelled', async () => {
    const controller = new AbortController()
    const attempt = (async () => {
      for await (const event of policies.check(target, { pace: 100 }, timeouts, controller.signal)) {
        if (event.type === 'progress' && event.done > 0) controller.abort()
      }
    })()
    expect((await failureOf(attempt)).code).toBe('CANCELLED')
    await until('the server has noticed', async () => (await connections(server)) === 0)
  })
})

function complianceOf(events: readonly ComplianceEvent[]) {
  const last = events.at(-1)
  return last?.type === 'compliance' ? last.compliance : []
}
