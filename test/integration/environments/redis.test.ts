import { mkdtempSync, rmSync } from 'node:fs'
import { spawn, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Diagnosis, RedisAddress, Tls } from '#shared/contract/environments.ts'
import { freePort } from '#main/demo/free-port.ts'
import { findRedisServer } from '#main/demo/redis-server.ts'
import { diagnose } from '#main/environments/diagnosis/diagnose.ts'
import { startRedisCluster, startRedisSentinel } from '../../support/redis.ts'
import { makeCertificates, type Certificates } from './certificates.ts'
import { serve, type StrangeServer } from './strange-servers.ts'

const program = await findRedisServer()

interface Server {
  port: number
  tlsPort: number
  process: ChildProcess
}

let folder: string
let open: Server
let locked: Server
let certificates: Certificates | undefined

/** Started by hand and not by the demo's starter: these want passwords, users and TLS. */
async function start(...settings: string[]): Promise<Server> {
  const [port, tlsPort] = [await freePort(), await freePort()]
  const child = spawn(
    program ?? '',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      folder,
      ...settings.map((one) => one.replace('TLS_PORT', String(tlsPort))),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error(output)))
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString()
      if (/ready to accept connections/i.test(output)) resolve()
    })
  })
  return { port, tlsPort, process: child }
}

async function stop(server: Server | undefined): Promise<void> {
  if (server === undefined || server.process.exitCode !== null) return
  const ended = new Promise((resolve) => server.process.once('exit', resolve))
  server.process.kill('SIGTERM')
  await ended
}

const address = (server: { port: number }, changes: Partial<RedisAddress> = {}): RedisAddress => ({
  kind: 'redis',
  host: '127.0.0.1',
  port: server.port,
  database: 0,
  tls: { mode: 'disable' },
  ...changes,
})
const test = async (at: RedisAddress, password?: string) =>
  await diagnose(at, password, { connectTimeoutMs: 10_000 })
const statuses = (diagnosis: Diagnosis) => diagnosis.steps.map(({ step, status }) => `${step} ${status}`)

/** Answers INFO with the text, and everything else with PONG. */
async function answering(info: string): Promise<StrangeServer> {
  return await serve((socket) =>
    socket.on('data', (data) => {
      const isInfo = /info/i.test(data.toString())
      socket.write(isInfo ? `$${info.length}\r\n${info}\r\n` : '+PONG\r\n')
    }),
  )
}

describe.skipIf(program === undefined)('the connection test of Redis', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pitwall-env-redis-'))
    certificates = makeCertificates(folder)
    open = await start()
    const tls =
      certificates === undefined
        ? []
        : [
            '--tls-port',
            'TLS_PORT',
            '--tls-cert-file',
            certificates.certificateFile,
            '--tls-key-file',
            certificates.keyFile,
            '--tls-ca-cert-file',
            certificates.caFile,
            '--tls-auth-clients',
            'no',
          ]
    locked = await start('--requirepass', 'open-sesame', ...tls)
    const admin = new Redis({ port: locked.port, password: 'open-sesame' })
    await admin.call('ACL', 'SETUSER', 'reader', 'on', '>reads-only', '~*', '+ping', '+select', '+get')
    admin.disconnect()
  })
  afterAll(async () => {
    await stop(open)
    await stop(locked)
    rmSync(folder, { recursive: true, force: true })
  })

  it('goes through every step', async () => {
    const diagnosis = await test(address(open, { database: 3 }))
    expect(diagnosis).toMatchObject({ ok: true, serverVersion: expect.stringMatching(/^\d+\./) })
    expect(statuses(diagnosis)).toEqual([
      'resolve skipped',
      'connect ok',
      'tls skipped',
      'authenticate ok',
      'open ok',
      'version ok',
    ])
  })

  it('logs in with a password and as an ACL user', async () => {
    expect(await test(address(locked), 'open-sesame')).toMatchObject({ ok: true })
    const reader = await test(address(locked, { user: 'reader' }), 'reads-only')
    expect(reader).toMatchObject({ ok: true, hint: expect.stringContaining('INFO') })
    expect(statuses(reader)).toContain('version warning')
  })

  it('tells a missing password, a wrong one and one that is not wanted apart', async () => {
    const missing = await test(address(locked))
    expect(missing).toMatchObject({ ok: false, message: 'The server wants a password, and none was given.' })
    const wrong = await test(address(locked), 'close-sesame')
    expect(wrong.message).toContain('is wrong')
    expect(JSON.stringify(wrong)).not.toContain('close-sesame')
    for (const diagnosis of [missing, wrong]) expect(statuses(diagnosis)).toContain('authenticate failed')
    const user = await test(address(locked, { user: 'nobody' }), 'reads-only')
    expect(user.message).toContain('nobody')
    expect(await test(address(open), 'unwanted')).toMatchObject({
      ok: true,
      hint: expect.stringContaining('no password'),
    })
  })

  it('says that the database is out of range', async () => {
    const diagnosis = await test(address(open, { database: 99 }))
    expect(diagnosis).toMatchObject({ ok: false, message: 'There is no database 99 on this server.' })
    expect(statuses(diagnosis)).toContain('open failed')
  })

  it('says that nothing listens', async () => {
    const diagnosis = await test(address({ port: 1 }))
    expect(diagnosis.message).toContain('Nothing listens')
    expect(diagnosis.hint).toContain('Redis')
  })

  it('names what listens there instead', async () => {
    await using postgres = await serve((socket) =>
      socket.on('data', (data) =>
        data.equals(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])) ? socket.write('N') : socket.end(),
      ),
    )
    await using http = await serve((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')),
    )
    expect((await test(address(postgres))).message).toContain('is PostgreSQL, not Redis')
    expect((await test(address(http))).message).toContain('is HTTP, not Redis')
  })

  it('refuses a server that is too old, knows Valkey, and says what a Sentinel is', async () => {
    await using old = await answering('# Server\r\nredis_version:4.0.14\r\nredis_mode:standalone\r\n')
    const refused = await test(address(old))
    expect(refused).toMatchObject({
      ok: false,
      message: 'The server is Redis 4.0.14; Pitwall works with 5 and later.',
    })
    expect(statuses(refused)).toContain('version failed')
    await using valkey = await answering(
      '# Server\r\nredis_version:7.2.4\r\nvalkey_version:8.1.0\r\nserver_mode:standalone\r\n',
    )
    expect(await test(address(valkey))).toMatchObject({
      ok: true,
      message: 'Connected to Valkey 8.1.0, database 0.',
    })
    await using sentinel = await answering('# Server\r\nredis_version:7.0.0\r\nredis_mode:sentinel\r\n')
    expect((await test(address(sentinel))).hint).toContain('Sentinel')
  })

  it('tells who the master behind the Sentinels is', async () => {
    const behind = await startRedisSentinel()
    try {
      const [master] = behind.servers
      const sentinel = { master: 'main', others: [] }
      const found = await test(address(behind, { sentinel, database: 2 }))
      expect(found).toMatchObject({ ok: true, serverVersion: expect.any(String) })
      expect(found.steps[0]?.detail).toContain(`names 127.0.0.1:${master.port} as the master of main`)
      expect(found.steps[1]?.detail).toBe(`Connected to 127.0.0.1:${master.port}.`)
      const unknown = await test(address(behind, { sentinel: { ...sentinel, master: 'mian' } }))
      expect(unknown).toMatchObject({ ok: false, hint: 'It watches main.' })
      expect(statuses(unknown)).toContain('resolve failed')
      expect(await test(address(behind))).toMatchObject({ hint: expect.stringContaining('turn Sentinel on') })
      expect((await test(address(open, { sentinel }))).message).toContain('is no Sentinel')
      const [, replica] = behind.servers
      await behind.stop()
      const dead = await test(
        address(behind, { sentinel: { ...sentinel, others: [{ host: '127.0.0.1', port: replica.port }] } }),
      )
      expect(dead.message).toContain('None of the 2 Sentinels led to the master')
    } finally {
      await behind.stop()
    }
  })

  it('reaches all masters of a cluster', async () => {
    const cluster = await startRedisCluster()
    try {
      const [node, , last] = cluster.nodes
      if (node === undefined || last === undefined) throw new Error('no node')
      const found = await test(address(node))
      expect(found).toMatchObject({ ok: true, message: expect.stringContaining('a cluster of 3 masters') })
      expect(found.hint).toBeUndefined()
      expect(found.steps[4]).toMatchObject({ status: 'ok', detail: 'All 3 masters of the cluster answer.' })
      expect((await test(address(node, { database: 1 }))).message).toBe(
        'A Redis cluster has only database 0.',
      )
      await node.redis.call('ACL', 'SETUSER', 'reader', 'on', '>reads', '~*', '+@read')
      const reader = await test(address(node, { user: 'reader' }), 'reads')
      expect(reader).toMatchObject({ ok: true, hint: expect.stringContaining('CLUSTER SLOTS') })
      await last.kill()
      const broken = await test(address(node))
      expect(broken).toMatchObject({
        ok: false,
        message: `The cluster says that one of its masters is at 127.0.0.1:${last.port}, which cannot be reached from here.`,
      })
      expect(statuses(broken)).toContain('open failed')
    } finally {
      await cluster.stop()
    }
  })

  it('keeps to its time and is cancelled', async () => {
    await using silent = await serve(() => {})
    const late = await diagnose(address(silent), undefined, { connectTimeoutMs: 300 })
    expect(late).toMatchObject({ ok: false, message: expect.stringContaining('300 ms') })
    const controller = new AbortController()
    const attempt = diagnose(address(silent), undefined, {
      connectTimeoutMs: 60_000,
      signal: controller.signal,
    })
    setImmediate(() => controller.abort())
    await expect(attempt).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('speaks TLS in the mode that is set', async ({ skip }) => {
    if (certificates === undefined) return skip('There is no openssl here to make certificates with.')
    const { caFile, otherCaFile } = certificates
    const at = (tls: Tls, host = 'localhost') => address({ port: locked.tlsPort }, { tls, host })
    for (const tls of [
      { mode: 'prefer' },
      { mode: 'require' },
      { mode: 'verify-ca', caFile },
      { mode: 'verify-full', caFile },
    ] satisfies Tls[]) {
      const diagnosis = await test(at(tls), 'open-sesame')
      expect(diagnosis, JSON.stringify(tls)).toMatchObject({ ok: true })
      expect(diagnosis.steps[2]?.detail).toContain('TLS 1.3')
    }
    expect((await test(at({ mode: 'verify-full', caFile: otherCaFile }), 'open-sesame')).message).toContain(
      'not trusted by the CA file',
    )
    expect((await test(at({ mode: 'disable' }), 'open-sesame')).message).toContain('speaks TLS')
    const plain = await test(address(locked, { tls: { mode: 'require' } }), 'open-sesame')
    expect(plain.message).toContain('has no TLS on this port')
    expect(plain.hint).toContain('redis://')
    expect(await test(address(open, { tls: { mode: 'prefer' } }))).toMatchObject({ ok: true })
  })
})
