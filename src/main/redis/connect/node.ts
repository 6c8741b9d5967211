import type { RedisAddress } from '#shared/contract/environments.ts'
import { failureFromRedisReply, placeName } from '#main/environments/index.ts'
import { type Argument, type Reply, ReplyError } from '../resp/index.ts'
import { commandName } from './command-name.ts'
import type { Connections } from './connections.ts'
import type { RespClient } from './resp-client.ts'
import type { RedisNode } from './server.ts'

/** @param first a connection that is open already, if any */
export function createNode(address: RedisAddress, connections: Connections, first?: RespClient): RedisNode {
  let current: Promise<RespClient> | undefined = first && Promise.resolve(first)

  const connected = async (): Promise<RespClient> => {
    const known = current
    const client = await known
    if (client !== undefined && !client.isLost) return client
    // Somebody else may have begun to open it while this one waited.
    if (current === known) {
      const opening = connections.open(address)
      current = opening
      opening.catch(() => {
        if (current === opening) current = undefined
      })
    }
    return (await current) ?? (await connected())
  }

  return {
    name: placeName(address),
    address,
    async call(...args: Argument[]) {
      return replyOrFailure(await (await connected()).command(args), address, args)
    },
    pipeline: async (commands) => await (await connected()).pipeline(commands),
    open: async () => await connections.openRaw(address),
  }
}

/** @throws Failure for an error reply */
export function replyOrFailure(reply: Reply, address: RedisAddress, args: readonly Argument[]): Reply {
  if (reply instanceof ReplyError) throw failureFromRedisReply(reply.message, address, commandName(args))
  return reply
}
