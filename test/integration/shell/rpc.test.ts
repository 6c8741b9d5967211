import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { implement } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createConnectionStore, type ConnectionStore } from '../../../src/renderer/src/api/connection.ts'
import { toFailure } from '../../../src/renderer/src/api/failures.ts'
import { follow } from '../../../src/renderer/src/api/follow.ts'
import { webSocketLink } from '../../../src/renderer/src/api/web-socket-link.ts'
import { contract, type Contract } from '../../../src/shared/contract/index.ts'
import type { Job } from '../../../src/shared/contract/app.ts'
import { openShell, signIn, type OpenedShell } from './open-shell.ts'

let opened: OpenedShell
/** Streams of the shell under test that are open, and how many were ever closed. */
const streams = { open: 0, closed: 0 }
let stopClient = new AbortController()
let closed = false

beforeEach(async () => {
  closed = false
  stopClient = new AbortController()
  streams.open = 0
  streams.closed = 0
  opened = await openShell((router) => ({
    ...router,
    jobs: { ...router.jobs, watch: watchThatCounts },
  }))
})
afterEach(async () => {
  stopClient.abort()
  if (!closed) await opened.close()
})

const watchThatCounts = implement(contract).jobs.watch.handler(async function* ({ signal }) {
  streams.open += 1
  try {
    yield [job('first')]
    await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }))
  } finally {
    streams.open -= 1
    streams.closed += 1
  }
})

function job(id: string): Job {
  return { id, title: id, state: 'running', startedAt: 0, elapsedMs: 0 }
}

/** A socket as a browser's page opens it, or with headers changed. */
function socket(headers: Record<string, string>): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${opened.port}/rpc`, { headers })
}

async function statusOf(opening: WebSocket): Promise<number> {
  return await new Promise((resolve) => {
    opening.once('open', () => {
      opening.terminate()
      resolve(101)
    })
    opening.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    opening.once('error', () => resolve(0))
  })
}

describe('the opening of a socket', () => {
  test('needs the cookie and the own origin, or the bearer token', async () => {
    const cookie = await signIn(opened)
    const origin = opened.shell.address
    const bearer = { authorization: `Bearer ${opened.shell.bearer}` }
    expect(await statusOf(socket({ cookie, origin }))).toBe(101)
    expect(await statusOf(socket(bearer))).toBe(101)
    expect(await statusOf(socket({ origin }))).toBe(401)
    expect(await statusOf(socket({ cookie }))).toBe(403)
    expect(await statusOf(socket({ cookie, origin: 'http://evil.example' }))).toBe(403)
    expect(await statusOf(socket({ ...bearer, origin: 'http://evil.example' }))).toBe(403)
    expect(await statusOf(socket({ cookie, origin: 'http://evil.example', host: 'evil.example' }))).toBe(403)
    const elsewhere = new WebSocket(`ws://127.0.0.1:${opened.port}/other`, { headers: bearer })
    expect(await statusOf(elsewhere)).toBe(404)
  })

  test('survives garbage', async () => {
    // The library complains there about each message that it cannot read.
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
    const opening = socket({ authorization: `Bearer ${opened.shell.bearer}` })
    await new Promise((resolve) => opening.once('open', resolve))
    opening.send('not a call')
    opening.send(Buffer.from([255, 0, 1]))
    const client = clientOver(opening)
    expect(await client.app.info()).toMatchObject({ shell: 'browser' })
    expect(complaints).toHaveBeenCalledTimes(2)
    complaints.mockRestore()
    opening.terminate()
  })
})

describe('a stream', () => {
  test('stops in the main process when the page aborts it', async () => {
    const opening = socket({ authorization: `Bearer ${opened.shell.bearer}` })
    const client = clientOver(opening)
    const controller = new AbortController()
    const stream = await client.jobs.watch(undefined, { signal: controller.signal })
    expect((await stream.next()).value).toEqual([job('first')])
    expect(streams.open).toBe(1)
    controller.abort()
    await expect.poll(() => streams.closed).toBe(1)
    opening.terminate()
  })

  test('stops when the page goes away', async () => {
    const opening = socket({ authorization: `Bearer ${opened.shell.bearer}` })
    const stream = await clientOver(opening).jobs.watch()
    await stream.next()
    opening.terminate()
    await expect.poll(() => streams.closed).toBe(1)
    await expect(stream.next()).rejects.toThrow()
  })

  test('stops over HTTP when the program goes away', async () => {
    const controller = new AbortController()
    const response = await fetch(`${opened.shell.address}/api/jobs/watch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${opened.shell.bearer}` },
      signal: controller.signal,
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.getReader()
    await reader?.read()
    await expect.poll(() => streams.open).toBe(1)
    controller.abort()
    await expect.poll(() => streams.closed).toBe(1)
  })
})

describe('the page’s link', () => {
  test('tells a cancelled stream from a lost one', async () => {
    const { client, connection } = pageClient()
    const controller = new AbortController()
    const stream = await client.jobs.watch(undefined, { signal: controller.signal })
    await stream.next()
    const cancelled = stream.next().catch((error: unknown) => toFailure(error).code)
    controller.abort()
    expect(await cancelled).toBe('CANCELLED')

    const second = await client.jobs.watch()
    await second.next()
    const lost = second.next().catch((error: unknown) => toFailure(error).code)
    closed = true
    await opened.close()
    expect(await lost).toBe('CONNECTION_LOST')
    expect(connection.getState().kind).toBe('lost')
    await expect(client.app.info()).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })

  test('comes back, and the streams that are followed with it', async () => {
    const { client, connection } = pageClient()
    const seen: string[] = []
    const states: string[] = []
    connection.subscribe(() => states.push(connection.getState().kind))
    const stop = follow(connection, async (signal) => await client.jobs.watch(undefined, { signal }), {
      value: (jobs) => seen.push(jobs.map(({ id }) => id).join()),
    })
    await expect.poll(() => seen.length).toBe(1)
    dropSockets()
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(2)
    expect(states).toEqual(['open', 'lost', 'open'])
    stop()
    await expect.poll(() => streams.open).toBe(0)
  })

  test('ends when the workbench does not know the page', async () => {
    const connection = createConnectionStore({ kind: 'connecting' })
    const link = webSocketLink({
      address: `ws://127.0.0.1:${opened.port}/rpc`,
      connection,
      isKnown: async () => false,
      signal: stopClient.signal,
    })
    // This socket has neither cookie nor token, as the page of a workbench that was started anew.
    const client: ContractRouterClient<Contract> = createORPCClient(link)
    await expect(client.app.info()).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(connection.getState().kind).toBe('ended')
  })

  test('turns what it is refused into failures', async () => {
    const { client } = pageClient()
    const missing = await client.environments.remove({ id: 'no-such' }).catch(toFailure)
    expect(missing).toMatchObject({ name: 'Failure', code: 'NOT_FOUND' })
    const bad = await client.settings.update({ connectTimeoutMs: -1 }).catch(toFailure)
    expect(bad).toMatchObject({ code: 'BAD_INPUT' })
    expect(bad).toHaveProperty('message', expect.stringContaining('connectTimeoutMs'))
  })
})

let sockets: Set<globalThis.WebSocket>
function dropSockets(): void {
  for (const each of sockets) each.close()
}

function clientOver(opening: WebSocket): ContractRouterClient<Contract> {
  // `ws` has what the link uses of a browser's socket; its events differ in type only.
  return createORPCClient(new RPCLink({ websocket: opening as unknown as globalThis.WebSocket }))
}

/** The renderer's own link, in a process that adds the token as the browser would add its cookie. */
function pageClient(): { client: ContractRouterClient<Contract>; connection: ConnectionStore } {
  const connection = createConnectionStore({ kind: 'connecting' })
  const headers = { authorization: `Bearer ${opened.shell.bearer}` }
  sockets = new Set()
  const link = webSocketLink({
    address: `ws://127.0.0.1:${opened.port}/rpc`,
    connection,
    isKnown: async () => true,
    signal: stopClient.signal,
    openSocket: (address) => {
      // Node's own WebSocket takes headers, which the type of the browser's does not know.
      const opening = new globalThis.WebSocket(address, { headers } as unknown as string[])
      sockets.add(opening)
      return opening
    },
  })
  return { client: createORPCClient(link), connection }
}
