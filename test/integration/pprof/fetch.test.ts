import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fetchPprof, type PprofInput } from '#main/pprof/index.ts'
import { createProfiles, type ProfilesRoom } from '#main/profiles/index.ts'
import { openStorage, type Storage } from '#main/storage/index.ts'
import type { Environment } from '#shared/contract/environments.ts'
import type { PprofEvent } from '#shared/contract/profiles.ts'

const fixture = async (name: string): Promise<Buffer> =>
  await readFile(new URL(`../../fixtures/profiles/pprof/${name}.pb.gz`, import.meta.url))

let home: string
let storage: Storage
let profiles: ProfilesRoom
let environments: Environment[] = []
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pitwall-pprof-'))
  storage = openStorage(home)
  profiles = createProfiles({ database: storage.database, home })
})
afterAll(async () => {
  storage.close()
  await rm(home, { recursive: true, force: true })
})

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  // Whatever went wrong, nothing half is left.
  const names = await readdir(join(home, 'profiles')).catch(() => [])
  expect(names.filter((name) => name.endsWith('.part'))).toEqual([])
  environments = []
})

/** A service on a free loopback port; its address. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server has one
}

/** As Go answers. */
const octets = (name: string) => ({
  'content-type': 'application/octet-stream',
  'content-disposition': `attachment; filename="${name}"`,
})

const rooms = () => ({ profiles, environments: { list: () => environments } })

async function fetchAll(input: PprofInput, signal?: AbortSignal): Promise<PprofEvent[]> {
  const events: PprofEvent[] = []
  for await (const event of fetchPprof(input, rooms(), signal)) events.push(event)
  return events
}

async function headOf(input: PprofInput) {
  const last = (await fetchAll(input)).at(-1)
  if (last?.type !== 'profile') throw new Error('no profile came')
  return last.head
}

describe('fetching from a Go service', () => {
  it('keeps what the service sends, byte for byte', async () => {
    const heap = await fixture('heap')
    const asked: string[] = []
    const url = await serve((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(200, octets('heap')).end(heap)
    })
    const head = await headOf({ url: `${url}/debug/pprof/`, kind: 'heap' })
    expect(asked).toEqual(['/debug/pprof/heap'])
    expect(head).toMatchObject({
      format: 'pprof',
      name: `Heap of ${url.slice(7)}`,
      source: url,
      durationMs: 0,
      fileBytes: heap.length,
      settings: 'alive at that moment, allocated since its start',
    })
    expect((await readFile(head.file)).equals(heap)).toBe(true)
    expect(await profiles.list()).toMatchObject([head])
  })

  it('records the CPU for a time, and tells how far it is', async () => {
    const cpu = await fixture('cpu')
    const told = Promise.withResolvers<void>()
    let asked = ''
    const url = await serve((request, response) => {
      asked = request.url ?? ''
      void told.promise.then(() => response.writeHead(200, octets('profile')).end(cpu))
    })
    const events: PprofEvent[] = []
    for await (const event of fetchPprof({ url, kind: 'profile', seconds: 7 }, rooms())) {
      events.push(event)
      told.resolve()
    }
    expect(asked).toBe('/debug/pprof/profile?seconds=7')
    expect(events[0]).toMatchObject({ type: 'progress', totalMs: 7000, bytes: 0 })
    expect(events.at(-1)).toMatchObject({ head: { durationMs: 7000, settings: 'for 7 s' } })
  })

  it('makes the time of a CPU profile known even where none is asked for', async () => {
    let asked = ''
    const cpu = await fixture('cpu')
    const url = await serve((request, response) => {
      asked = request.url ?? ''
      response.writeHead(200, octets('profile')).end(cpu)
    })
    expect(await headOf({ url, kind: 'profile' })).toMatchObject({ durationMs: 30_000 })
    expect(asked).toBe('/debug/pprof/profile?seconds=30')
  })

  it('says where a service made no difference', async () => {
    const allocs = await fixture('allocs-delta')
    let name = 'allocs-delta'
    const url = await serve((_request, response) => response.writeHead(200, octets(name)).end(allocs))
    expect(await headOf({ url, kind: 'allocs', seconds: 3 })).toMatchObject({
      settings: 'difference over 3 s',
    })
    name = 'allocs'
    expect(await headOf({ url, kind: 'allocs', seconds: 3 })).toMatchObject({
      settings: 'since its start: this version of Go makes no differences',
    })
  })

  it('takes profiles that are not packed, or packed twice', async () => {
    const plain = Buffer.from([0x0a, 0x04, 0x08, 0x01, 0x10, 0x02])
    const url = await serve((_request, response) => response.writeHead(200, octets('heap')).end(plain))
    expect((await readFile((await headOf({ url, kind: 'heap' })).file)).equals(plain)).toBe(true)
    const heap = await fixture('heap')
    const packing = await serve((_request, response) =>
      response.writeHead(200, { ...octets('heap'), 'content-encoding': 'gzip' }).end(gzipSync(heap)),
    )
    expect((await readFile((await headOf({ url: packing, kind: 'heap' })).file)).equals(heap)).toBe(true)
  })

  it('names what answers instead of a profile', async () => {
    const answers: [
      status: number,
      headers: Record<string, string>,
      body: string,
      says: RegExp,
      code: string,
    ][] = [
      [200, { 'content-type': 'text/html' }, '<html><body>Shop', /a web page, not a profile/, 'BAD_INPUT'],
      [200, {}, ' <!doctype html>', /a web page, not a profile/, 'BAD_INPUT'],
      [
        200,
        { 'content-type': 'text/plain' },
        'heap profile: 3: 4',
        /text, not a profile: heap profile: 3: 4\.$/,
        'BAD_INPUT',
      ],
      [200, {}, '{"ok":true}', /text, not a profile/, 'BAD_INPUT'],
      [200, {}, '', /answered with nothing/, 'BAD_INPUT'],
      [404, {}, '404 page not found', /pprof is not served there/, 'NOT_FOUND'],
      [404, { 'x-go-pprof': '1' }, 'Unknown profile', /has no profile “heap”/, 'NOT_FOUND'],
      [301, { location: '/elsewhere' }, '', /sends on to \/elsewhere/, 'BAD_INPUT'],
      [401, {}, 'no', /without permission/, 'AUTHENTICATION'],
      [403, {}, 'no', /without permission/, 'PERMISSION'],
      [
        500,
        { 'x-go-pprof': '1' },
        'Could not enable CPU profiling: cpu profiling already in use\n',
        /status 500: Could not enable CPU profiling: cpu profiling already in use\.$/,
        'SERVER_ERROR',
      ],
      [503, {}, 'x'.repeat(100_000), /status 503: x{200}…\.$/, 'SERVER_ERROR'],
    ]
    for (const [status, headers, body, says, code] of answers) {
      const url = await serve((_request, response) => response.writeHead(status, headers).end(body))
      await expect(fetchAll({ url, kind: 'heap' }), `${status} ${body.slice(0, 20)}`).rejects.toMatchObject({
        code,
        message: expect.stringMatching(says),
      })
    }
  })

  it('keeps nothing of an answer that breaks off', async () => {
    const before = (await profiles.list()).length
    const heap = await fixture('heap')
    const url = await serve((_request, response) => {
      response.writeHead(200, { ...octets('heap'), 'content-length': heap.length })
      response.write(heap.subarray(0, 700), () => response.destroy())
    })
    await expect(fetchAll({ url, kind: 'heap' })).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(await profiles.list()).toHaveLength(before)
  })

  it('is cancelled at once, and hangs up', async () => {
    const asked = Promise.withResolvers<[IncomingMessage, ServerResponse]>()
    const url = await serve((...exchange) => asked.resolve(exchange))
    const controller = new AbortController()
    const fetching = fetchAll({ url, kind: 'profile', seconds: 60 }, controller.signal)
    const [request] = await asked.promise
    const hungUp = new Promise((resolve) => request.once('close', resolve))
    controller.abort()
    await expect(fetching).rejects.toMatchObject({ code: 'CANCELLED' })
    await hungUp
  })

  it('sends user and password where the address has them, and tells nobody', async () => {
    let sent: string | undefined
    const url = await serve((request, response) => {
      sent = request.headers.authorization
      response.writeHead(500).end('broken')
    })
    const error = await fetchAll({ url: url.replace('//', '//me:secret@'), kind: 'heap' }).catch(String)
    expect(sent).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`)
    expect(error).not.toContain('secret')
  })

  it('says in a sentence that nobody listens', async () => {
    const url = await serve(() => {})
    const [server] = servers.splice(0)
    await new Promise((resolve) => server?.close(resolve))
    await expect(fetchAll({ url, kind: 'heap' })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: `Nothing listens on ${url.slice(7)}: the connection was refused.`,
    })
  })

  it('goes to other machines only where they are targets', async () => {
    const url = 'http://db.example.invalid:6060'
    await expect(fetchAll({ url, kind: 'heap' })).rejects.toMatchObject({
      code: 'REFUSED',
      hint: expect.stringContaining('ssh -N -L 6060:127.0.0.1:6060 db.example.invalid'),
    })
    const target = { id: 't', environmentId: 'e', name: 'api', secret: { kind: 'none' } } as const
    environments = [
      {
        id: 'e',
        name: 'staging',
        guard: 'read-only',
        origin: 'user',
        targets: [{ ...target, address: { kind: 'http', url: `${url}/api` } }],
      },
    ]
    await expect(fetchAll({ url, kind: 'heap' })).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })
})
