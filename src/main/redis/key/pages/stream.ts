import type { ValuePage } from '#shared/contract/redis/key.ts'
import { type Reply, ReplyError } from '../../resp/index.ts'
import { replyText } from '../reply-text.ts'
import { notACursor } from './place.ts'
import { type PageReader, type Reading, Room } from './reading.ts'

type Stream = Extract<ValuePage, { type: 'stream' }>

export const readStreamPage: PageReader = async (reading, from) => {
  const { key, connection, limit } = reading
  const start = from ?? '-'
  if (from !== undefined && !/^\d{1,20}-\d{1,20}$/.test(from)) throw notACursor()
  const [length] = await connection.ask(['XLEN', key])
  const total = Number(connection.expect(length, 'XLEN'))
  const { reply, count } = await connection.askForFewer(limit, (most) => [
    'XRANGE',
    key,
    start,
    '+',
    'COUNT',
    most,
  ])
  const found = Array.isArray(reply) ? reply : []
  const entries = await showEntries(found)
  const last = entries.at(-1)?.id
  const isEnd = last === undefined || (entries.length === found.length && found.length < count)
  return {
    page: { type: 'stream', entries, groups: await readGroups(reading) },
    next: isEnd ? null : idAfter(last),
    total,
  }
}

async function showEntries(found: readonly Reply[]): Promise<Stream['entries']> {
  const room = new Room()
  const entries: Stream['entries'] = []
  for (const entry of found) {
    if (room.isFull) break
    const [id, flat] = Array.isArray(entry) ? entry : []
    const fields: Stream['entries'][number]['fields'] = []
    const parts = Array.isArray(flat) ? flat.filter((part) => Buffer.isBuffer(part)) : []
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const [field, value] = parts.slice(at, at + 2)
      if (field && value) fields.push({ field: await room.show(field), value: await room.show(value) })
    }
    entries.push({ id: replyText(id), fields })
  }
  return entries
}

async function readGroups({ key, connection, limitations }: Reading): Promise<Stream['groups']> {
  const [reply] = await connection.ask(['XINFO', 'GROUPS', key])
  if (reply instanceof ReplyError) {
    limitations.push({
      message: `The consumer groups are not known. The server says: ${reply.message}`,
      hint: 'Grant it: ACL SETUSER … +xinfo.',
      proposals: [],
    })
    return []
  }
  return (Array.isArray(reply) ? reply : []).map((group) => {
    const facts = new Map<string, Reply>()
    const flat = Array.isArray(group) ? group : []
    for (let at = 0; at + 1 < flat.length; at += 2) facts.set(replyText(flat[at]), flat[at + 1] ?? null)
    return {
      name: replyText(facts.get('name')),
      consumers: Number(facts.get('consumers') ?? 0),
      pending: Number(facts.get('pending') ?? 0),
    }
  })
}

const LAST_OF_A_MILLISECOND = 2n ** 64n - 1n

/** The first id that may come after it. `(id` for that is there only since 6.2. */
function idAfter(id: string): string {
  const [milliseconds = '0', sequence = '0'] = id.split('-')
  if (BigInt(sequence) < LAST_OF_A_MILLISECOND) return `${milliseconds}-${BigInt(sequence) + 1n}`
  return `${BigInt(milliseconds) + 1n}-0`
}
