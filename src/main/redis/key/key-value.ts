import type { Limitation } from '#shared/contract/finding.ts'
import type { ValuePage } from '#shared/contract/redis/key.ts'
import { throwIfCancelled } from '#shared/failure.ts'
import { withRedis } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { openBounded, replaced } from './bounded-connection.ts'
import { findKey, type KeyTimeouts } from './find-key.ts'
import { readHashPage } from './pages/hash.ts'
import { readListPage } from './pages/list.ts'
import { notACursor } from './pages/place.ts'
import type { PageReader } from './pages/reading.ts'
import { readSetPage } from './pages/set.ts'
import { readSortedSetPage } from './pages/sorted-set.ts'
import { readStreamPage } from './pages/stream.ts'
import { readStringPage } from './pages/string.ts'

export interface ValueRequest {
  /** As the contract names keys. */
  key: string
  /** Where the page before has ended. */
  cursor?: string | undefined
  /** A glob, for fields and members of hashes, sets and sorted sets; other types are shown whole. */
  match?: string | undefined
  limit: number
}

export interface ShownPage {
  page: ValuePage
  /** Null at the end. */
  cursor: string | null
  total: number | null
  limitations: Limitation[]
}

const readers: Partial<Record<string, PageReader>> = {
  string: readStringPage,
  hash: readHashPage,
  list: readListPage,
  set: readSetPage,
  zset: readSortedSetPage,
  stream: readStreamPage,
}

/**
 * A page of what a key holds: 64 KB of a string, `limit` of what a collection holds, or fewer where
 * they are large. Counts as use of the key where the server cannot be told that it does not.
 *
 * @throws Failure NOT_FOUND where the key is gone or of another type by now, PERMISSION naming the
 * command that is not allowed, UNSUPPORTED where one element is too large to be loaded
 */
export async function keyValue(
  target: RedisTarget,
  { key: keyName, cursor, match, limit }: ValueRequest,
  timeouts: KeyTimeouts,
  signal?: AbortSignal,
): Promise<ShownPage> {
  return await withRedis(target, { timeouts, signal }, async (server) => {
    const { key, type, node } = await findKey(server, keyName)
    throwIfCancelled(signal)
    const read = readers[type]
    const limitations: Limitation[] = []
    if (!read) return { page: { type: 'other', name: type }, cursor: null, total: null, limitations }
    const { page, next, total } = await read(
      { key, connection: openBounded(node), facts: server.facts, limit, match, signal, limitations },
      placeOf(cursor, type),
    )
    return { page, cursor: next === null ? null : `${type} ${next}`, total, limitations }
  })
}

/** What the reader of the type gave; the type stands before it, as the key may be another by now. */
function placeOf(cursor: string | undefined, type: string): string | undefined {
  if (cursor === undefined) return undefined
  const space = cursor.indexOf(' ')
  if (readers[cursor.slice(0, space)] === undefined) throw notACursor()
  if (cursor.slice(0, space) !== type) throw replaced()
  return cursor.slice(space + 1)
}
