import type { ResolvedTarget } from '#main/environments/index.ts'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'

export type RedisTarget = ResolvedTarget<RedisAddress>

/** The target, known to be a Redis. Throws BAD_INPUT for another kind. */
export function requireRedis(target: ResolvedTarget): RedisTarget {
  const { address } = target
  if (address.kind === 'redis') return { ...target, address }
  throw new Failure('BAD_INPUT', `${target.name} is not a Redis server (it is of kind ${address.kind}).`, {
    hint: 'Choose a Redis target, or give a URL that begins with redis:// or rediss://.',
  })
}
