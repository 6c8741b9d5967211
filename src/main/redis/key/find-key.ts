import type { Milliseconds } from '#shared/units.ts'
import { Failure } from '#shared/failure.ts'
import { bytesOfKeyName, keyNameOf, shownKeyName } from '#shared/redis/key-name.ts'
import type { RedisNode, RedisServer } from '../connect/index.ts'
import { replyText } from './reply-text.ts'

export interface FoundKey {
  key: Buffer
  /** The one way to write it. */
  name: string
  /** As TYPE says it. */
  type: string
  /** Where it lies. */
  node: RedisNode
}

export interface KeyTimeouts {
  connectTimeoutMs: Milliseconds
}

/**
 * The key, its type and its place. TYPE does not count as use of a key.
 *
 * @throws Failure NOT_FOUND, BAD_INPUT for a name that is none, PERMISSION
 */
export async function findKey(server: RedisServer, keyName: string): Promise<FoundKey> {
  const key = bytesOf(keyName)
  // Follows the key where it has moved to; from then on its node is known.
  const type = await server.callForKey(key, 'TYPE', key)
  if (type === 'none') throw notThere(keyName)
  return { key, name: keyNameOf(key), type: replyText(type), node: server.nodeOf(key) }
}

export function notThere(keyName: string): Failure {
  return new Failure('NOT_FOUND', `There is no key ${shortened(shownKeyName(keyName))} on the server.`, {
    hint: 'It may have expired, been evicted or been deleted meanwhile. Look at the keys again.',
  })
}

function bytesOf(keyName: string): Buffer {
  try {
    return Buffer.from(bytesOfKeyName(keyName))
  } catch (error) {
    throw new Failure('BAD_INPUT', 'This is no name of a key: what follows base64: is no base64.', {
      hint: 'Take the name as a list of keys gives it.',
      cause: error,
    })
  }
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
