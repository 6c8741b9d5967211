import type { ShownValue } from '#shared/contract/redis/key.ts'
import { type PageReader, Room } from './reading.ts'
import { scanPage } from './scan.ts'

export const readSetPage: PageReader = async (reading, from) => {
  const { key, connection } = reading
  const [length] = await connection.ask(['SCARD', key])
  const total = Number(connection.expect(length, 'SCARD'))
  const room = new Room()
  const members: ShownValue[] = []
  const next = await scanPage(reading, { command: 'SSCAN', entryLength: 1 }, from, async (entries) => {
    let taken = 0
    for (const [member] of entries) {
      if (room.isFull) break
      taken++
      if (Buffer.isBuffer(member)) members.push(await room.show(member))
    }
    return taken
  })
  return { page: { type: 'set', members }, next, total }
}
