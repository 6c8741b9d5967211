import { throwIfCancelled } from '#shared/failure.ts'
import type { Reply } from '../../resp/index.ts'
import { replyText } from '../reply-text.ts'
import { notACursor } from './place.ts'
import type { Reading } from './reading.ts'

/** Members that are looked at for one page where most do not match; then it is for the user to go on. */
const MOST_LOOKED_AT = 100_000
const LOOKED_AT_ONCE = 1000

/** Where a page begins: the server's cursor, and how many of what that gives are on earlier pages. */
interface ScanPlace {
  cursor: string
  skip: number
}

/**
 * Goes through a collection with HSCAN, SSCAN or ZSCAN until the page is full. Small collections are
 * given whole however few are asked for, so a page may end within what one cursor gives.
 *
 * @param entryLength replies that make one entry
 * @param show puts entries on the page; returns how many of them there was room for
 * @returns where the next page begins; null at the end
 */
export async function scanPage(
  { key, connection, limit, match, signal }: Reading,
  { command, words = [], entryLength }: { command: string; words?: readonly string[]; entryLength: number },
  from: string | undefined,
  show: (entries: Reply[][]) => Promise<number>,
): Promise<string | null> {
  let { cursor, skip } = readScanPlace(from)
  let shown = 0
  let lookedAt = 0
  for (;;) {
    throwIfCancelled(signal)
    const at = cursor
    const { reply, count } = await connection.askForFewer(
      match === undefined ? Math.max(10, limit - shown) : LOOKED_AT_ONCE,
      (most) => [command, key, at, ...(match === undefined ? [] : ['MATCH', match]), 'COUNT', most, ...words],
    )
    const [next, entries] = partsOf(reply, entryLength)
    const offered = entries.slice(skip, skip + limit - shown)
    const taken = await show(offered)
    shown += taken
    if (skip + taken < entries.length && (taken < offered.length || shown >= limit)) {
      return `${cursor} ${skip + taken}`
    }
    if (next === '0') return null
    lookedAt += count
    cursor = next
    skip = 0
    if (shown >= limit || lookedAt >= MOST_LOOKED_AT) return `${cursor} 0`
  }
}

function readScanPlace(from: string | undefined): ScanPlace {
  if (from === undefined) return { cursor: '0', skip: 0 }
  const [, cursor, skip] = /^(\d{1,20}) (\d{1,12})$/.exec(from) ?? []
  if (cursor === undefined) throw notACursor()
  return { cursor, skip: Number(skip) }
}

function partsOf(reply: Reply, entryLength: number): [next: string, entries: Reply[][]] {
  const [next, flat] = Array.isArray(reply) ? reply : []
  const replies = Array.isArray(flat) ? flat : []
  const entries: Reply[][] = []
  for (let at = 0; at + entryLength <= replies.length; at += entryLength) {
    entries.push(replies.slice(at, at + entryLength))
  }
  return [replyText(next) || '0', entries]
}
