import { bytesOfKeyName } from '#shared/redis/key-name.ts'
import { Failure } from '#shared/failure.ts'
import type { RedisNode, RedisServer } from '../connect/index.ts'
import { type Argument, ReplyError, type Reply } from '../resp/index.ts'

/** Replies to one command a key, in the order of the keys; keys that have moved are followed. */
export async function askForKeys(
  server: RedisServer,
  keys: readonly string[],
  commandOf: (key: Buffer, index: number) => Argument[],
): Promise<Reply[]> {
  const commands = keys.map((key, index) => {
    const bytes = Buffer.from(bytesOfKeyName(key))
    return { bytes, command: commandOf(bytes, index), index }
  })
  const byNode = new Map<RedisNode, typeof commands>()
  for (const entry of commands) {
    const node = server.nodeOf(entry.bytes)
    const entries = byNode.get(node)
    if (entries) entries.push(entry)
    else byNode.set(node, [entry])
  }
  const answers: Reply[] = []
  await Promise.all(
    [...byNode].map(async ([node, entries]) => {
      const replies = await node.pipeline(entries.map(({ command }) => command))
      for (const [place, { bytes, command, index }] of entries.entries()) {
        const reply = replies[place] ?? null
        answers[index] =
          reply instanceof ReplyError && /^(?:MOVED|ASK|TRYAGAIN)$/.test(reply.code)
            ? await server.callForKey(bytes, ...command)
            : reply
      }
    }),
  )
  return answers
}

/**
 * Says whether keys are there, without a trace: MEMORY USAGE leaves the clock of LRU and LFU alone and
 * is not counted among the server's hits and misses, which TYPE, TTL and EXISTS are. Where it is
 * forbidden PTTL is asked, which leaves the clock alone, too, but is counted; {@link isCounted} says so.
 *
 * A key whose time has passed is found by MEMORY USAGE until the server has removed it.
 */
export class Presence {
  isCounted = false
  private readonly server: RedisServer

  constructor(server: RedisServer) {
    this.server = server
  }

  /** @throws Failure PERMISSION where neither is allowed */
  async of(keys: readonly string[]): Promise<boolean[]> {
    if (!this.isCounted) {
      // One element of a collection is enough: how large it is does not matter here.
      const replies = await askForKeys(this.server, keys, (key) => ['MEMORY', 'USAGE', key, 'SAMPLES', 1])
      if (!replies.some((reply) => reply instanceof ReplyError)) return replies.map((reply) => reply !== null)
      this.isCounted = true
    }
    const replies = await askForKeys(this.server, keys, (key) => ['PTTL', key])
    const refusal = replies.find((reply) => reply instanceof ReplyError)
    if (refusal) {
      throw new Failure('PERMISSION', `Whether keys are there may not be asked: ${refusal.message}`, {
        hint: 'ACL SETUSER … +memory|usage allows it (before Redis 7 +memory).',
      })
    }
    return replies.map((reply) => reply !== -2)
  }
}
