import type { RedisAddress } from '#shared/contract/environments.ts'
import { withRedis } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import type { Timeouts } from './room.ts'

/**
 * Where the servers are that a change of the target would be made on: its master behind Sentinels, the
 * masters of its cluster. Their guards count, too. Throws what connecting throws.
 */
export async function addressesOf(
  target: RedisTarget,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<RedisAddress[]> {
  return await withRedis(target, { timeouts, signal }, async ({ masters }) =>
    masters.map(({ address }) => address),
  )
}
