import type { Analysis, AnalysisEvent, Pace } from '#shared/contract/redis/keyspace.ts'
import { analyse, type AnalyseOptions, createControl } from '#main/redis/keyspace/index.ts'
import type { RedisTarget } from '#main/redis/redis-target.ts'
import type { TestRedis } from '../../support/redis.ts'

export const timeouts = { connectTimeoutMs: 5000 }

/** Runs an analysis to its end. */
export async function analysed(
  target: RedisTarget,
  options: AnalyseOptions = {},
  pace: Pace = 'full',
): Promise<Analysis> {
  const control = createControl(pace, new AbortController().signal)
  return await lastAnalysis(analyse(target, options, control, timeouts))
}

export async function lastAnalysis(events: AsyncIterable<AnalysisEvent>): Promise<Analysis> {
  for await (const event of events) if (event.type === 'analysis') return event.analysis
  throw new Error('it ended without an analysis')
}

/** Keys of every type under namespaces as people name them; their number is `count`. */
export async function fill({ redis }: Pick<TestRedis, 'redis'>, count: number): Promise<void> {
  const page = 2000
  for (let from = 0; from < count; from += page) {
    const commands = redis.pipeline()
    for (let n = from; n < Math.min(count, from + page); n += 1) {
      const kind = n % 10
      if (kind < 3) commands.set(`session:${n}:token`, 'x'.repeat(n % 300), 'EX', 100 + (n % 3000) * 30)
      else if (kind < 5) commands.set(`cache:page:${n}`, 'y'.repeat(n % 2000))
      else if (kind === 5)
        commands.hset(`user:${n}:profile`, { name: `name ${n}`, age: n, city: 'x'.repeat(n % 50) })
      else if (kind === 6) commands.sadd(`user:${n}:tags`, n, n + 1, `tag ${n}`)
      else if (kind === 7) commands.zadd('scores:daily:'.concat(String(n)), n, 'a', n + 1, 'b')
      else if (kind === 8)
        commands.rpush(`queue_${n}`, ...Array.from({ length: (n % 30) + 1 }, (_, at) => `job ${at}`))
      else commands.xadd(`events:${n % 7}:${n}`, '*', 'field', String(n))
    }
    await commands.exec()
  }
}

export interface Counted {
  name: string
  type: string
  bytes: number
  ttlMs: number
}

/** Each key asked for by itself, by another client and with other commands than the analysis uses: KEYS. */
export async function counted({ redis }: Pick<TestRedis, 'redis'>): Promise<Counted[]> {
  const names = await redis.keys('*')
  const keys: Counted[] = []
  for (let from = 0; from < names.length; from += 2000) {
    const some = names.slice(from, from + 2000)
    const commands = redis.pipeline()
    for (const name of some) {
      commands.type(name)
      commands.call('MEMORY', 'USAGE', name)
      commands.pttl(name)
    }
    const replies = (await commands.exec()) ?? []
    for (const [at, name] of some.entries()) {
      const [type, bytes, ttlMs] = replies.slice(at * 3, at * 3 + 3).map(([, reply]) => reply)
      keys.push({ name, type: String(type), bytes: Number(bytes), ttlMs: Number(ttlMs) })
    }
  }
  return keys
}

export const sumOf = (keys: readonly Counted[]) => ({
  keys: keys.length,
  bytes: keys.reduce((sum, { bytes }) => sum + bytes, 0),
})
