import { chownSync, copyFileSync, mkdtempSync, rmSync, statSync, chmodSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Diagnosis, PostgresAddress, Tls } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#main/demo/embedded-postgres.ts'
import { diagnose } from '#main/environments/diagnosis/diagnose.ts'
import {
  connectPostgres,
  failureFromPostgres,
  targetFromUrl,
  type ResolvedTarget,
} from '#main/environments/index.ts'
import { makeCertificates, type Certificates } from './certificates.ts'
import { blackHole, serve } from './strange-servers.ts'

let folder: string
let server: EmbeddedPostgres
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-env-pg-'))
  chmodSync(folder, 0o755)
  server = await startEmbeddedPostgres({ folder: join(folder, 'data') })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const options = { connectTimeoutMs: 10_000, applicationName: 'test' }
const address = (changes: Partial<PostgresAddress> = {}): PostgresAddress => ({
  kind: 'postgres',
  host: server.host,
  port: server.port,
  database: 'postgres',
  user: server.user,
  tls: { mode: 'prefer' },
  ...changes,
})
const target = (
  changes: Partial<PostgresAddress> = {},
  password: string | undefined = server.password,
): ResolvedTarget<PostgresAddress> => ({
  id: undefined,
  name: 'shop',
  address: address(changes),
  password,
  environment: { name: 'test', guard: 'open' },
})
const test = async (changes: Partial<PostgresAddress> = {}, password: string | undefined = server.password) =>
  await diagnose(address(changes), password, { connectTimeoutMs: 10_000 })
const statuses = (diagnosis: Diagnosis) => diagnosis.steps.map(({ step, status }) => `${step} ${status}`)

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('connectPostgres', () => {
  it('gives a connection that works and ends', async () => {
    const client = await connectPostgres(target(), options)
    const { rows } = await client.query(
      'SELECT current_user AS user, application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()',
    )
    expect(rows).toEqual([{ user: 'pitwall', application_name: 'test' }])
    await client.end()
  })

  it('carries large answers and many queries, with or without TLS asked for', async () => {
    const client = await connectPostgres(target(), options)
    const { rows } = await client.query<{ text: string }>(`SELECT repeat('x', 3000000) AS text`)
    expect(rows[0]?.text).toHaveLength(3_000_000)
    await client.end()
  })

  it('tells a wrong password, a missing one, an unknown role and a missing database apart', async () => {
    const wrong = await failureOf(connectPostgres(target({}, 'not-it-at-all'), options))
    expect(wrong).toMatchObject({ code: 'AUTHENTICATION', facts: { sqlState: '28P01' } })
    expect(JSON.stringify([wrong, wrong.message, wrong.hint, wrong.facts])).not.toContain('not-it-at-all')

    const none = await failureOf(
      connectPostgres({ ...target(), password: undefined, passwordNote: 'Because of this.' }, options),
    )
    expect(none).toMatchObject({ code: 'AUTHENTICATION', hint: 'Because of this.' })
    expect(none.message).toContain('none was given')

    expect(await failureOf(connectPostgres(target({ database: 'nope' }), options))).toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no database named nope on this server.',
    })
  })

  it('refuses to go on in plain text when TLS is required', async () => {
    const failure = await failureOf(connectPostgres(target({ tls: { mode: 'require' } }), options))
    expect(failure).toMatchObject({ code: 'TLS' })
    expect(failure.hint).toContain('prefer')
  })

  it('says that nothing listens, and that a name is not known', async () => {
    const refused = await failureOf(connectPostgres(target({ port: 1 }), options))
    expect(refused).toMatchObject({ code: 'UNREACHABLE', facts: { errorCode: 'ECONNREFUSED' } })
    const unknown = await failureOf(connectPostgres(target({ host: 'no-such-host.invalid' }), options))
    expect(unknown.code).toBe('UNREACHABLE')
    expect(unknown.message).toContain('no-such-host.invalid')
    const socket = await failureOf(connectPostgres(target({ host: join(folder, 'nowhere') }), options))
    expect(socket.message).toContain('no Unix socket')
  })

  it('gives up after the time set, and at once when cancelled, at every stage', async () => {
    await using hole = await blackHole()
    await using silent = await serve(() => {})
    for (const port of [hole.port, silent.port]) {
      const late = await failureOf(connectPostgres(target({ port }), { ...options, connectTimeoutMs: 200 }))
      expect(late.code).toBe('TIMEOUT')
      expect(late.message).toContain('200 ms')
      const controller = new AbortController()
      const attempt = connectPostgres(target({ port }), {
        ...options,
        connectTimeoutMs: 600_000,
        signal: controller.signal,
      })
      setImmediate(() => controller.abort())
      expect((await failureOf(attempt)).code).toBe('CANCELLED')
    }
    const before = connectPostgres(target(), { ...options, signal: AbortSignal.abort() })
    expect((await failureOf(before)).code).toBe('CANCELLED')
  })

  it('lives through the end of its session: the next query says so', async () => {
    const client = await connectPostgres(target(), options)
    const killer = await connectPostgres(target(), options)
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const sleeping = failureOf(
      client.query('SELECT pg_sleep(600)').catch((error: unknown) => {
        throw failureFromPostgres(error, target())
      }),
    )
    await killer.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    expect((await sleeping).code).toBe('CONNECTION_LOST')
    const later = await client
      .query('SELECT 1')
      .catch((error: unknown) => failureFromPostgres(error, target()))
    expect(later).toMatchObject({ code: 'CONNECTION_LOST' })
    await killer.end()
  })

  it('reads a URL as the terminal does', async () => {
    const fromUrl = targetFromUrl(`${server.url}postgres?sslmode=prefer`, {}, folder)
    if (fromUrl.address.kind !== 'postgres') throw new Error('not Postgres')
    const client = await connectPostgres({ ...fromUrl, address: fromUrl.address }, options)
    await client.end()
  })
})

describe('failureFromPostgres', () => {
  it.each([
    ['SELECT * FROM', 'SERVER_ERROR', { sqlState: '42601', position: 14 }],
    ['SELECT * FROM nothing_here', 'SERVER_ERROR', { sqlState: '42P01', position: 15 }],
    ['SET statement_timeout = 50; SELECT pg_sleep(600)', 'TIMEOUT', { sqlState: '57014' }],
    ['SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(600)', 'CANCELLED', { sqlState: '57014' }],
    ['BEGIN READ ONLY; CREATE TABLE x ()', 'REFUSED', { sqlState: '25006' }],
    [`COPY (SELECT 1) TO '/nowhere/x'`, 'SERVER_ERROR', {}],
    [
      `SET lc_messages = 'C'; SET ROLE pg_monitor; CREATE TABLE public.x ()`,
      'PERMISSION',
      { sqlState: '42501' },
    ],
  ])('%s', async (sql, code, facts) => {
    const client = await connectPostgres(target(), options)
    try {
      const failure = await failureOf(
        client.query(sql).catch((error: unknown) => {
          throw failureFromPostgres(error, target())
        }),
      )
      expect(failure).toMatchObject({ code, facts })
      expect(failure.message).toMatch(/^\S.*\.$/)
    } finally {
      await client.end()
    }
  })

  it('tells a lock timeout', async () => {
    const holder = await connectPostgres(target(), options)
    const waiter = await connectPostgres(target(), options)
    await holder.query('CREATE TABLE locked (a int)')
    await holder.query('BEGIN; LOCK TABLE locked')
    const failure = await failureOf(
      waiter.query('SET lock_timeout = 50; SELECT * FROM locked').catch((error: unknown) => {
        throw failureFromPostgres(error, target())
      }),
    )
    expect(failure).toMatchObject({ code: 'TIMEOUT', facts: { sqlState: '55P03' } })
    await holder.query('ROLLBACK; DROP TABLE locked')
    await holder.end()
    await waiter.end()
  })
})

describe('the connection test', () => {
  it('goes through every step', async () => {
    const diagnosis = await test()
    expect(diagnosis).toMatchObject({ ok: true, serverVersion: expect.stringMatching(/^18/) })
    expect(statuses(diagnosis)).toEqual([
      'resolve skipped',
      'connect ok',
      'tls skipped',
      'authenticate ok',
      'open ok',
      'version ok',
    ])
  })

  it('names the step that failed and what to try', async () => {
    expect(statuses(await test({}, 'wrong'))).toEqual([
      'resolve skipped',
      'connect ok',
      'tls skipped',
      'authenticate failed',
      'open skipped',
      'version skipped',
    ])
    expect(statuses(await test({ port: 1 }))).toContain('connect failed')
    expect(statuses(await test({ host: 'no-such-host.invalid' }))).toContain('resolve failed')
    expect(statuses(await test({ tls: { mode: 'require' } }))).toContain('tls failed')
  })

  it('lists the databases there are when the one wanted is not', async () => {
    const client = await connectPostgres(target(), options)
    await client.query('CREATE DATABASE shop')
    await client.end()
    const diagnosis = await test({ database: 'shoop' })
    expect(statuses(diagnosis)).toContain('open failed')
    expect(diagnosis.hint).toBe('Databases this role can open: postgres, shop.')
  })

  it('says that pg_hba.conf has no line for it', async () => {
    const client = await connectPostgres(target(), options)
    const { rows } = await client.query<{ file: string }>(`SELECT current_setting('hba_file') AS file`)
    const file = rows[0]?.file ?? ''
    await client.query(`CREATE ROLE stranger LOGIN PASSWORD 'x'`)
    writeFileSync(file, 'host all pitwall 127.0.0.1/32 scram-sha-256\n')
    await client.query('SELECT pg_reload_conf()')
    // The reload reaches new sessions a moment later.
    await expect.poll(async () => (await test({ user: 'stranger' }, 'x')).ok).toBe(false)
    const diagnosis = await test({ user: 'stranger' }, 'x')
    expect(diagnosis.message).toContain('pg_hba.conf')
    expect(statuses(diagnosis)).toContain('authenticate failed')
    await client.end()
  })

  it('names what listens there instead', async () => {
    await using redis = await serve((socket) =>
      socket.on('data', (data) => {
        if (data.includes('\n')) socket.write(`-ERR wrong number of arguments for 'get' command\r\n`)
      }),
    )
    await using http = await serve((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')),
    )
    await using ssh = await serve((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'))
    expect((await test({ port: redis.port })).message).toBe(
      `127.0.0.1:${redis.port} is Redis, not PostgreSQL.`,
    )
    expect((await test({ port: http.port })).message).toContain('is HTTP, not PostgreSQL')
    expect((await test({ port: ssh.port })).message).toContain('is SSH, not PostgreSQL')
  })

  it('warns of a pooler, which hands out process ids of its own', async () => {
    await using pooler = await serve((socket) => {
      const upstream = connect(server.port, server.host)
      upstream.on('error', () => socket.destroy())
      socket.on('close', () => upstream.destroy())
      socket.pipe(upstream)
      upstream.on('data', (data) => {
        // BackendKeyData: K, length 12, process id, secret.
        const at = data.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]))
        if (at >= 0) data.writeInt32BE(data.readInt32BE(at + 5) ^ 0x40000000, at + 5)
        socket.write(data)
      })
    })
    const diagnosis = await test({ port: pooler.port })
    expect(diagnosis).toMatchObject({ ok: true, hint: expect.stringContaining('PgBouncer') })
    expect(statuses(diagnosis)).toContain('version warning')
  })

  it('refuses a server that is too old', async () => {
    await using old = await serve((socket) => {
      socket.on('data', (data) => {
        if (data.length === 8) socket.write('N')
        else if (data[0] === 0x51)
          socket.write(Buffer.concat([rowOf(['110022', '11.22 (Debian)', '1']), readyForQuery]))
        else socket.write(Buffer.concat([authenticationOk, readyForQuery]))
      })
    })
    const diagnosis = await test({ port: old.port })
    expect(diagnosis.message).toBe('The server is PostgreSQL 11.22; Pitwall works with 12 and later.')
    expect(statuses(diagnosis)).toContain('version failed')
  })

  it('is cancelled with a failure, not an answer', async () => {
    await using silent = await serve(() => {})
    const controller = new AbortController()
    const attempt = diagnose(address({ port: silent.port }), 'x', {
      connectTimeoutMs: 60_000,
      signal: controller.signal,
    })
    setImmediate(() => controller.abort())
    expect((await failureOf(attempt)).code).toBe('CANCELLED')
    const late = await diagnose(address({ port: silent.port }), 'x', { connectTimeoutMs: 300 })
    expect(late).toMatchObject({ ok: false, message: expect.stringContaining('300 ms') })
  })
})

/** Messages of the protocol, as a server sends them. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const int16 = (value: number) => Buffer.from([value >> 8, value & 0xff])
const int32 = (value: number) => Buffer.concat([int16(value >> 16), int16(value & 0xffff)])
const authenticationOk = message('R', int32(0))
const readyForQuery = message('Z', Buffer.from('I'))
function rowOf(values: string[]): Buffer {
  const fields = ['number', 'version', 'pid'].map((name) =>
    Buffer.concat([
      Buffer.from(`${name}\0`),
      int32(0),
      int16(0),
      int32(25),
      int16(65_535),
      int32(-1),
      int16(0),
    ]),
  )
  const cells = values.map((value) => Buffer.concat([int32(value.length), Buffer.from(value)]))
  return Buffer.concat([
    message('T', Buffer.concat([int16(3), ...fields])),
    message('D', Buffer.concat([int16(3), ...cells])),
    message('C', Buffer.from('SELECT 1\0')),
  ])
}

describe('TLS', () => {
  let certificates: Certificates | undefined
  let secured: EmbeddedPostgres | undefined

  beforeAll(async () => {
    certificates = makeCertificates(folder)
    if (certificates === undefined) return
    const data = join(folder, 'tls')
    const first = await startEmbeddedPostgres({ folder: data })
    await first.stop()
    const owner = statSync(join(first.folder, 'PG_VERSION'))
    const install = (from: string, name: string) => {
      const path = join(first.folder, name)
      copyFileSync(from, path)
      chmodSync(path, 0o600)
      chownSync(path, owner.uid, owner.gid)
    }
    install(certificates.certificateFile, 'server.crt')
    install(certificates.keyFile, 'server.key')
    install(certificates.caFile, 'root.crt')
    const rules = ['hostssl all certified all cert', 'hostssl all all all scram-sha-256', '']
    writeFileSync(join(first.folder, 'pg_hba.conf'), rules.join('\n'))
    secured = await startEmbeddedPostgres({ folder: data, settings: { ssl: 'on', ssl_ca_file: 'root.crt' } })
  })
  afterAll(async () => await secured?.stop())

  const tried = async (host: string, tls: Tls): Promise<Diagnosis> => {
    if (secured === undefined) throw new Error('no server')
    return await diagnose(address({ host, port: secured.port, tls }), secured.password, {
      connectTimeoutMs: 10_000,
    })
  }

  it('works in every mode that the certificate satisfies', async ({ skip }) => {
    if (certificates === undefined) return skip('There is no openssl here to make certificates with.')
    const { caFile } = certificates
    for (const [host, tls] of [
      ['127.0.0.1', { mode: 'prefer' }],
      ['127.0.0.1', { mode: 'require' }],
      ['127.0.0.1', { mode: 'require', caFile }],
      ['127.0.0.1', { mode: 'verify-ca', caFile }],
      ['localhost', { mode: 'verify-full', caFile }],
    ] satisfies [string, Tls][]) {
      const diagnosis = await tried(host, tls)
      expect(diagnosis, JSON.stringify(tls)).toMatchObject({ ok: true })
      expect(diagnosis.steps[2]?.detail).toContain('TLS 1.3')
    }
    if (secured === undefined) return
    const client = await connectPostgres(target({ port: secured.port, tls: { mode: 'require' } }), options)
    const { rows } = await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
    expect(rows).toEqual([{ ssl: true }])
    await client.end()
  })

  it('says what is wrong with a certificate, and which mode or file to try', async ({ skip }) => {
    if (certificates === undefined) return skip('There is no openssl here to make certificates with.')
    const { caFile, otherCaFile, keyFile } = certificates
    const system = await tried('localhost', { mode: 'verify-full' })
    expect(system.message).toContain('signed by Pitwall Test Authority, is not trusted by this system')
    expect(system.hint).toContain('CA file')
    const other = await tried('127.0.0.1', { mode: 'verify-ca', caFile: otherCaFile })
    expect(other.message).toContain(`not trusted by the CA file ${otherCaFile}`)
    const name = await tried('127.0.0.1', { mode: 'verify-full', caFile })
    expect(name.message).toBe('The certificate is trusted, but it is not for 127.0.0.1: it is for localhost.')
    expect(name.hint).toContain('verify-ca')
    const missing = await tried('localhost', { mode: 'verify-ca', caFile: join(folder, 'nowhere.pem') })
    expect(missing.message).toContain('does not exist')
    const noCertificate = await tried('localhost', { mode: 'verify-ca', caFile: keyFile })
    expect(noCertificate.message).toContain('holds no PEM certificate')
    for (const diagnosis of [system, other, name, missing, noCertificate]) {
      expect(statuses(diagnosis)).toContain('tls failed')
    }
  })

  it('shows the client’s own certificate where the server wants one', async ({ skip }) => {
    if (certificates === undefined) return skip('There is no openssl here to make certificates with.')
    if (secured === undefined) return
    const { clientFile, clientKeyFile, strangerFile, caFile, keyFile } = certificates
    const { port } = secured
    const admin = await connectPostgres(target({ port, tls: { mode: 'require' } }), options)
    await admin.query('CREATE ROLE certified LOGIN')
    await admin.end()
    const as = async (tls: Omit<Tls, 'mode'>) =>
      await diagnose(
        address({ host: 'localhost', port, user: 'certified', tls: { mode: 'require', ...tls } }),
        undefined,
        {
          connectTimeoutMs: 10_000,
        },
      )
    expect(await as({ certFile: clientFile, keyFile: clientKeyFile, caFile })).toMatchObject({ ok: true })
    const none = await as({})
    expect(none.message).toContain('wants a certificate of the client for certified')
    const stranger = await as({ certFile: strangerFile, keyFile: clientKeyFile })
    expect(stranger.message).toContain(`does not accept the client certificate ${strangerFile}`)
    const otherKey = await as({ certFile: clientFile, keyFile })
    expect(otherKey.message).toContain('does not belong to the certificate')
    const half = await as({ certFile: clientFile })
    expect(half.message).toContain('both are needed')
    for (const diagnosis of [none, stranger, otherKey, half]) expect(diagnosis.ok).toBe(false)
  })

  it('says that the server wants TLS where the mode is disable', async ({ skip }) => {
    if (certificates === undefined) return skip('There is no openssl here to make certificates with.')
    const diagnosis = await tried('127.0.0.1', { mode: 'disable' })
    expect(diagnosis.message).toContain('pg_hba.conf')
    expect(diagnosis.hint).toContain('"require"')
  })
})
