import { createHash } from 'node:crypto'
import type { Bytes } from '#shared/units.ts'
import type { RedisServer } from '../../connect/index.ts'
import { sendKeyed } from './send.ts'

/**
 * Chooses which of the keys to be deleted are kept, while they fit: by the memory they take, which can
 * be asked without touching them, so that a preview says exactly what will be kept. A DUMP is smaller.
 */
export class Keeper {
  readonly #limit: Bytes
  #kept: Bytes

  constructor(limit: Bytes, kept: Bytes = 0) {
    this.#limit = limit
    this.#kept = kept
  }

  get keptBytes(): Bytes {
    return this.#kept
  }

  /** @param bytes of the key's memory; undefined where the server does not tell */
  takes(bytes: Bytes | undefined): boolean {
    if (bytes === undefined || this.#kept + bytes > this.#limit) return false
    this.#kept += bytes
    return true
  }
}

/** Memory of each key with its name; undefined where it is gone or the server does not tell. */
export async function memoryOf(server: RedisServer, keys: readonly Buffer[]): Promise<(Bytes | undefined)[]> {
  const replies = await sendKeyed(
    server,
    keys.map((key) => ({ key, command: ['MEMORY', 'USAGE', key] })),
  )
  return replies.map((reply) => (typeof reply === 'number' ? reply : undefined))
}

/** Null where a key is gone or cannot be dumped. */
export async function dumpsOf(server: RedisServer, keys: readonly Buffer[]): Promise<(Buffer | null)[]> {
  const replies = await sendKeyed(
    server,
    keys.map((key) => ({ key, command: ['DUMP', key] })),
  )
  return replies.map((reply) => (Buffer.isBuffer(reply) ? Buffer.from(reply) : null))
}

/** As the server's `redis.sha1hex` has it. */
export function digestOf(dump: Buffer): string {
  return createHash('sha1').update(dump).digest('hex')
}
