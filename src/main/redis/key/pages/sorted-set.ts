import type { ValuePage } from '#shared/contract/redis/key.ts'
import type { Reply } from '../../resp/index.ts'
import { replyText } from '../reply-text.ts'
import { readPlace } from './place.ts'
import { type PageReader, type Reading, Room } from './reading.ts'
import { scanPage } from './scan.ts'

type Members = Extract<ValuePage, { type: 'zset' }>['members']

/** In the order of the scores; those that match a pattern in the order the server finds them. */
export const readSortedSetPage: PageReader = async (reading, from) => {
  const { key, connection, match } = reading
  const [length] = await connection.ask(['ZCARD', key])
  const total = Number(connection.expect(length, 'ZCARD'))
  const members: Members = []
  const next =
    match === undefined
      ? await readByRank(reading, from, total, members)
      : await readMatching(reading, from, members)
  return { page: { type: 'zset', members }, next, total }
}

async function readByRank(
  { key, connection, limit }: Reading,
  from: string | undefined,
  total: number,
  members: Members,
): Promise<string | null> {
  const start = readPlace(from)
  const { reply } = await connection.askForFewer(limit, (count) => [
    'ZRANGE',
    key,
    start,
    start + count - 1,
    'WITHSCORES',
  ])
  const flat = Array.isArray(reply) ? reply : []
  const pairs = Array.from({ length: flat.length / 2 }, (_, at) => flat.slice(at * 2, at * 2 + 2))
  const taken = await showMembers(pairs, members, new Room())
  return taken > 0 && start + taken < total ? String(start + taken) : null
}

async function readMatching(
  reading: Reading,
  from: string | undefined,
  members: Members,
): Promise<string | null> {
  const room = new Room()
  return await scanPage(
    reading,
    { command: 'ZSCAN', entryLength: 2 },
    from,
    async (entries) => await showMembers(entries, members, room),
  )
}

async function showMembers(pairs: readonly Reply[][], members: Members, room: Room): Promise<number> {
  let taken = 0
  for (const [member, score] of pairs) {
    if (room.isFull) break
    taken++
    if (Buffer.isBuffer(member)) members.push({ member: await room.show(member), score: replyText(score) })
  }
  return taken
}
