import { connect } from 'node:net'
import { once } from 'node:events'

/** Keys of every type, named as applications name them; the same for the same number. */
export async function fill(port: number, keys: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let replies = 0
  const done = new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => {
      if (chunk.includes('-ERR') || chunk.includes('-WRONG'))
        reject(new Error(chunk.toString('latin1', 0, 200)))
      replies += countReplies(chunk)
      if (replies >= keys) resolve()
    })
  })
  const next = randomFrom(42)
  let text = ''
  for (let n = 0; n < keys; n += 1) {
    text += command(keyOf(n, next))
    if (text.length < 500_000 && n < keys - 1) continue
    if (!socket.write(text)) await once(socket, 'drain')
    text = ''
  }
  await done
  socket.end()
}

/** Each command used here answers in one line, but XADD in two: its second begins with a digit. */
function countReplies(chunk: Buffer): number {
  let count = 0
  for (const byte of chunk) if (byte === PLUS || byte === COLON || byte === DOLLAR) count += 1
  return count
}

const [PLUS, COLON, DOLLAR] = [43, 58, 36]

type Random = () => number

function keyOf(n: number, next: Random): string[] {
  const hex = (length: number) =>
    Math.floor(next() * 16 ** Math.min(12, length))
      .toString(16)
      .padStart(length, '0')
  const kind = n % 20
  if (kind < 5)
    return [
      'SET',
      `session:${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
      'x'.repeat(50 + next() * 200),
      'EX',
      seconds(86_400, next),
    ]
  if (kind < 9)
    return [
      'SET',
      `cache:page:${n}`,
      'y'.repeat(100 + next() * 900),
      ...(kind < 8 ? ['EX', seconds(7200, next)] : []),
    ]
  if (kind < 11) return ['SET', `counter:${n}`, String(n)]
  if (kind < 14)
    return ['HSET', `user:${n}:profile`, ...items(4 + next() * 8, (at) => [`field${at}`, hex(12)])]
  if (kind < 15) return ['HSET', `user:${n}:settings`, 'theme', 'dark', 'language', hex(2)]
  if (kind < 16) return ['SADD', `tags:${n}`, ...items(5, () => [String(Math.floor(next() * 100_000))])]
  if (kind < 17)
    return ['ZADD', `leader:${n}`, ...items(6, () => [String(Math.floor(next() * 1000)), hex(8)])]
  if (kind < 18) return ['RPUSH', `queue:${n}`, ...items(8, () => [hex(10)])]
  if (kind < 19) return ['SADD', `followers:${n}`, ...items(6, () => [hex(8)])]
  if (n % 100 === 19) return ['XADD', `events:${n}`, '*', 'kind', 'x']
  return ['SET', `feature_${n}`, 'on']
}

const items = (count: number, item: (at: number) => string[]) =>
  Array.from({ length: count }, (_, at) => item(at)).flat()

const seconds = (most: number, next: Random) => String(3600 + Math.floor(next() * most))

const command = (words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`

/** Mulberry32. */
function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
