import { Pool } from 'undici'
import type { ResolvedTarget } from '#main/environments/index.ts'
import type { HttpAddress } from '#shared/contract/environments.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { Read } from './reads.ts'
import type { Presence } from './presence.ts'
import type { Tally } from './tally.ts'

/** Requests under way at once; a service that is slower than that does not keep up. */
export const MOST_IN_HTTP = 256
const CONNECTIONS = 64
const TIMEOUT: Milliseconds = 10_000

export interface HttpWarmer {
  /** Looks whether the keys are there, then has the service read them. */
  send: (reads: readonly Read[], tally: Tally, onDone: (reads: number) => void) => Promise<void>
  close: () => Promise<void>
}

/** GETs of a service; each is begun as soon as it is known whether its key is there. */
export function warmThroughHttp(
  { address, password }: ResolvedTarget<HttpAddress>,
  presence: Presence,
  signal: AbortSignal,
): HttpWarmer {
  const url = new URL(address.url)
  const base = url.pathname.replace(/\/+$/, '')
  const headers = { 'user-agent': 'pitwall', accept: '*/*', ...authorization(url, password) }
  const pool = new Pool(url.origin, {
    connections: CONNECTIONS,
    headersTimeout: TIMEOUT,
    bodyTimeout: TIMEOUT,
    connect: { timeout: TIMEOUT },
  })

  const get = async (path: string, tally: Tally): Promise<void> => {
    try {
      const { statusCode, body } = await pool.request({ method: 'GET', path: base + path, headers, signal })
      // Whole, so that the connection serves the next one.
      for await (const _chunk of body);
      if (statusCode >= 400) tally.fail(`HTTP ${statusCode}`)
    } catch (error) {
      if (!signal.aborted) tally.fail(kindOf(error))
    }
  }

  return {
    async send(reads, tally, onDone) {
      const there = await presence.of(reads.map(({ key }) => key))
      for (const isThere of there) tally.looked(isThere)
      await Promise.all(reads.map(({ path }) => get(path, tally).finally(() => onDone(1))))
    },
    close: () => pool.destroy(),
  }
}

function authorization(url: URL, password: string | undefined): { authorization?: string } {
  if (url.username === '') return {}
  const user = decodeURIComponent(url.username)
  const secret = password ?? decodeURIComponent(url.password)
  return { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` }
}

const kinds: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  UND_ERR_SOCKET: 'connection reset',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name not found',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
}

/** What a failed request is counted as. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error'
  const code = 'code' in error ? String(error.code) : ''
  const kind = kinds[code]
  if (kind !== undefined) return kind
  if (/CERT|TLS|SSL|SELF_SIGNED|ALTNAME/.test(code)) return 'TLS'
  if (code.startsWith('HPE_')) return 'protocol'
  return code === '' ? error.name : code
}
