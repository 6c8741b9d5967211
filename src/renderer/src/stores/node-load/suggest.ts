/** Where a load can be sent, from what is known of a process. Pure. */
import type { Environment } from '#shared/contract/environments.ts'
import type { NodeProcess } from '#shared/contract/node/processes.ts'

/**
 * A first request: the HTTP target of the environment that the process serves, else a port that it
 * listens on, else the environment's first HTTP target on this machine. Empty where there is none: which
 * routes there are is not known, so this is only where they begin.
 */
export function suggestedRequests(
  process: NodeProcess | undefined,
  environment: Environment | undefined,
): string {
  const urls = (environment?.targets ?? []).flatMap(({ address }) =>
    address.kind === 'http' && isLoopback(address.url) ? [address.url] : [],
  )
  const ports = process?.ports.map(({ port }) => port) ?? []
  const served = urls.find((url) => ports.includes(portOf(url)))
  const own = ports[0] === undefined ? undefined : `http://localhost:${ports[0]}/`
  const url = served ?? own ?? (process === undefined ? urls[0] : undefined)
  return url === undefined ? '' : `GET ${url}`
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url)
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}

/** Load is sent to this machine only. */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
