import { isIPv4 } from 'node:net'
import type { LoadRequest } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'

/**
 * Lets load be sent to this machine, and to no other.
 *
 * @throws Failure REFUSED, naming the first host that is another
 */
export function requireLoopback(requests: readonly LoadRequest[]): void {
  for (const { url } of requests) {
    const { hostname } = new URL(url)
    if (isLoopback(hostname)) continue
    throw new Failure(
      'REFUSED',
      `Rounds of load are sent to this machine only, and ${hostname} is another.`,
      {
        hint: 'Use the address of the service on this machine, such as http://127.0.0.1:3000/, or the traffic that is there.',
      },
    )
  }
}

/** Other names may lead anywhere. */
function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase()
  return name === 'localhost' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'))
}
