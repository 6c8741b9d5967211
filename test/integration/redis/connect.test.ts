import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { targetFromUrl } from '#main/environments/index.ts'
import { type RawConnection, withRedis } from '#main/redis/connect/index.ts'
import { requireRedis, type RedisTarget } from '#main/redis/redis-target.ts'
import { ReplyError } from '#main/redis/resp/index.ts'
import { redisProgram, startRedis, type TestRedis, until } from '../../support/redis.ts'
import { openSilentServer } from '../../support/silent-server.ts'
import { makeCertificates, type Certificates } from '../environments/certificates.ts'
import { serve } from '../environments/strange-servers.ts'
import { at, connections, failing, failureOf, masterOf, said, textOf, timeouts, work } from './connecting.ts'

describe.skipIf(redisProgram === undefined)('withRedis on one server', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(async () => await redis.stop())

  it('says what the server is, and runs commands as bytes', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 128])
    await work(redis.target(), async (server) => {
      expect(server.facts).toMatchObject({ product: expect.any(String), topology: 'standalone' })
      expect(server.facts.version).toMatch(/^\d+\.\d+/)
      expect(server.facts.major).toBeGreaterThanOrEqual(5)
      expect(server.limitations).toEqual([])
      const node = masterOf(server)
      expect(node.name).toBe(`127.0.0.1:${redis.port}`)
      expect(await node.call('SET', bytes, 'é')).toBe('OK')
      expect(await server.callForKey(bytes, 'GET', bytes)).toEqual(Buffer.from('é'))
      expect(await node.call('APPEND', bytes, 12)).toBe(4)
      expect(await node.call('GET', 'nothing')).toBeNull()
      expect(server.nodeOf(bytes)).toBe(node)
      const replies = await node.pipeline([['GET', bytes], ['LPUSH', bytes, 'x'], ['DBSIZE']])
      expect(replies).toEqual([Buffer.from('é12'), expect.any(ReplyError), 1])
      expect(await node.pipeline([])).toEqual([])
    })
  })

  it('keeps many pipelines apart that are sent at once', async () => {
    await work(redis.target(), async (server) => {
      const node = masterOf(server)
      const batches = Array.from({ length: 20 }, (_, batch) =>
        Array.from({ length: 500 }, (_unused, index) => ['ECHO', `${batch}:${index}`]),
      )
      const replies = await Promise.all(batches.map(async (batch) => await node.pipeline(batch)))
      expect(replies.map((batch) => batch.map(textOf))).toEqual(
        batches.map((batch) => batch.map(([, text]) => text)),
      )
    })
  })

  it('uses the database of the address', async () => {
    await redis.redis.select(0)
    for (const database of [3, 15]) {
      await work(at(redis.target(), { database }), async (server) => {
        await masterOf(server).call('SET', 'where', database)
        const raw = await masterOf(server).open()
        expect(await said(raw, '*2\r\n$3\r\nGET\r\n$5\r\nwhere\r\n')).toBe(
          `$${String(database).length}\r\n${database}\r\n`,
        )
      })
    }
    expect(await redis.redis.get('where')).toBeNull()
    const missing = await failing(at(redis.target(), { database: 16 }))
    expect(missing).toMatchObject({ code: 'NOT_FOUND', message: 'There is no database 16 on this server.' })
  })

  it('goes through the Unix socket', async () => {
    await work(at(redis.target(), { host: redis.socket }), async (server) => {
      expect(masterOf(server).name).toBe(redis.socket)
      expect(await masterOf(server).call('PING')).toBe('PONG')
    })
    const missing = await failing(at(redis.target(), { host: `${redis.socket}-not` }))
    expect(missing.message).toContain('There is no Unix socket')
  })

  it('closes everything when the work ends, also what it forgot and when it throws', async () => {
    const raws: RawConnection[] = []
    await work(redis.target(), async (server) => {
      const node = masterOf(server)
      raws.push(await node.open(), await node.open())
      expect(await connections(redis)).toBe(3)
    })
    for (const raw of raws) expect(await raw.closed).toBeUndefined()
    await expect(work(redis.target(), async () => await Promise.reject(new Error('mine')))).rejects.toThrow(
      'mine',
    )
    await until('all connections are gone', async () => (await connections(redis)) === 0)
  })

  it('tells a raw connection that was closed on purpose from a lost one', async () => {
    await work(redis.target(), async (server) => {
      const [one, other] = [await masterOf(server).open(), await masterOf(server).open()]
      one.close()
      expect(await one.closed).toBeUndefined()
      await redis.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      expect(await other.closed).toMatchObject({ code: 'CONNECTION_LOST' })
    })
  })

  it('fails what was under way when the connection is lost, and opens another for what comes next', async () => {
    await work(redis.target(), async (server) => {
      const node = masterOf(server)
      const waiting = failureOf(node.call('BLPOP', 'never', 0))
      await until('it waits', async () =>
        String(await redis.redis.call('CLIENT', 'LIST')).includes('cmd=blpop'),
      )
      await redis.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      expect(await waiting).toMatchObject({ code: 'CONNECTION_LOST' })
      expect(await node.call('PING')).toBe('PONG')
    })
  })

  it('is cancelled at once, whatever it waits for', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const attempt = withRedis(redis.target(), { timeouts, signal }, async (server) => {
      const raw = await masterOf(server).open()
      const waiting = masterOf(server).call('BLPOP', 'never', 0)
      setImmediate(() => controller.abort())
      expect(await raw.closed).toMatchObject({ code: 'CANCELLED' })
      await expect(masterOf(server).call('PING')).rejects.toMatchObject({ code: 'CANCELLED' })
      await waiting
    })
    expect(await failureOf(attempt)).toMatchObject({ code: 'CANCELLED' })
    const before = withRedis(redis.target(), { timeouts, signal }, async () => {})
    expect(await failureOf(before)).toMatchObject({ code: 'CANCELLED' })
    await using silent = await openSilentServer()
    const late = new AbortController()
    const connecting = withRedis(
      at(redis.target(), { port: silent.port }),
      { timeouts: { connectTimeoutMs: 60_000 }, signal: late.signal },
      async () => {},
    )
    await silent.called()
    late.abort()
    expect(await failureOf(connecting)).toMatchObject({ code: 'CANCELLED' })
    await silent.leftAlone()
  })

  it('says what an error reply means', async () => {
    await work(redis.target(), async (server) => {
      const node = masterOf(server)
      const fails = async (...args: string[]) => await failureOf(node.call(...args))
      expect(await fails('NOSUCH', 'SECRET')).toMatchObject({
        code: 'PERMISSION',
        message: 'The server does not have the command NOSUCH, or it is turned off.',
        facts: { reason: 'unknown-command' },
      })
      expect(await fails('CONFIG', 'SET', 'no-such', '1')).toMatchObject({ code: 'SERVER_ERROR' })
      await node.call('CONFIG', 'SET', 'maxmemory', '1')
      expect(await fails('SET', 'a', 'b')).toMatchObject({
        code: 'SERVER_ERROR',
        message: expect.stringContaining('at its maxmemory'),
        hint: expect.stringContaining('TTL'),
        facts: { reply: 'OOM' },
      })
      await node.call('CONFIG', 'SET', 'maxmemory', '0')
      await node.call('CONFIG', 'SET', 'min-replicas-to-write', '1')
      expect(await fails('SET', 'a', 'b')).toMatchObject({ facts: { reply: 'NOREPLICAS' } })
      await node.call('CONFIG', 'SET', 'min-replicas-to-write', '0')
    })
  })

  it('shows a replica, and says that it takes no changes', async () => {
    const replica = await startRedis({ config: ['--replicaof', '127.0.0.1', String(redis.port)] })
    try {
      await work(replica.target(), async (server) => {
        expect(server.limitations).toMatchObject([
          { message: expect.stringContaining(`replica of 127.0.0.1:${redis.port}`) },
        ])
        const refused = await failureOf(masterOf(server).call('SET', 'a', 'b'))
        expect(refused).toMatchObject({
          facts: { reply: 'READONLY' },
          hint: expect.stringContaining('master'),
        })
      })
    } finally {
      await replica.stop()
    }
  })
})

describe.skipIf(redisProgram === undefined)('withRedis and who may come in', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis({ config: ['--requirepass', 'open-sesame'], password: 'open-sesame' })
    await redis.redis.call('ACL', 'SETUSER', 'reader', 'on', '>reads', '~app:*', '+@read')
    await redis.redis.set('app:1', 'one')
  })
  afterAll(async () => await redis.stop())

  it('tells a missing password from a wrong one, and repeats none', async () => {
    expect(await failing({ ...redis.target(), password: undefined })).toMatchObject({
      code: 'AUTHENTICATION',
      message: 'The server wants a password, and none was given.',
    })
    const wrong = await failing({ ...redis.target(), password: 'SECRET' })
    expect(wrong).toMatchObject({ code: 'AUTHENTICATION', message: expect.stringContaining('is wrong') })
    expect(JSON.stringify([wrong.message, wrong.hint, wrong.facts, String(wrong.cause)])).not.toContain(
      'SECRET',
    )
    const nobody = await failing(at(redis.target(), { user: 'nobody' }))
    expect(nobody.message).toContain('nobody')
  })

  it('lets a user who may only read do as much', async () => {
    await work(at(redis.target(), { user: 'reader' }, 'reads'), async (server) => {
      // INFO is not allowed; HELLO tells it.
      expect(server.facts.version).toMatch(/^\d+\.\d+/)
      const node = masterOf(server)
      expect(await node.call('GET', 'app:1')).toEqual(Buffer.from('one'))
      expect(await failureOf(node.call('INFO'))).toMatchObject({
        code: 'PERMISSION',
        message: 'The ACL does not let reader call INFO.',
      })
      expect(await failureOf(node.call('CONFIG', 'GET', 'maxmemory'))).toMatchObject({
        message: 'The ACL does not let reader call CONFIG GET.',
      })
      expect(await failureOf(node.call('GET', 'other'))).toMatchObject({
        message: 'The ACL does not let reader at this key.',
      })
      const raw = await node.open()
      expect(await said(raw, 'GET app:1\r\n')).toBe('$3\r\none\r\n')
    })
  })
})

describe.skipIf(redisProgram === undefined)('withRedis over TLS', () => {
  let folder: string
  let certificates: Certificates | undefined
  let redis: TestRedis | undefined
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pitwall-redis-tls-'))
    certificates = makeCertificates(folder)
    if (certificates === undefined) return
    const { certificateFile, keyFile, caFile } = certificates
    const files = [
      '--tls-cert-file',
      certificateFile,
      '--tls-key-file',
      keyFile,
      '--tls-ca-cert-file',
      caFile,
    ]
    // The plain port moves away to make room.
    redis = await startRedis({ config: [...files, '--tls-auth-clients', 'yes', '--tls-port', '0'] })
    await redis.redis.config('SET', 'tls-port', String(redis.port + 10_000))
  })
  afterAll(async () => {
    await redis?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('shows the client’s certificate, and says when it is not the right one', async ({ skip }) => {
    if (certificates === undefined || redis === undefined) {
      return skip('There is no openssl here to make certificates with.')
    }
    const { caFile, clientFile, clientKeyFile, strangerFile } = certificates
    const port = redis.port + 10_000
    const plain = redis.target()
    const own = { certFile: clientFile, keyFile: clientKeyFile }
    const target = (tls: RedisAddress['tls']) => at(plain, { host: 'localhost', port, tls })
    await work(target({ mode: 'verify-full', caFile, ...own }), async (server) => {
      const raw = await masterOf(server).open()
      expect(await said(raw, 'PING\r\n')).toBe('+PONG\r\n')
    })
    expect(await failing(target({ mode: 'require' }))).toMatchObject({
      code: 'TLS',
      message: 'localhost wants a certificate of the client, and none was given.',
    })
    expect(
      await failing(target({ mode: 'require', certFile: strangerFile, keyFile: clientKeyFile })),
    ).toMatchObject({
      code: 'TLS',
      message: `localhost does not accept the client certificate ${strangerFile}.`,
    })
  })
})

/** Whatever listens on this port of this machine. */
const strange = (port: number): RedisTarget => requireRedis(targetFromUrl(`redis://127.0.0.1:${port}`, {}))

describe('withRedis and what is no Redis', () => {
  it('says that nothing listens, or that nobody answers', async () => {
    expect(await failing(strange(1))).toMatchObject({ code: 'UNREACHABLE', hint: expect.any(String) })
    await using silent = await openSilentServer()
    const late = withRedis(strange(silent.port), { timeouts: { connectTimeoutMs: 300 } }, async () => {})
    expect(await failureOf(late)).toMatchObject({ code: 'TIMEOUT' })
    await silent.leftAlone()
  })

  it('does not believe garbage', async () => {
    for (const garbage of [
      'HTTP/1.1 400 Bad Request\r\n\r\n',
      '\u0016\u0003\u0001\n',
      '$99999999999\r\n',
      '+PONG\r\n+MORE\r\n',
    ]) {
      await using server = await serve((socket) => socket.on('data', () => socket.write(garbage, 'latin1')))
      expect(await failing(strange(server.port)), garbage).toMatchObject({
        code: 'SERVER_ERROR',
        hint: expect.any(String),
      })
    }
  })

  it('says that the server hung up in the middle of a reply', async () => {
    await using server = await serve((socket) =>
      socket.on('data', (data) =>
        data.includes('INFO') ? socket.end('$100\r\nredis_ver') : socket.write('+OK\r\n'),
      ),
    )
    expect(await failing(strange(server.port))).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `127.0.0.1:${server.port} closed the connection.`,
    })
  })
})
