import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { pseudoUuid } from './redis-data.ts'

/** Ten lookups, ten times a second: enough for a trace of half a minute to say something. */
const PAUSE_MS = 100
const LOOKUPS = 10

/** What the shop's other services look up, with how often of ten, how many there are, and their TTL. */
const lookups: readonly Lookup[] = [
  { weight: 4, count: 20_000, key: (n) => `session:${pseudoUuid(n)}`, hash: true },
  { weight: 3, count: 8_000, key: (n) => `cache:price:${n}`, value: (n) => String(n * 3.5), ttl: 3_600 },
  {
    weight: 2,
    count: 10_000,
    key: (n) => `cache:page:/products/${n}`,
    value: () => 'x'.repeat(600),
    ttl: 600,
  },
  // Too short a life for what it costs to make: most of these lookups miss.
  {
    weight: 1,
    count: 300,
    key: (n) => `cache:search:${n}`,
    value: (n) => JSON.stringify({ term: n, found: Array.from({ length: 20 }, (_, i) => n * 20 + i) }),
    ttl: 5,
  },
]

interface Lookup {
  weight: number
  count: number
  key: (n: number) => string
  hash?: boolean
  /** What is put there when it was not; without it a miss stays one. */
  value?: (n: number) => string
  ttl?: number
}

/**
 * Light background traffic on the demo's Redis until the signal fires: a few keys are asked for often,
 * most seldom, and what is missed is filled.
 */
export async function sendLookups(url: string, signal: AbortSignal): Promise<void> {
  const redis = new Redis(url, { connectionName: 'shop-web', maxRetriesPerRequest: 1 })
  redis.on('error', () => {})
  try {
    while (!signal.aborted) {
      // A Redis that is away for a moment, or refuses to write, stops nothing.
      await Promise.allSettled(Array.from({ length: LOOKUPS }, async () => await lookUp(redis)))
      await delay(PAUSE_MS, undefined, { signal })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    redis.disconnect()
  }
}

async function lookUp(redis: Redis): Promise<void> {
  const { count, key, hash, value, ttl } = oneOf(lookups)
  // The n-th most wanted is wanted about 1/n as often as the first.
  const n = Math.floor(count ** Math.random()) - 1
  if (hash === true) {
    await redis.hgetall(key(n))
  } else if ((await redis.get(key(n))) === null && value) {
    await redis.set(key(n), value(n), 'EX', ttl ?? 3_600)
  }
}

function oneOf(all: readonly Lookup[]): Lookup {
  let left = Math.random() * all.reduce((sum, { weight }) => sum + weight, 0)
  const [first] = all
  const found = all.find(({ weight }) => (left -= weight) < 0) ?? first
  if (!found) throw new Error('There is nothing to look up.')
  return found
}
