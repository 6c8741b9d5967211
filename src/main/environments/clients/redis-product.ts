import { Failure } from '#shared/failure.ts'
import type { AskRedis } from './redis-login.ts'

export interface RedisProduct {
  name: 'Redis' | 'Valkey'
  /** Undefined where the user may not ask for it. */
  version: string | undefined
  /** `unknown`: the user may not ask, and nothing speaks for a cluster. */
  mode: 'standalone' | 'cluster' | 'sentinel' | 'unknown'
  /** INFO answered. */
  hasInfo: boolean
}

/** Redis 5 is the oldest with what keyspace work needs; Valkey began as Redis 7.2. */
const OLDEST_VERSION = 5

/**
 * What the server is: by INFO; where that is not allowed by HELLO, which every user may call since
 * Redis 6.2; else by what a reader may still ask.
 *
 * @throws Failure UNSUPPORTED for a server that is too old
 */
export async function readProduct(ask: AskRedis): Promise<RedisProduct> {
  const info = await answerOrNothing(ask, 'INFO', 'server')
  const product = info === undefined ? await fromHello(ask) : fromInfo(textOf(info))
  if (product.name === 'Redis' && Number(product.version?.split('.')[0]) < OLDEST_VERSION) {
    throw new Failure(
      'UNSUPPORTED',
      `The server is Redis ${product.version ?? ''}; Pitwall works with ${OLDEST_VERSION} and later.`,
      { hint: 'Upgrade it, or point at a newer one.' },
    )
  }
  return product
}

async function answerOrNothing(ask: AskRedis, command: string, ...parts: string[]): Promise<unknown> {
  try {
    return await ask(command, ...parts)
  } catch (error) {
    const isDenied = error instanceof Failure && error.code === 'PERMISSION'
    if (!isDenied && !(error instanceof Failure && error.facts['reply'] === 'ERR')) throw error
    return undefined
  }
}

/** Of ioredis it is a string, from the wire bytes. */
const textOf = (reply: unknown) =>
  Buffer.isBuffer(reply) || typeof reply === 'string' ? reply.toString() : ''

function fromInfo(info: string): RedisProduct {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  const valkey = field('valkey_version')
  return {
    name: valkey === undefined ? 'Redis' : 'Valkey',
    version: valkey ?? field('redis_version'),
    mode: modeOf(field('redis_mode') ?? field('server_mode')),
    hasInfo: true,
  }
}

async function fromHello(ask: AskRedis): Promise<RedisProduct> {
  const hello = await answerOrNothing(ask, 'HELLO', '2')
  if (!Array.isArray(hello)) return await fromReading(ask)
  const fields: unknown[] = hello
  const field = (name: string) => {
    const at = fields.findIndex((one) => textOf(one) === name)
    return at === -1 ? undefined : textOf(fields[at + 1])
  }
  return {
    name: field('server') === 'valkey' ? 'Valkey' : 'Redis',
    version: field('version'),
    mode: modeOf(field('mode')),
    hasInfo: false,
  }
}

/** Redis 6.0 keeps HELLO from users, but signs its drawings, which count as reading. */
async function fromReading(ask: AskRedis): Promise<RedisProduct> {
  const signature = /(Redis|Valkey) ver\. (\d+\.\d+\.\d+)/.exec(textOf(await answerOrNothing(ask, 'LOLWUT')))
  return {
    name: signature?.[1] === 'Valkey' ? 'Valkey' : 'Redis',
    version: signature?.[2],
    mode: (await sendsElsewhere(ask)) ? 'cluster' : 'unknown',
    hasInfo: false,
  }
}

/** So many names have slots at every master of a cluster. */
const PROBED_NAMES = 16

/** A node of a cluster does not answer for keys of others. */
async function sendsElsewhere(ask: AskRedis): Promise<boolean> {
  for (let index = 0; index < PROBED_NAMES; index += 1) {
    try {
      await ask('EXISTS', `pitwall:${index}`)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.facts['reply'] === 'MOVED') return true
      // Not allowed, and not for the next one either.
      if (error.code === 'PERMISSION') return false
      throw error
    }
  }
  return false
}

function modeOf(text: string | undefined): RedisProduct['mode'] {
  return text === 'cluster' || text === 'sentinel' || text === 'standalone' ? text : 'unknown'
}
