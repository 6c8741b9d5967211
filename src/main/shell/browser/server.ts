import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Router } from '#main/router.ts'
import { Failure } from '#shared/failure.ts'
import { answerFile, securityHeaders } from '../page.ts'
import type { StaticFiles } from '../static-files.ts'
import { createGuard, type Guard, type GuardSecrets } from './guard.ts'
import { openHttpApi, type HttpApi } from './openapi.ts'
import { openRpcSockets } from './rpc.ts'

export interface BrowserShellOptions {
  router: Router
  /** The built renderer; left out in development, where Vite serves the page. */
  files?: StaticFiles
  /** 0 for any free port. */
  port: number
  version: string
  log: (message: string) => void
  secrets?: GuardSecrets
  /** See GuardOptions. */
  alsoKnownAs?: readonly string[]
}

export interface BrowserShell {
  /** `http://127.0.0.1:PORT` */
  address: string
  /** For programs: `Authorization: Bearer …`. */
  bearer: string
  /** An address for a browser, with a token that works once. */
  launchUrl: () => string
  /** Ends every connection and the server. */
  close: () => Promise<void>
}

/** Serves the workbench to browsers and programs of this machine: 127.0.0.1 only, nothing without a token. */
export async function openBrowserShell(options: BrowserShellOptions): Promise<BrowserShell> {
  const server = createServer()
  const port = await listen(server, options.port)
  const address = `http://127.0.0.1:${port}`
  const guard = createGuard({
    port,
    ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
    ...(options.alsoKnownAs === undefined ? {} : { alsoKnownAs: options.alsoKnownAs }),
  })
  const sockets = openRpcSockets(options.router)
  const api = openHttpApi(options.router, options.version)

  server.on('request', (request, response) => {
    answer({ guard, api, files: options.files, address }, request, response).catch((error: unknown) => {
      options.log(`${request.method} ${pathOf(request)} failed: ${stackOf(error)}`)
      if (response.headersSent) response.destroy()
      else sendText(response, 500, 'Something unexpected went wrong inside Pitwall.')
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const verdict = guard.checkSocket({ method: 'GET', headers: request.headers })
    if (!verdict.ok) return refuseUpgrade(socket, verdict.status)
    if (pathOf(request) !== '/rpc') return refuseUpgrade(socket, 404)
    sockets.upgrade(request, socket, head)
  })

  return {
    address,
    bearer: guard.bearer,
    launchUrl: () => `${address}/?token=${guard.mintLaunchToken()}`,
    close: async () => {
      sockets.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

interface Parts {
  guard: Guard
  api: HttpApi
  files: StaticFiles | undefined
  address: string
}

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { guard, api, files, address } = parts
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  response.setHeader('cache-control', 'no-store')

  const method = request.method ?? 'GET'
  const url = URL.parse(request.url ?? '/', address)
  if (url === null) return sendText(response, 400, 'This is not an address.')
  const token = url.searchParams.get('token')
  if (url.pathname === '/' && method === 'GET' && token !== null && guard.isOwnHost(request.headers)) {
    const cookie = guard.redeem(token)
    if (cookie !== undefined) response.setHeader('set-cookie', cookie)
    // Also when it was used before: a browser that has its cookie gets in, another is told why not.
    redirectToPage(request, response)
    return
  }

  const verdict = guard.check({ method, headers: request.headers })
  if (!verdict.ok) return sendText(response, verdict.status, verdict.message)

  if (url.pathname === '/api/openapi.json' && method === 'GET') {
    response.setHeader('content-type', 'application/json').end(await api.document(address))
    return
  }
  if (url.pathname.startsWith('/api/')) {
    if (!(await api.handle(request, response))) {
      sendText(response, 404, 'The HTTP API has no such procedure; /api/openapi.json lists them.')
    }
    return
  }
  const file = method === 'GET' || method === 'HEAD' ? files?.find(url.pathname) : undefined
  if (file === undefined) return sendText(response, 404, 'There is nothing at this address.')
  const { headers, body } = await answerFile(file, [`ws://${request.headers.host}`])
  response.writeHead(200, { ...headers, 'content-length': body.byteLength })
  response.end(method === 'HEAD' ? undefined : body)
}

/**
 * After a click on a page of another site (a chat, a terminal in the browser) the browser would keep a
 * strict cookie back from a redirect, too; a page of our own that goes on is a start of its own.
 */
function redirectToPage(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['sec-fetch-site'] !== 'cross-site') response.writeHead(303, { location: '/' }).end()
  else {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<!doctype html><title>Pitwall</title><meta http-equiv="refresh" content="0; url=/">')
  }
}

function sendText(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`)
}

/** The server no longer counts this socket, and one whose other end stays open would keep it from closing. */
function refuseUpgrade(socket: Duplex, status: number): void {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  )
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(port, cause)))
    server.listen(port, '127.0.0.1', () => resolve())
  })
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('The server has no port.')
  return bound.port
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): unknown {
  if (cause.code === 'EADDRINUSE') {
    return new Failure('REFUSED', `Port ${port} is in use.`, {
      hint: 'Choose another with --port, or leave it out for any free one.',
      cause,
    })
  }
  if (cause.code === 'EACCES') {
    return new Failure('REFUSED', `The system does not let Pitwall listen on port ${port}.`, {
      hint: 'Choose one above 1023 with --port.',
      cause,
    })
  }
  return cause
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/'
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
