import { execFile } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { targetFromUrl } from '#main/environments/index.ts'
import { withRedis } from '#main/redis/connect/index.ts'
import { analyse, createControl, createKeyspaceAnalyses, scanKeys } from '#main/redis/keyspace/index.ts'
import { requireRedis } from '#main/redis/redis-target.ts'
import { openStorage } from '#main/storage/index.ts'
import { redisProgram, startRedis, type TestRedis } from '../../support/redis.ts'
import { analysed, counted, fill, lastAnalysis, sumOf, timeouts } from './keyspace-server.ts'

const KEYS = 20_000

async function idleTimes({ redis }: TestRedis, names: readonly string[]): Promise<number[]> {
  const commands = redis.pipeline()
  for (const name of names) commands.object('IDLETIME', name)
  return ((await commands.exec()) ?? []).map(([, reply]) => Number(reply))
}

describe.skipIf(!redisProgram)('an analysis leaves no trace', () => {
  it('keeps idle times as they are, which --bigkeys does not', async () => {
    const server = await startRedis({ config: ['--save', ''] })
    try {
      await fill(server, 500)
      const names = await server.redis.keys('*')
      // The clock that idle times are read from ticks once a second.
      const waitedFor = async (times: number) => {
        for (;;) {
          const idle = await idleTimes(server, names)
          if (idle.every((seconds) => seconds >= times)) return idle
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      }
      await waitedFor(2)
      await analysed(server.target())
      expect(Math.min(...(await idleTimes(server, names)))).toBeGreaterThanOrEqual(2)
      await promisify(execFile)('redis-cli', ['-p', String(server.port), '--bigkeys'])
      expect(Math.min(...(await idleTimes(server, names)))).toBeLessThan(2)
    } finally {
      await server.stop()
    }
  })
})

describe.skipIf(!redisProgram)('an analysis of a server that changes', () => {
  it('counts each key once while the table shrinks and grows under the scan', async () => {
    const server = await startRedis()
    try {
      for (let from = 0; from < 200_000; from += 10_000) {
        const commands = server.redis.pipeline()
        for (let n = from; n < from + 10_000; n += 1)
          commands.set(n % 40 === 0 ? `keep:${n}` : `drop:${n}`, n)
        await commands.exec()
      }
      const seen = new Map<string, number>()
      let hasDropped = false
      await withRedis(server.target(), { timeouts }, async (connected) => {
        await scanKeys(connected, { fields: ['type'], pace: () => 'full' }, async (batch) => {
          for (let at = 0; at < batch.count; at += 1) {
            const name = batch.names.toString('latin1', batch.starts[at], batch.ends[at])
            if (name.startsWith('keep:')) seen.set(name, (seen.get(name) ?? 0) + 1)
          }
          if (hasDropped || seen.size < 1500) return
          hasDropped = true
          // Most of the table goes, and it shrinks; new keys make it grow again.
          await server.redis.eval(
            "for n = 0, 199999 do if n % 40 ~= 0 then redis.call('DEL', 'drop:' .. n) end end",
            0,
          )
          await server.redis.eval("for n = 1, 20000 do redis.call('SET', 'new:' .. n, n) end", 0)
        })
      })
      expect(hasDropped).toBe(true)
      expect(seen.size).toBe(5000)
      expect([...seen.values()].every((times) => times === 1)).toBe(true)
    } finally {
      await server.stop()
    }
  })

  it('leaves out keys that expire while they are looked at', async () => {
    const server = await startRedis({ config: ['--hz', '1'] })
    try {
      const commands = server.redis.pipeline()
      for (let n = 0; n < 5000; n += 1) commands.set(`short:${n}`, n, 'PX', 100 + (n % 400))
      for (let n = 0; n < 5000; n += 1) commands.set(`long:${n}`, n)
      await commands.exec()
      const analysis = await analysed(server.target(), {}, 10_000)
      const long = analysis.namespaces.find(({ prefix }) => prefix === 'long:')
      expect(long?.keys).toBe(5000)
      expect(analysis.types['none']).toBeUndefined()
      expect(analysis.types['unknown']).toBeUndefined()
    } finally {
      await server.stop()
    }
  })
})

describe.skipIf(!redisProgram)('a running analysis', () => {
  let server: TestRedis
  beforeAll(async () => {
    server = await startRedis()
    await fill(server, KEYS)
  })
  afterAll(async () => await server.stop())

  it('is as exact when it is gentle', async () => {
    expect(await analysed(server.target(), {}, 'gentle')).toMatchObject(sumOf(await counted(server)))
  })

  it('ends with what it has seen when it is stopped, and takes another pace meanwhile', async () => {
    const stop = new AbortController()
    const control = createControl(200, stop.signal)
    const paces = new Set<unknown>()
    for await (const event of analyse(server.target(), {}, control, timeouts)) {
      if (event.type === 'analysis') {
        expect(event.analysis.complete).toBe(false)
        expect(event.analysis.keys).toBeGreaterThan(0)
        expect(event.analysis.keys).toBeLessThan(KEYS)
        expect(event.analysis.namespaces[0]?.keys).toBe(event.analysis.keys)
      } else {
        paces.add(event.pace)
        if (event.done > 50) control.pace = 500
        if (event.pace === 500) stop.abort()
      }
    }
    expect([...paces]).toEqual([200, 500])
  })

  it('is thrown away when it is cancelled, and leaves no connection', async () => {
    const signal = new AbortController()
    const run = async () => {
      for await (const event of analyse(
        server.target(),
        {},
        createControl(100, new AbortController().signal),
        timeouts,
        signal.signal,
      ))
        if (event.type === 'progress' && event.done > 0) signal.abort()
    }
    await expect(run()).rejects.toMatchObject({ code: 'CANCELLED' })
    await expectNoConnections(server)
  })

  it('fails as one when the server dies in the middle', async () => {
    const other = await startRedis()
    try {
      await fill(other, 5000)
      const run = async () => {
        for await (const event of analyse(
          other.target(),
          {},
          createControl(500, new AbortController().signal),
          timeouts,
        ))
          if (event.type === 'progress' && event.done > 100) await other.kill()
      }
      await expect(run()).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    } finally {
      await other.stop()
    }
  })

  it('works as far as a user’s rights go and names those that are missing', async () => {
    await server.redis.call(
      'ACL',
      'SETUSER',
      'reader',
      'on',
      '>secret',
      '~*',
      '+@connection',
      '+scan',
      '+type',
      '+pttl',
      '+pexpiretime',
      '+dbsize',
      '+info',
    )
    const reader = requireRedis(targetFromUrl(`redis://reader:secret@127.0.0.1:${server.port}`, {}))
    const analysis = await analysed(reader)
    expect(analysis.keys).toBe(KEYS)
    expect(analysis.access).toBe('unknown')
    expect(analysis.top.bytes).toEqual([])
    const hints = analysis.limitations.map(({ message, hint }) => `${message} ${hint}`).join('\n')
    expect(hints).toContain('+memory|usage')
    expect(hints).toContain('+object')
    await server.redis.call('ACL', 'SETUSER', 'blind', 'on', '>secret', '~*', '+@connection')
    const blind = requireRedis(targetFromUrl(`redis://blind:secret@127.0.0.1:${server.port}`, {}))
    await expect(analysed(blind)).rejects.toMatchObject({ code: 'PERMISSION' })
  })

  it('is kept, the last ten, and pages show its keys', async () => {
    const storage = openStorage(server.folder)
    try {
      const { database } = storage
      database.exec(
        "INSERT INTO environments (id, name, guard, origin, position) VALUES ('e', 'e', 'open', 'user', 0)",
      )
      database.exec(
        `INSERT INTO targets (id, environment_id, name, address, secret_kind, position) VALUES ('t', 'e', 'r', '{}', 'none', 0)`,
      )
      const analyses = createKeyspaceAnalyses({
        database,
        createComplianceCounter: () => ({ add: () => {}, result: () => ({ compliance: [], unmatched: 0 }) }),
      })
      const target = { ...server.target(), id: 't' }
      const options = { pace: 'full' as const, memorySamples: 5, touch: false, match: 'queue_*' }
      const ids: string[] = []
      for (let n = 0; n < 12; n += 1)
        ids.push((await lastAnalysis(analyses.run(target, options, timeouts))).id)
      const kept = analyses.list('t')
      expect(kept).toHaveLength(10)
      expect(analyses.get(kept[0]?.id ?? '').keys).toBe(KEYS / 10)
      expect(() => analyses.get(ids[0] ?? '')).toThrow('not kept')
      expect(() => analyses.stop(ids[11] ?? '')).toThrow('does not run')

      const names = new Set<string>()
      let cursor: string | null | undefined
      do {
        const page = await analyses.keys(
          target,
          { match: 'user:*', limit: 100, type: 'hash', cursor: cursor ?? undefined },
          timeouts,
        )
        for (const { key, type, bytes } of page.keys) {
          expect(type).toBe('hash')
          expect(bytes).toBeGreaterThan(0)
          names.add(key)
        }
        cursor = page.cursor
      } while (cursor !== null)
      expect(names.size).toBe(KEYS / 10)
    } finally {
      storage.close()
    }
  })
})

/** What a hostile server sends after its greeting; each makes one failure and nothing hangs. */
const hostile = [
  '*2\r\n$1\r\n0\r\n*1000000000\r\n',
  '*2\r\n$1\r\nx\r\n*0\r\n',
  '$99999999999999999999\r\n',
  '*2\r\n$1\r\n7\r\n*1\r\n:5\r\n',
  '?what\r\n',
  ':5\r\n:6\r\n:7\r\n',
]

describe('a hostile server', () => {
  it.each(hostile)('answers %j and is told apart', async (answer) => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('data', (chunk) => {
        for (const command of chunk.toString('latin1').matchAll(/\*\d+\r\n\$\d+\r\n([A-Za-z]+)/g)) {
          if (command[1] === 'SCAN') socket.end(answer)
          else if (command[1] === 'INFO') socket.write('$20\r\nredis_version:7.0.15\r\n')
          else socket.write('+OK\r\n')
        }
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    try {
      const target = requireRedis(targetFromUrl(`redis://127.0.0.1:${port}`, {}))
      await expect(analysed(target)).rejects.toMatchObject({ name: 'Failure' })
    } finally {
      for (const socket of sockets) socket.destroy()
      server.close()
    }
  })
})

async function expectNoConnections({ redis }: TestRedis): Promise<void> {
  for (;;) {
    const list = String(await redis.call('CLIENT', 'LIST'))
    if (!list.includes('name=pitwall')) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
