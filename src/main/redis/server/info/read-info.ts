import { setTimeout as delay } from 'node:timers/promises'
import { throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { RedisNode } from '../../connect/index.ts'
import { type Reply, ReplyError } from '../../resp/index.ts'
import { type Info, parseInfo } from './info.ts'
import { InfoFigures } from './info-figures.ts'

/** `all` is every section of the server's own, in every version. */
const command = ['INFO', 'all'] as const

/** What the masters told, or why the first that refused did. */
export type InfoReading =
  | { figures: InfoFigures; silent: string[] }
  | { figures: undefined; refused: ReplyError }

/**
 * Looks twice at the counters of every master, with a pause between in which Pitwall asks nothing, so
 * that what they grow by is the work of others.
 */
export async function readInfo(
  nodes: readonly RedisNode[],
  windowMs: Milliseconds,
  signal?: AbortSignal,
): Promise<InfoReading> {
  const first = await askAll(nodes)
  const refused = first.find(({ reply }) => reply instanceof ReplyError)?.reply
  if (refused instanceof ReplyError && first.every(({ info }) => info === undefined)) {
    return { figures: undefined, refused }
  }
  const at = performance.now()
  await delay(windowMs, undefined, signal ? { signal } : {}).catch(() => {})
  throwIfCancelled(signal)
  const last = await askAll(nodes)
  const elapsedMs = performance.now() - at
  const told = last.flatMap(({ node, info }) =>
    info === undefined ? [] : [{ node, now: info, before: first.find((one) => one.node === node)?.info }],
  )
  return {
    figures: new InfoFigures(told, elapsedMs),
    silent: last.filter(({ info }) => info === undefined).map(({ node }) => node),
  }
}

interface Told {
  node: string
  reply: Reply
  info: Info | undefined
}

async function askAll(nodes: readonly RedisNode[]): Promise<Told[]> {
  return await Promise.all(
    nodes.map(async (node) => {
      const [reply = null] = await node.pipeline([command])
      return { node: node.name, reply, info: infoFrom(reply) }
    }),
  )
}

export function infoFrom(reply: Reply): Info | undefined {
  return Buffer.isBuffer(reply) || typeof reply === 'string' ? parseInfo(reply) : undefined
}
