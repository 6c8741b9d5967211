import type { ShownValue, ValuePage } from '#shared/contract/redis/key.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import type { RedisFacts } from '../../connect/index.ts'
import { type Reply, ReplyError } from '../../resp/index.ts'
import { type PageReader, type Reading, Room } from './reading.ts'
import { scanPage } from './scan.ts'

/** Values that are loaded for one page; HGET gives a value whole or not at all. */
const MOST_LOADED: Bytes = 4 * 1024 * 1024

type Entries = Extract<ValuePage, { type: 'hash' }>['entries']

/**
 * Where the server can tell the names of fields alone, a value is loaded only once its size is known;
 * a huge one is told by its size.
 */
export const readHashPage: PageReader = async (reading, from) => {
  const { key, connection, facts } = reading
  const [length] = await connection.ask(['HLEN', key])
  const total = Number(connection.expect(length, 'HLEN'))
  const entries: Entries = []
  const next = hasNoValues(facts)
    ? await readNamesFirst(reading, from, entries)
    : await readPairs(reading, from, entries)
  return { page: { type: 'hash', entries }, next, total }
}

/** HSCAN … NOVALUES. */
function hasNoValues({ product, major, minor }: RedisFacts): boolean {
  return product === 'Valkey' ? major >= 8 : major > 7 || (major === 7 && minor >= 4)
}

/** HPTTL. */
function hasFieldTtl({ product, major, minor }: RedisFacts): boolean {
  return product === 'Valkey' ? major >= 9 : major > 7 || (major === 7 && minor >= 4)
}

async function readPairs(
  reading: Reading,
  from: string | undefined,
  entries: Entries,
): Promise<string | null> {
  const room = new Room()
  return await scanPage(reading, { command: 'HSCAN', entryLength: 2 }, from, async (pairs) => {
    let taken = 0
    for (const [field, value] of pairs) {
      if (room.isFull) break
      taken++
      if (!Buffer.isBuffer(field) || !Buffer.isBuffer(value)) continue
      entries.push({ field: await room.show(field), value: await room.show(value), ttlMs: null })
    }
    return taken
  })
}

async function readNamesFirst(
  reading: Reading,
  from: string | undefined,
  entries: Entries,
): Promise<string | null> {
  const room = new Room()
  let loadable = MOST_LOADED
  return await scanPage(
    reading,
    { command: 'HSCAN', words: ['NOVALUES'], entryLength: 1 },
    from,
    async (names) => {
      const fields = names.flatMap(([name]) => (Buffer.isBuffer(name) ? [name] : []))
      const sizes = await sizesOf(reading, fields)
      const plan = planLoading(sizes, loadable)
      loadable = plan.left
      const taken = fields.slice(0, plan.wanted.length)
      const values = await valuesOf(
        reading,
        taken.filter((_, at) => plan.wanted[at] === true),
      )
      const ttls = await ttlsOf(reading, taken)
      let count = 0
      let loaded = 0
      for (const [at, field] of taken.entries()) {
        if (room.isFull) break
        count++
        const value = plan.wanted[at] === true ? values[loaded++] : undefined
        const size = sizes[at] ?? 0
        // Null: it went meanwhile.
        if (value === null) continue
        entries.push({
          field: await room.show(field),
          value: room.take(value === undefined ? notLoaded(size) : await room.show(value)),
          ttlMs: ttls[at] ?? null,
        })
      }
      return count
    },
  )
}

/**
 * Which values to load: those there is room for; one that is too large for any page is not loaded
 * anywhere, and one that only is too large for what is left of this one ends it.
 */
function planLoading(sizes: readonly Bytes[], loadable: Bytes): { wanted: boolean[]; left: Bytes } {
  const wanted: boolean[] = []
  let left = loadable
  for (const size of sizes) {
    if (size > MOST_LOADED) wanted.push(false)
    else if (size <= left) {
      wanted.push(true)
      left -= size
    } else break
  }
  return { wanted, left }
}

function notLoaded(bytes: Bytes): ShownValue {
  return { text: '', formats: ['bytes'], bytes, truncated: true }
}

async function sizesOf({ key, connection }: Reading, fields: readonly Buffer[]): Promise<Bytes[]> {
  const replies = await connection.ask(...fields.map((field) => ['HSTRLEN', key, field]))
  return replies.map((reply) => Number(connection.expect(reply, 'HSTRLEN')))
}

async function valuesOf({ key, connection }: Reading, fields: readonly Buffer[]): Promise<(Buffer | null)[]> {
  const replies = await connection.ask(...fields.map((field) => ['HGET', key, field]))
  return replies.map((reply) => {
    const value = connection.expect(reply, 'HGET')
    return Buffer.isBuffer(value) ? value : null
  })
}

/** Empty where the server knows none, or the user may not ask. */
async function ttlsOf(
  { key, connection, facts }: Reading,
  fields: readonly Buffer[],
): Promise<(Milliseconds | null)[]> {
  if (!hasFieldTtl(facts) || fields.length === 0) return []
  const [reply] = await connection.ask(['HPTTL', key, 'FIELDS', fields.length, ...fields])
  if (reply instanceof ReplyError || !Array.isArray(reply)) return []
  return reply.map((ttl: Reply) => (typeof ttl === 'number' && ttl >= 0 ? ttl : null))
}
