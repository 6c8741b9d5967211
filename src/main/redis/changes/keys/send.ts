import { Failure } from '#shared/failure.ts'
import { type RedisNode, type RedisServer, slotOfKey } from '../../connect/index.ts'
import { type Argument, type Reply, ReplyError } from '../../resp/index.ts'

/** A command and the key by which its node is found. */
export interface Keyed {
  key: Buffer
  command: Argument[]
}

/** Sends many commands, each to the master of its key, following keys that have moved; replies in their order. */
export async function sendKeyed(server: RedisServer, commands: readonly Keyed[]): Promise<Reply[]> {
  const replies: Reply[] = Array.from({ length: commands.length }, () => null)
  const byNode = new Map<RedisNode, number[]>()
  for (const [at, { key }] of commands.entries()) {
    const node = server.nodeOf(key)
    const places = byNode.get(node)
    if (places) places.push(at)
    else byNode.set(node, [at])
  }
  const sent = [...byNode].map(async ([node, places]) => {
    const answers = await node.pipeline(places.map((at) => commands[at]?.command ?? []))
    for (const [index, at] of places.entries()) replies[at] = answers[index] ?? null
  })
  // All are awaited, so that nothing goes on behind the back of whoever handles the failure.
  for (const result of await Promise.allSettled(sent)) {
    if (result.status === 'rejected') throw result.reason
  }
  for (const [at, reply] of replies.entries()) {
    const keyed = commands[at]
    if (!keyed || !(reply instanceof ReplyError) || !hasMoved.has(reply.code)) continue
    replies[at] = await follow(server, keyed)
  }
  return replies
}

const hasMoved = new Set(['MOVED', 'ASK', 'TRYAGAIN'])

async function follow(server: RedisServer, { key, command }: Keyed): Promise<Reply> {
  try {
    return await server.callForKey(key, ...command)
  } catch (error) {
    const code = error instanceof Failure ? error.facts['reply'] : undefined
    if (!(error instanceof Failure) || typeof code !== 'string') throw error
    return new ReplyError(`${code} ${error.message}`)
  }
}

/** Keys that may stand in one command: in a cluster only those of one slot. The numbers are places in `keys`. */
export function groupsOf(server: RedisServer, keys: readonly Buffer[]): number[][] {
  const places = keys.map((_, at) => at)
  if (server.facts.topology !== 'cluster') return places.length === 0 ? [] : [places]
  return [...Map.groupBy(places, (at) => slotOfKey(keys[at] ?? Buffer.alloc(0))).values()]
}
