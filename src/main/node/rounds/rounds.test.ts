import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { LoadRequest } from '#shared/contract/node/leak.ts'
import { loadOfScenario, requireLoopback, sendRequests } from './index.ts'

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    if (!server.listening) continue
    server.close()
    await once(server, 'close')
  }
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
}

function get(url: string): LoadRequest {
  return { method: 'GET', url }
}

describe('sendRequests', () => {
  test('sends exactly so many, in turn, no more at once than told, and leaves no connection', async () => {
    const seen: string[] = []
    let now = 0
    let most = 0
    let open = 0
    const url = await serve((request, response) => {
      most = Math.max(most, ++now)
      seen.push(`${request.method} ${request.url}`)
      request.resume().on('end', () => {
        setImmediate(() => {
          now--
          response.end('x'.repeat(100_000))
        })
      })
    })
    servers[0]?.on('connection', (socket) => {
      open++
      socket.on('close', () => open--)
    })
    const requests: LoadRequest[] = [
      get(`${url}/a?x=1`),
      { method: 'POST', url: `${url}/b`, headers: { 'content-type': 'text/plain' }, body: 'hello' },
    ]
    const times: number[] = []
    const load = await sendRequests(requests, {
      count: 301,
      concurrency: 7,
      onAnswer: (time) => times.push(time),
    })
    expect(load).toMatchObject({ sent: 301, answered: 301, errors: {} })
    expect(times).toHaveLength(301)
    expect(seen.filter((line) => line === 'GET /a?x=1')).toHaveLength(151)
    expect(seen.filter((line) => line === 'POST /b')).toHaveLength(150)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(7)
    await expect.poll(() => open).toBe(0)
  })

  test('counts every error by its kind', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/reset') return void request.socket.destroy()
      if (request.url === '/garbage') return void request.socket.end('this is not HTTP\r\n\r\n')
      response.statusCode = request.url === '/missing' ? 404 : 200
      return void response.end()
    })
    const closed = await serve(() => {})
    servers.at(-1)?.close()
    const load = await sendRequests(
      [
        get(`${url}/fine`),
        get(`${url}/missing`),
        get(`${url}/reset`),
        get(`${url}/garbage`),
        get(`${closed}/`),
      ],
      { count: 50, concurrency: 4 },
    )
    expect(load).toMatchObject({
      sent: 50,
      answered: 20,
      errors: { 'status 404': 10, 'connection reset': 10, 'not HTTP': 10, 'connection refused': 10 },
    })
  })

  test('an abort ends it at once, with nothing under way', async () => {
    let open = 0
    const arrived = Promise.withResolvers<void>()
    const url = await serve(() => arrived.resolve())
    servers[0]?.on('connection', (socket) => {
      open++
      socket.on('close', () => open--)
    })
    const stop = new AbortController()
    const load = sendRequests([get(url)], { count: 1000, concurrency: 5, signal: stop.signal })
    await arrived.promise
    stop.abort()
    await expect(load).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect.poll(() => open).toBe(0)
    await expect(
      sendRequests([get(url)], { count: 1, concurrency: 1, signal: stop.signal }),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('begins none after its time', async () => {
    const url = await serve((_, response) => void setTimeout(() => response.end(), 5))
    const load = await sendRequests([get(url)], { count: 1_000_000, concurrency: 2, longestMs: 50 })
    expect(load.sent).toBe(load.answered)
    expect(load.sent).toBeGreaterThan(1)
    expect(load.sent).toBeLessThan(1000)
  })
})

test('only this machine is sent anything', async () => {
  expect(() =>
    requireLoopback([get('http://127.0.0.1:1/'), get('http://[::1]/'), get('https://localhost/')]),
  ).not.toThrow()
  for (const host of [
    'example.com',
    '10.0.0.7',
    '127.0.0.1.example.com',
    'localhost.example.com',
    '0.0.0.0',
  ]) {
    expect(() => requireLoopback([get('http://localhost/'), get(`http://${host}/`)])).toThrow(host)
  }
  await expect(
    sendRequests([get('http://example.com/')], { count: 1, concurrency: 1 }),
  ).rejects.toMatchObject({ code: 'REFUSED' })
})

async function readText(text: string, sizes = {}): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-scenario-'))
  try {
    const file = join(folder, 'load.yaml')
    await writeFile(file, text)
    return await loadOfScenario(file, sizes)
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('loadOfScenario', () => {
  test('a URL is one request, sent as often as usual', async () => {
    expect(await loadOfScenario('http://127.0.0.1:3000/a')).toEqual({
      kind: 'requests',
      requests: [{ method: 'GET', url: 'http://127.0.0.1:3000/a' }],
      perRound: 2000,
      concurrency: 10,
    })
  })

  test('a file has requests and sizes; what is told beside it comes first', async () => {
    const text = `
requests:
  - http://127.0.0.1:3000/a
  - method: POST
    url: http://127.0.0.1:3000/b
    headers: { content-type: application/json }
    body: '{"id":1}'
perRound: 500
concurrency: 3
`
    expect(await readText(text, { perRound: 900 })).toEqual({
      kind: 'requests',
      requests: [
        { method: 'GET', url: 'http://127.0.0.1:3000/a' },
        {
          method: 'POST',
          url: 'http://127.0.0.1:3000/b',
          headers: { 'content-type': 'application/json' },
          body: '{"id":1}',
        },
      ],
      perRound: 900,
      concurrency: 3,
    })
  })

  test.each([
    ['requests: []', /requests/],
    ['requests: [ftp://x/]', /requests\.0/],
    ['requests: [{url: "http://a/", method: FETCH}]', /requests\.0\.method/],
    ['requests: ["http://a/"]\nperround: 5', /perround/],
    ['requests: ["http://a/"]\nperRound: 0', /perRound/],
    ['requests: [', /is no YAML/],
    ['', /is no scenario/],
  ])('says what is wrong with %j', async (text, message) => {
    await expect(readText(text)).rejects.toThrow(message)
    await expect(readText(text)).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  test('says that there is no such file', async () => {
    await expect(loadOfScenario('127.0.0.1:3000/')).rejects.toThrow('there is no such file')
    await expect(loadOfScenario('http://exa mple/')).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })
})
