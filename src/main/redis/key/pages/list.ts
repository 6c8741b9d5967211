import { readPlace } from './place.ts'
import { type PageReader, Room } from './reading.ts'

export const readListPage: PageReader = async ({ key, connection, limit }, from) => {
  const start = readPlace(from)
  const [length] = await connection.ask(['LLEN', key])
  const total = Number(connection.expect(length, 'LLEN'))
  const { reply } = await connection.askForFewer(limit, (count) => ['LRANGE', key, start, start + count - 1])
  const room = new Room()
  const items = []
  for (const [at, item] of (Array.isArray(reply) ? reply : []).entries()) {
    if (room.isFull) break
    if (Buffer.isBuffer(item)) items.push({ index: start + at, value: await room.show(item) })
  }
  const end = start + items.length
  return { page: { type: 'list', items }, next: items.length > 0 && end < total ? String(end) : null, total }
}
