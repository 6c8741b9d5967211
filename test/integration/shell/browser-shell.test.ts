import { isContractProcedure } from '@orpc/contract'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShell, send, signIn, type OpenedShell } from './open-shell.ts'

let opened: OpenedShell
let cookie = ''
beforeAll(async () => {
  opened = await openShell()
  cookie = await signIn(opened)
})
afterAll(async () => await opened.close())

/** The status of the page for a request with these headers. */
async function get(headers: Record<string, string>): Promise<number> {
  return (await send(opened.port, '/', { headers })).status
}

/** Headers of a program that knows the token. */
function programHeaders(): Record<string, string> {
  return { authorization: `Bearer ${opened.shell.bearer}`, 'content-type': 'application/json' }
}

describe('the first address', () => {
  test('gives a browser its cookie, once, and hides the token', async () => {
    const { pathname, search } = new URL(opened.shell.launchUrl())
    const first = await send(opened.port, `${pathname}${search}`)
    expect(first.status).toBe(303)
    expect(first.headers.location).toBe('/')
    const setCookie = first.headers['set-cookie']?.[0]
    expect(setCookie).toContain('HttpOnly')
    expect(setCookie).toContain('SameSite=Strict')
    expect(setCookie).not.toContain(search.slice('?token='.length))

    const again = await send(opened.port, `${pathname}${search}`)
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  test('after a click on another site, lets the browser start anew, which brings its cookie', async () => {
    const { pathname, search } = new URL(opened.shell.launchUrl())
    const first = await send(opened.port, `${pathname}${search}`, {
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(first.status).toBe(200)
    expect(first.headers['set-cookie']).toHaveLength(1)
    expect(first.body).toContain('http-equiv="refresh" content="0; url=/"')
    expect(first.body).not.toContain(search.slice('?token='.length))
  })

  test('does nothing with a wrong token, or under a foreign name', async () => {
    expect((await send(opened.port, '/?token=wrong')).headers['set-cookie']).toBeUndefined()
    const { pathname, search } = new URL(opened.shell.launchUrl())
    const foreign = await send(opened.port, `${pathname}${search}`, { headers: { host: 'evil.example' } })
    expect(foreign.status).toBe(403)
    expect(foreign.headers['set-cookie']).toBeUndefined()
  })
})

describe('whom it lets in', () => {
  test('a browser with its cookie, a program with the bearer token, nobody else', async () => {
    expect(await get({ cookie })).toBe(200)
    expect(await get({ authorization: `Bearer ${opened.shell.bearer}` })).toBe(200)
    expect(await get({})).toBe(401)
    expect(await get({ cookie: `${cookie}x` })).toBe(401)
    expect(await get({ authorization: 'Bearer wrong' })).toBe(401)
    expect(await get({ authorization: `Bearer ${cookie.split('=')[1] ?? ''}` })).toBe(401)
  })

  test('only under its own name', async () => {
    expect(await get({ cookie, host: `localhost:${opened.port}` })).toBe(200)
    expect(await get({ cookie, host: `[::1]:${opened.port}` })).toBe(200)
    expect(await get({ cookie, host: `127.0.0.1:${opened.port + 1}` })).toBe(403)
    expect(await get({ cookie, host: 'pitwall.example' })).toBe(403)
    expect(await get({ cookie, host: `127.0.0.1.evil.example:${opened.port}` })).toBe(403)
  })

  test('only from its own origin, even with the token', async () => {
    const origin = opened.shell.address
    expect(await get({ cookie, origin })).toBe(200)
    for (const foreign of ['http://evil.example', 'null', `http://127.0.0.1:${opened.port + 1}`]) {
      expect(await get({ cookie, origin: foreign })).toBe(403)
      expect(await get({ authorization: `Bearer ${opened.shell.bearer}`, origin: foreign })).toBe(403)
    }
  })

  test('a changing request with a cookie must name its origin', async () => {
    const post = async (headers: Record<string, string>): Promise<number> =>
      (await send(opened.port, '/api/settings/get', { method: 'POST', headers })).status
    expect(await post({ cookie })).toBe(403)
    expect(await post({ cookie, origin: opened.shell.address })).toBe(200)
    expect(await post({ authorization: `Bearer ${opened.shell.bearer}` })).toBe(200)
  })

  test('and grants no other origin anything', async () => {
    const answer = await send(opened.port, '/api/settings/get', {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(answer.status).toBe(403)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('it listens on the loopback address alone', async () => {
    const address = await new Promise<string | undefined>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: opened.port }, () => {
        resolve(socket.remoteAddress)
        socket.destroy()
      })
      socket.once('error', reject)
    })
    expect(address).toBe('127.0.0.1')
    await expect(
      new Promise((resolve, reject) => {
        // Another address of the same loopback network: a server on every address would answer.
        const socket = connect({ host: '127.0.0.2', port: opened.port }, () => resolve(socket.destroy()))
        socket.once('error', reject)
      }),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

test('a refused socket whose other end stays open does not keep the shell from closing', async () => {
  const other = await openShell()
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect({ host: '127.0.0.1', port: other.port, allowHalfOpen: true }, () => {
      opening.write(
        `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      )
    })
    opening.once('data', () => resolve(opening))
    opening.once('error', reject)
  })
  // It neither reads the end nor sends its own.
  socket.on('error', () => {})
  await other.close()
  socket.destroy()
})

describe('the page', () => {
  test('has a strict policy with a nonce of its own each time', async () => {
    const nonces = new Set<string>()
    for (let load = 0; load < 3; load++) {
      const page = await send(opened.port, '/', { headers: { cookie } })
      const policy = String(page.headers['content-security-policy'])
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
      expect(page.body).toContain(`nonce="${nonce}"`)
      expect(page.body).not.toContain('PITWALL_STYLE_NONCE')
      nonces.add(nonce)
      const directives = Object.fromEntries(
        policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
      )
      expect(directives).toEqual({
        'default-src': "'none'",
        'script-src': "'self'",
        'style-src': `'self' 'nonce-${nonce}'`,
        'img-src': "'self' data: blob:",
        'font-src': "'self'",
        'connect-src': `'self' ws://127.0.0.1:${opened.port}`,
        'worker-src': "'self'",
        'frame-ancestors': "'none'",
        'base-uri': "'none'",
        'form-action': "'none'",
      })
    }
    expect(nonces.size).toBe(3)
  })

  test('and headers that keep it to itself', async () => {
    for (const path of ['/', '/nothing', '/api/openapi.json']) {
      const { headers } = await send(opened.port, path, { headers: { cookie } })
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      })
    }
  })

  test('runs no inline script', async () => {
    const { body } = await send(opened.port, '/', { headers: { cookie } })
    for (const [tag] of body.matchAll(/<script[^>]*>/g)) expect(tag).toContain(' src=')
    expect(body).not.toMatch(/ style=| on\w+=/)
  })

  test.each([
    '/../../package.json',
    '/assets/../../../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/\\..\\..\\package.json',
    '//etc/passwd',
    '/etc/passwd',
    '/file:///etc/passwd',
    '/index.html%00.js',
    '/assets/',
    '/assets',
  ])('nothing outside it: %s', async (path) => {
    const answer = await send(opened.port, path, { headers: { cookie } })
    expect(answer.status).toBe(404)
    expect(answer.body).toBe('There is nothing at this address.\n')
  })
})

describe('the HTTP API', () => {
  test('carries the contract', async () => {
    const answer = await send(opened.port, '/api/app/info', { method: 'POST', headers: programHeaders() })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toMatchObject({ shell: 'browser', nodeVersion: process.versions.node })
  })

  test('tells a failure with its code, its sentence and its hint', async () => {
    const missing = await send(opened.port, '/api/environments/remove', {
      method: 'POST',
      headers: programHeaders(),
      body: JSON.stringify({ id: 'no-such' }),
    })
    expect(missing.status).toBe(404)
    expect(JSON.parse(missing.body)).toMatchObject({ defined: true, code: 'NOT_FOUND' })
    const bad = await send(opened.port, '/api/environments/remove', {
      method: 'POST',
      headers: programHeaders(),
      body: '{}',
    })
    expect(bad.status).toBe(400)
  })

  test('knows only procedures', async () => {
    expect(
      (await send(opened.port, '/api/no/such', { method: 'POST', headers: programHeaders() })).status,
    ).toBe(404)
    expect((await send(opened.port, '/api/app/info', { headers: programHeaders() })).status).toBe(404)
  })

  test('describes itself to those it lets in, every procedure', async () => {
    expect((await send(opened.port, '/api/openapi.json')).status).toBe(401)
    const answer = await send(opened.port, '/api/openapi.json', { headers: programHeaders() })
    expect(answer.headers['content-type']).toBe('application/json')
    const document = JSON.parse(answer.body) as {
      openapi: string
      paths: Record<string, { post: { operationId: string; summary: string; responses: object } }>
      servers: { url: string }[]
    }
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(document.servers[0]?.url).toBe(`${opened.shell.address}/api`)
    const { contract } = await import('../../../src/shared/contract/index.ts')
    expect(Object.keys(document.paths).sort()).toEqual(pathsOf(contract, '').sort())
    for (const { post } of Object.values(document.paths)) {
      expect(post.summary).not.toBe('')
      expect(Object.keys(post.responses)).toContain('200')
    }
  })
})

/** The paths of the procedures, however deep they stand. */
function pathsOf(part: object, path: string): string[] {
  if (isContractProcedure(part)) return [path]
  return Object.entries(part).flatMap(([name, below]: [string, unknown]) =>
    typeof below === 'object' && below !== null ? pathsOf(below, `${path}/${name}`) : [],
  )
}
