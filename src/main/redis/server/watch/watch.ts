import { setTimeout as delay } from 'node:timers/promises'
import type { Limitation } from '#shared/contract/finding.ts'
import type { ServerSample } from '#shared/contract/redis/server.ts'
import type { Milliseconds } from '#shared/units.ts'
import { type RedisServer, withRedis } from '../../connect/index.ts'
import type { RedisTarget } from '../../redis-target.ts'
import { ReplyError } from '../../resp/index.ts'
import { infoFrom } from '../info/read-info.ts'
import { refusalOf } from '../refusal.ts'
import { type Look, LOOK, sampleOf } from './sample.ts'

const INTERVAL: Milliseconds = 1000

export interface WatchedServer {
  sample: ServerSample
  limitations: Limitation[]
}

/**
 * What a Redis does now, once a second, all masters of a cluster as one, over one connection to each.
 * Its own looks are not counted. Ends when the signal fires or the reader stops.
 *
 * @throws Failure when the server cannot be reached or goes away
 */
export async function* watchServer(
  target: RedisTarget,
  timeouts: { connectTimeoutMs: Milliseconds },
  signal?: AbortSignal,
): AsyncGenerator<WatchedServer> {
  const opened = Promise.withResolvers<RedisServer>()
  const released = Promise.withResolvers<void>()
  const holding = withRedis(target, { timeouts, signal }, async (server) => {
    opened.resolve(server)
    await released.promise
  })
  holding.catch((error: unknown) => opened.reject(error))
  try {
    const server = await opened.promise
    const user = target.address.user ?? 'default'
    let before: Look | undefined
    for (;;) {
      if (signal?.aborted) return
      const startedAt = performance.now()
      const { look, refused } = await lookAt(server)
      const limitations = refused
        ? [refusalOf('What the server does', LOOK, refused, user)]
        : server.limitations
      yield { sample: sampleOf(look, before), limitations: [...limitations] }
      before = look
      const left = Math.max(0, INTERVAL - (performance.now() - startedAt))
      await delay(left, undefined, signal ? { signal } : {}).catch(() => {})
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  } finally {
    released.resolve()
    await holding.catch(() => {})
  }
}

async function lookAt(server: RedisServer): Promise<{ look: Look; refused: ReplyError | undefined }> {
  const replies = await Promise.all(
    server.masters.map(async (node) => {
      const [reply = null] = await node.pipeline([LOOK])
      return { name: node.name, reply }
    }),
  )
  const nodes: Map<string, { info: NonNullable<ReturnType<typeof infoFrom>>; replyBytes: number }> = new Map()
  let refused: ReplyError | undefined
  for (const { name, reply } of replies) {
    if (reply instanceof ReplyError) refused ??= reply
    const info = infoFrom(reply)
    if (info !== undefined) nodes.set(name, { info, replyBytes: Buffer.isBuffer(reply) ? reply.length : 0 })
  }
  return { look: { at: Date.now(), clockMs: performance.now(), nodes }, refused }
}
