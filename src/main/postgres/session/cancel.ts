import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { connectPostgres } from '#main/environments/index.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget } from '../postgres-target.ts'

/** A server process, well enough known to stop it and nobody else's. */
export interface Backend {
  pid: number
  /** Seconds since 1970 as the server prints them. A process id is used again; both together are not. */
  startedAt: string | undefined
  /** What the protocol's own cancel request takes; absent behind some poolers. */
  key: { processId: number; secret: number } | undefined
}

/** What the driver was told at connecting and its types do not name. */
export function backendOf(client: Client, pid: number, startedAt: string | undefined): Backend {
  const processId: unknown = Reflect.get(client, 'processID')
  const secret: unknown = Reflect.get(client, 'secretKey')
  const key = typeof processId === 'number' && typeof secret === 'number' ? { processId, secret } : undefined
  return { pid, startedAt, key }
}

/** A second connection that is not there by then is helped by the cancel request. */
const HEAD_START: Milliseconds = 300
/** The server ignores a cancel that comes between two statements: ask again. */
const PAUSE: Milliseconds = 100
/** A statement that has not ended by then loses its connection. */
const PATIENCE: Milliseconds = 3000

/**
 * Makes a backend stop what it runs. `stopped` fires when its statement has ended, however. Uses
 * pg_cancel_backend over a second connection, because that reaches the right process through poolers;
 * the protocol's cancel request where that connection cannot be had (all connections taken, say); and
 * cuts the statement's own connection when neither helped. Never throws, and settles within
 * {@link PATIENCE}.
 */
export async function stopBackend(
  target: PostgresTarget,
  client: Client,
  backend: Backend | undefined,
  stopped: AbortSignal,
): Promise<void> {
  const enough = AbortSignal.any([stopped, AbortSignal.timeout(PATIENCE)])
  if (backend) {
    const asked = new AbortController()
    const asking = cancelBySql(target, backend, enough, asked)
    await Promise.race([asking, waitFor(HEAD_START, AbortSignal.any([enough, asked.signal]))])
    if (!asked.signal.aborted && !stopped.aborted && backend.key) {
      await cancelByProtocol(target, backend.key, enough)
    }
    await asking
    await waitFor(PATIENCE, enough)
  }
  if (!stopped.aborted) client.connection.stream.destroy()
}

/** Asks until the statement has ended; fires `asked` when the server has taken the first request. */
async function cancelBySql(
  target: PostgresTarget,
  backend: Backend,
  enough: AbortSignal,
  asked: AbortController,
): Promise<void> {
  try {
    const second = await connectPostgres(target, {
      connectTimeoutMs: PATIENCE,
      applicationName: 'pitwall cancel',
      signal: enough,
    })
    second.on('error', () => {})
    try {
      while (!enough.aborted) {
        await second.query({
          text: `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
            WHERE pid = $1 AND ($2::text IS NULL OR extract(epoch FROM backend_start)::text = $2)`,
          values: [backend.pid, backend.startedAt ?? null],
        })
        asked.abort()
        await waitFor(PAUSE, enough)
      }
    } finally {
      await second.end()
    }
  } catch {
    // No second connection: stopBackend goes on with the cancel request.
  }
}

/** The protocol's CancelRequest: needs no login, gets no answer. */
async function cancelByProtocol(
  target: PostgresTarget,
  { processId, secret }: { processId: number; secret: number },
  enough: AbortSignal,
): Promise<void> {
  const { host, port } = target.address
  const request = Buffer.alloc(16)
  request.writeInt32BE(16, 0)
  request.writeInt32BE(80_877_102, 4)
  request.writeInt32BE(processId, 8)
  request.writeInt32BE(secret, 12)
  await new Promise<void>((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    const cut = (): void => {
      socket.destroy()
    }
    enough.addEventListener('abort', cut, { once: true })
    socket.once('error', cut)
    socket.once('connect', () => socket.end(request))
    // The server closes when it has passed the signal on.
    socket.resume()
    socket.once('close', () => {
      enough.removeEventListener('abort', cut)
      resolve()
    })
  })
}

async function waitFor(time: Milliseconds, until: AbortSignal): Promise<void> {
  await sleep(time, undefined, { signal: until }).catch(() => {})
}
