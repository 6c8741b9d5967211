import type { RedisServer } from '../connect/index.ts'
import { ReplyError, type Reply } from '../resp/index.ts'
import { askForKeys } from './presence.ts'
import type { Read } from './reads.ts'
import type { Tally } from './tally.ts'

/** Reads that are under way at once; a server that is slower than that does not keep up. */
export const MOST_IN_REDIS = 20_000

/**
 * What is asked for a read: of a string the value itself; of the others their length, which makes the
 * server find the key as the recorded command did, and not send thousands of elements for it.
 */
const commands: readonly { matches: RegExp; ask: string }[] = [
  { matches: /^h/, ask: 'HLEN' },
  { matches: /^(?:l(?!cs)|bl|br|rpop)/, ask: 'LLEN' },
  { matches: /^(?:scard|smembers|sismember|smismember|srandmember|sscan|sinter|sunion|sdiff)/, ask: 'SCARD' },
  { matches: /^(?:z|geo)/, ask: 'ZCARD' },
  { matches: /^x/, ask: 'XLEN' },
  { matches: /^(?:m?get|getex|getdel|getset|set|r|read|gets)$/, ask: 'GET' },
  { matches: /^(?:strlen|getrange|substr|getbit|bit|lcs|pf)/, ask: 'STRLEN' },
]

/** Any type: it says whether the key is there, and counts as a use of it, as the recorded command did. */
const anyType = 'TOUCH'

export function commandFor(recorded: string): string {
  return commands.find(({ matches }) => matches.test(recorded))?.ask ?? anyType
}

/** Sends reads as one pipeline, and counts which keys were there. */
export async function sendToRedis(
  server: RedisServer,
  reads: readonly Read[],
  tally: Tally,
  onDone: (reads: number) => void,
): Promise<void> {
  const keys = reads.map(({ key }) => key)
  const replies = await askForKeys(server, keys, (key, index) => [
    commandFor(reads[index]?.command ?? ''),
    key,
  ])
  for (const reply of replies) {
    // Of another type than when it was recorded, but there.
    if (!(reply instanceof ReplyError) || reply.code === 'WRONGTYPE') tally.looked(isThere(reply))
    else tally.fail(reply.code)
  }
  onDone(reads.length)
}

function isThere(reply: Reply): boolean {
  return reply !== null && reply !== 0
}
