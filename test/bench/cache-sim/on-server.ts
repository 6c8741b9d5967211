import { once } from 'node:events'
import { createConnection } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { EvictionPolicy } from '#shared/contract/redis/simulation.ts'
import { encodeCommand, ReplyError, ReplyParser, type Reply } from '#main/redis/resp/index.ts'
import { startRedis } from '../../support/redis.ts'
import type { MadeTrace } from './traces.ts'

export interface Served {
  hitRate: number
  /** When each read was sent, milliseconds since 1970 with fractions. */
  at: Float64Array
  usedMemory: number
  evictions: number
}

export interface ServedWith {
  policy: EvictionPolicy
  maxMemory: number
  ttlSeconds?: number | undefined
  /** When each read is due, milliseconds from the start; absent: as fast as it goes. */
  due?: Float64Array | undefined
  program?: string | undefined
}

/**
 * Reads the keys of a trace in their order from a fresh server, and writes what it did not find: GET, and
 * at a nil SET, before the next GET. The SET travels with the GET that follows it, which changes neither
 * the order nor the answers.
 */
export async function serve(trace: MadeTrace, settings: ServedWith): Promise<Served> {
  const { policy, maxMemory, ttlSeconds, due } = settings
  const config = ['--maxmemory', String(maxMemory), '--maxmemory-policy', policy]
  const server = await startRedis({ config, ...(settings.program ? { program: settings.program } : {}) })
  const socket = createConnection(server.socket)
  try {
    await once(socket, 'connect')
    const values = 'x'.repeat(Math.max(...trace.bytes))
    const get = trace.keys.map((key) => encodeCommand(['GET', key]))
    const set = (key: number): Buffer => {
      const ttl = ttlSeconds === undefined ? [] : ['EX', ttlSeconds]
      return encodeCommand(['SET', trace.keys[key] ?? '', values.slice(0, trace.bytes[key]), ...ttl])
    }
    const at = new Float64Array(trace.reads.length)
    const start = performance.timeOrigin + performance.now()
    let hits = 0
    let answer: ((reply: Reply) => void) | undefined
    let unanswered = 0
    const parser = new ReplyParser()
    socket.on('data', (chunk: Buffer) => {
      parser.push(chunk, (reply) => {
        if (--unanswered === 0) answer?.(reply)
      })
    })
    let before: Buffer = Buffer.alloc(0)
    for (let i = 0; i < trace.reads.length; i++) {
      const key = trace.reads[i] ?? 0
      const dueAt = start + (due?.[i] ?? 0)
      if (dueAt - (performance.timeOrigin + performance.now()) > 1.5) {
        // What was to travel with this read must not wait for it.
        if (before.length > 0) await send(before, 1)
        before = Buffer.alloc(0)
        await wait(Math.max(0, dueAt - (performance.timeOrigin + performance.now()) - 1))
      }
      at[i] = performance.timeOrigin + performance.now()
      const command = get[key] ?? Buffer.alloc(0)
      const reply = await send(
        before.length > 0 ? Buffer.concat([before, command]) : command,
        before.length > 0 ? 2 : 1,
      )
      if (reply instanceof ReplyError) throw new Error(reply.message)
      if (reply === null) before = set(key)
      else {
        before = Buffer.alloc(0)
        hits++
      }
    }
    async function send(bytes: Buffer, replies: number): Promise<Reply> {
      return await new Promise((resolve) => {
        answer = resolve
        unanswered = replies
        socket.write(bytes)
      })
    }
    const info = await server.redis.info()
    const figure = (name: string): number => Number(new RegExp(`${name}:(\\d+)`).exec(info)?.[1])
    return {
      hitRate: hits / trace.reads.length,
      at,
      usedMemory: figure('used_memory'),
      evictions: figure('evicted_keys'),
    }
  } finally {
    socket.destroy()
    await server.stop()
  }
}
