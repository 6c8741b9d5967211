import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { escapeGlob, matcher } from '#main/redis/glob.ts'
import { redisProgram, startRedis, type TestRedis } from '../../support/redis.ts'

const hexOf = (key: unknown) => (Buffer.isBuffer(key) ? key.toString('hex') : '')

const bytes = (letters: readonly number[], maxLength: number) =>
  fc.array(fc.constantFrom(...letters), { maxLength }).map((array) => Buffer.from(array))

describe.skipIf(redisProgram === undefined)('the patterns of keys', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(async () => await redis.stop())

  const names = [...Buffer.from('ab]-^*\\['), 0, 128, 255]
  const patterns = [...Buffer.from('ab**??[[]]^--\\\\'), 0, 128, 255]

  it('are matched as the server matches them', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes(patterns, 10),
        fc.array(bytes(names, 6), { minLength: 1, maxLength: 30 }),
        async (pattern, keys) => {
          await redis.redis.flushdb()
          await redis.redis.mset(keys.flatMap((key) => [key, '']))
          const matched = await redis.redis.callBuffer('KEYS', pattern)
          const found = new Set(Array.isArray(matched) ? matched.map(hexOf) : [])
          const isMatch = matcher(pattern)
          for (const key of keys) expect(isMatch(key), hexOf(key)).toBe(found.has(hexOf(key)))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('match a name and nothing else when it is escaped', async () => {
    await fc.assert(
      fc.asyncProperty(bytes(names, 6), bytes(names, 6), async (name, other) => {
        await redis.redis.flushdb()
        await redis.redis.mset(name, '', other, '')
        expect(await redis.redis.callBuffer('KEYS', escapeGlob(name))).toEqual([name])
      }),
      { numRuns: 200 },
    )
  })
})
