import { Failure } from '#shared/failure.ts'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { type RawConnection, type RedisNode, type RedisServer, withRedis } from '#main/redis/connect/index.ts'
import type { RedisTarget } from '#main/redis/redis-target.ts'
import type { Reply } from '#main/redis/resp/index.ts'
import type { TestRedis } from '../../support/redis.ts'

/** For a server of this machine. */
export const timeouts = { connectTimeoutMs: 5_000 }

export const at = (
  target: RedisTarget,
  address: Partial<RedisAddress>,
  password = target.password,
): RedisTarget => ({
  ...target,
  address: { ...target.address, ...address },
  password,
})

export const work = async <T>(target: RedisTarget, todo: (server: RedisServer) => Promise<T>): Promise<T> =>
  await withRedis(target, { timeouts }, todo)

/** The only master, or the first. */
export function masterOf({ masters }: RedisServer): RedisNode {
  const [master] = masters
  if (master === undefined) throw new Error('no master')
  return master
}

export async function failureOf(attempt: Promise<unknown>): Promise<Failure> {
  try {
    await attempt
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('It did not fail.')
}

export const failing = async (target: RedisTarget) => await failureOf(work(target, async () => {}))

export const textOf = (reply: Reply | undefined) => (Buffer.isBuffer(reply) ? reply.toString() : reply)

/** Names of the connections that the server has of Pitwall. */
export async function connections({ redis }: TestRedis): Promise<number> {
  const list = String(await redis.call('CLIENT', 'LIST'))
  return list.split('\n').filter((line) => line.includes(' name=pitwall ')).length
}

/** What the raw connection answers to these bytes, as soon as it answers. */
export async function said({ socket }: RawConnection, bytes: string): Promise<string> {
  const answer = Promise.withResolvers<string>()
  socket.once('data', (data: Buffer) => answer.resolve(data.toString()))
  socket.write(bytes)
  return await answer.promise
}
