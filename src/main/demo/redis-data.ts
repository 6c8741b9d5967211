import { Redis } from 'ioredis'

/** Commands sent before their answers are awaited. */
const BATCH = 2_000

/**
 * Fills the demo's Redis: 55,000 keys in the usual namespaces, some without expiry, a few huge, and
 * one namespace whose keys all expire in the same second. See resources/demo/README.md.
 */
export async function fillRedis(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 })
  redis.on('error', () => {})
  try {
    const commands = [...planted()]
    for (let from = 0; from < commands.length; from += BATCH) {
      await redis.pipeline(commands.slice(from, from + BATCH)).exec()
    }
  } finally {
    redis.disconnect()
  }
}

type RedisCommand = [name: string, ...parameters: (string | number)[]]

function* planted(): Generator<RedisCommand> {
  // Sessions that never expire: the namespace only grows.
  for (let i = 0; i < 20_000; i++) {
    yield [
      'hset',
      `session:${pseudoUuid(i)}`,
      'customer',
      i % 100_000,
      'seen',
      1_780_000_000 + i,
      'agent',
      'Mozilla/5.0',
    ]
  }
  // A cache without expiry: stale until somebody notices.
  for (let i = 1; i <= 5_000; i++) {
    yield [
      'set',
      `cache:product:${i}`,
      JSON.stringify({ id: i, sku: `SKU-${i}`, name: `Product ${i}`, price: i / 10 }),
    ]
  }
  // Pages with an expiry, as it should be.
  for (let i = 0; i < 10_000; i++)
    yield ['set', `cache:page:/products/${i}`, 'x'.repeat(600), 'EX', 600 + (i % 3_000)]
  // Thundering expiry: everything at once, an hour from now.
  const second = Math.floor(Date.now() / 1000) + 3_600
  for (let i = 0; i < 8_000; i++) {
    yield ['set', `cache:price:${i}`, String(i * 3.5)]
    yield ['expireat', `cache:price:${i}`, second]
  }
  for (let i = 0; i < 12_000; i++)
    yield ['set', `rate:10.0.${i % 256}.${i >> 8}`, i % 100, 'EX', 60 + (i % 900)]
  // Huge keys.
  for (let i = 0; i < 150; i++) {
    const members = Array.from({ length: 1_000 }, (_, j) => [
      i * 1_000 + j,
      `customer:${i * 1_000 + j}`,
    ]).flat()
    yield ['zadd', 'leaderboard:all', ...members]
  }
  for (let i = 0; i < 50; i++) {
    const fields = Array.from({ length: 1_000 }, (_, j) => [
      `term${i * 1_000 + j}`,
      `${j},${j + 1},${j + 2}`,
    ]).flat()
    yield ['hset', 'search:index', ...fields]
  }
  yield ['set', 'export:latest', 'id;name;total\n'.repeat(600_000)]
}

/** The same identifiers at every start. */
export function pseudoUuid(i: number): string {
  const hex = (Math.imul(i + 1, 2_654_435_761) >>> 0).toString(16).padStart(8, '0')
  return `${hex}-${hex.slice(0, 4)}-4${hex.slice(1, 4)}-a${hex.slice(4, 7)}-${hex}${hex.slice(0, 4)}`
}
