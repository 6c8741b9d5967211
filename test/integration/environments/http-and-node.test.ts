import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Address, Diagnosis } from '#shared/contract/environments.ts'
import { diagnose } from '#main/environments/diagnosis/diagnose.ts'
import { makeCertificates } from './certificates.ts'
import { serve } from './strange-servers.ts'

const test = async (address: Address, password?: string) =>
  await diagnose(address, password, { connectTimeoutMs: 10_000 })
const statuses = (diagnosis: Diagnosis) => diagnosis.steps.map(({ step, status }) => `${step} ${status}`)

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

describe('the connection test of an HTTP service', () => {
  const server = createServer((request, response) => {
    response.setHeader('server', 'shop/1.2')
    if (request.url === '/login')
      response.statusCode = request.headers.authorization === `Basic ${btoa('ann:pw')}` ? 200 : 401
    if (request.url === '/broken') response.statusCode = 500
    response.end('x'.repeat(5_000_000))
  })
  let port: number
  beforeAll(async () => {
    port = await listen(server)
  })
  afterAll(async () => await close(server))

  it('takes every status for an answer', async () => {
    const diagnosis = await test({ kind: 'http', url: `http://127.0.0.1:${port}/` })
    expect(diagnosis).toMatchObject({
      ok: true,
      serverVersion: 'shop/1.2',
      message: expect.stringContaining('status 200'),
    })
    expect(statuses(diagnosis)).toEqual([
      'resolve skipped',
      'connect ok',
      'tls skipped',
      'open ok',
      'version ok',
    ])
    const broken = await test({ kind: 'http', url: `http://127.0.0.1:${port}/broken` })
    expect(broken).toMatchObject({ ok: true, message: expect.stringContaining('500') })
    expect(statuses(broken)).toContain('open warning')
  })

  it('logs in with the user of the URL and the password kept apart', async () => {
    const url = `http://ann@127.0.0.1:${port}/login`
    expect((await test({ kind: 'http', url }, 'pw')).message).toContain('status 200')
    expect((await test({ kind: 'http', url }, 'no')).message).toContain('status 401')
  })

  it('says that nothing listens, and what listens instead', async () => {
    expect((await test({ kind: 'http', url: 'http://127.0.0.1:1/' })).message).toContain('Nothing listens')
    await using redis = await serve((socket) =>
      socket.on('data', () => socket.write(`-ERR wrong number of arguments for 'get' command\r\n`)),
    )
    expect((await test({ kind: 'http', url: `http://127.0.0.1:${redis.port}/` })).message).toContain(
      'is Redis',
    )
  })

  it('tells http and https apart, and does not trust a strange certificate', async ({ skip }) => {
    const plain = await test({ kind: 'http', url: `https://127.0.0.1:${port}/` })
    expect(plain).toMatchObject({ ok: false, hint: 'Write http:// instead.' })
    const folder = mkdtempSync(join(tmpdir(), 'pitwall-env-http-'))
    const certificates = makeCertificates(folder)
    if (certificates === undefined) return skip('There is no openssl here to make certificates with.')
    const key = readFileSync(certificates.keyFile)
    for (const [file, message] of [
      [certificates.certificateFile, 'is not trusted by this system'],
      [certificates.expiredFile, 'has expired'],
    ] as const) {
      const secure = createSecureServer({ cert: readFileSync(file), key }, (_request, response) =>
        response.end(),
      )
      const securePort = await listen(secure)
      const strange = await test({ kind: 'http', url: `https://localhost:${securePort}/` })
      expect(strange.message).toContain(message)
      expect(strange.hint).toContain('NODE_EXTRA_CA_CERTS')
      expect(await test({ kind: 'http', url: `http://127.0.0.1:${securePort}/` })).toMatchObject({
        hint: 'Write https:// instead.',
      })
      await close(secure)
    }
    rmSync(folder, { recursive: true })
  })
})

describe('the connection test of a Node process', () => {
  let folder: string
  let child: ChildProcess
  let port: number
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pitwall-env-node-'))
    const script = join(folder, 'worker.cjs')
    writeFileSync(script, 'setInterval(() => {}, 1000)')
    child = spawn(process.execPath, ['--inspect=0', script], { stdio: ['ignore', 'ignore', 'pipe'] })
    port = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.stderr?.on('data', (data: Buffer) => {
        const found = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(data.toString())
        if (found) resolve(Number(found[1]))
      })
    })
  })
  afterAll(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true })
  })

  it('says the version and what runs', async () => {
    const diagnosis = await test({ kind: 'node', host: '127.0.0.1', port })
    expect(diagnosis).toMatchObject({ ok: true, serverVersion: process.versions.node })
    expect(diagnosis.message).toContain('worker.cjs')
    expect(statuses(diagnosis)).toEqual(['resolve skipped', 'connect ok', 'open ok', 'version ok'])
    expect(await test({ kind: 'node', host: 'localhost', port })).toMatchObject({ ok: true })
  })

  it('refuses another machine and explains the tunnel', async () => {
    const diagnosis = await test({ kind: 'node', host: 'db.example.com', port: 9229 })
    expect(diagnosis.ok).toBe(false)
    expect(diagnosis.hint).toContain('ssh -N -L 9229:127.0.0.1:9229 db.example.com')
  })

  it('knows an HTTP service that is no inspector', async () => {
    const server = createServer((_request, response) => response.end('hello'))
    const httpPort = await listen(server)
    const diagnosis = await test({ kind: 'node', host: '127.0.0.1', port: httpPort })
    expect(diagnosis).toMatchObject({ ok: false, hint: expect.stringContaining('--inspect') })
    expect(diagnosis.message).toContain('not a Node inspector')
    await close(server)
    expect((await test({ kind: 'node', host: '127.0.0.1', port: 1 })).message).toContain('Nothing listens')
  })
})
