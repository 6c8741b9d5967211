import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withRedis } from '#main/redis/connect/index.ts'
import { findingsOfAnalysis, readKeyspaceFacts } from '#main/redis/keyspace-findings/index.ts'
import { analyse, createControl } from '#main/redis/keyspace/index.ts'
import type { Finding } from '#shared/contract/finding.ts'
import { parseRedisChange } from '#shared/redis/change-text.ts'
import { redisProgram, startRedis, type TestRedis } from '../../support/redis.ts'

const timeouts = { connectTimeoutMs: 5000 }

describe.skipIf(redisProgram === undefined)('what an analysis of a real keyspace shows', () => {
  let redis: TestRedis

  beforeAll(async () => {
    redis = await startRedis({ config: ['--maxmemory', '400mb'] })
  })
  afterAll(async () => {
    await redis.stop()
  })

  async function findings(): Promise<Finding[]> {
    const facts = await withRedis(redis.target(), { timeouts }, readKeyspaceFacts)
    expect(facts).toMatchObject({ maxBytes: 400 * 1_048_576, policy: 'noeviction' })
    const control = createControl('full', new AbortController().signal)
    for await (const event of analyse(redis.target(), { touch: true }, control, timeouts)) {
      if (event.type !== 'analysis') continue
      const found = findingsOfAnalysis(event.analysis, facts)
      for (const { proposals } of found) for (const { sql } of proposals) parseRedisChange(sql)
      return found
    }
    throw new Error('no analysis')
  }

  const planted = async (script: string): Promise<Finding[]> => {
    await redis.redis.flushall()
    await redis.redis.eval(`${script} return 1`, 0)
    return await findings()
  }

  test('a small keyspace in order shows nothing', async () => {
    expect(
      await planted(`
        for i=1,300 do redis.call('set', 'cache:page:' .. i, string.rep('x', 200), 'EX', 600 + i) end
        for i=1,200 do redis.call('hset', 'user:' .. i, 'name', 'n', 'mail', 'm') end`),
    ).toEqual([])
  })

  test('a cache without TTL; with one, nothing', async () => {
    const found = await planted(`for i=1,3000 do redis.call('set', 'cache:product:' .. i, 'p') end`)
    expect(ids(found)).toEqual(['ttl-less-cache:cache:product:'])
    expect(found[0]?.proposals[0]?.sql).toBe('EACH cache:product:* EXPIRE 3600 JITTER 10 IF NONE')
    await redis.redis.eval(
      `for i=1,3000 do redis.call('expire', 'cache:product:' .. i, 3240 + (i * 7) % 720) end return 1`,
      0,
    )
    expect(ids(await findings())).toEqual([])
  })

  test('keys that expire in the same second; spread, nothing', async () => {
    const found = await planted(`
      local at = redis.call('time')[1] + 1800
      for i=1,4000 do redis.call('set', 'cache:page:' .. i, 'x') redis.call('expireat', 'cache:page:' .. i, at) end`)
    expect(ids(found)).toEqual(['thundering-expiry:cache:page:*'])
    expect(found[0]).toMatchObject({
      severity: 'medium',
      proposals: [{ sql: 'EACH cache:page:* JITTER 10' }],
    })
    await redis.redis.eval(
      `for i=1,4000 do redis.call('expire', 'cache:page:' .. i, 1620 + (i * 7) % 360) end return 1`,
      0,
    )
    expect(ids(await findings())).toEqual([])
  })

  test('a huge set, tiny strings, and hashes that have just outgrown their compact form', async () => {
    await redis.redis.config('SET', 'hash-max-listpack-entries', '128')
    const found = await planted(`
      for n=0,39 do local m={} for i=1,5000 do m[i]=n*5000+i end redis.call('sadd', 'everybody', unpack(m)) end
      for i=1,30000 do redis.call('set', 'count:' .. i, i) end
      for i=1,600 do local a={} for f=1,150 do a[#a+1]='f'..f a[#a+1]='v' end redis.call('hset', 'cart:'..i, unpack(a)) end`)
    expect(ids(found).toSorted()).toEqual([
      'huge-key:everybody',
      'outgrown-encoding:cart:',
      'tiny-strings:count:',
    ])
    const outgrown = found.find(({ kind }) => kind === 'outgrown-encoding')
    expect(outgrown?.proposals[0]?.sql).toBe('CONFIG SET hash-max-listpack-entries 256')
  })
})

function ids(found: readonly Finding[]): string[] {
  return found.map(({ id }) => id)
}
