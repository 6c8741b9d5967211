/** How an address reads. Pure. */
import type { Address, TargetKind } from '#shared/contract/environments.ts'

export const kindWords: Record<TargetKind, string> = {
  postgres: 'Postgres',
  redis: 'Redis',
  http: 'HTTP',
  node: 'Node',
}

/** An address in one line, without a password: `app@db.local:5432/shop`; behind a Sentinel `main/0 via cache:26379`. */
export function addressText(address: Address): string {
  switch (address.kind) {
    case 'postgres':
      return `${address.user}@${hostAndPort(address)}/${address.database}`
    case 'redis': {
      const user = address.user === undefined || address.user === '' ? '' : `${address.user}@`
      if (address.sentinel === undefined) return `${user}${hostAndPort(address)}/${address.database}`
      return `${user}${address.sentinel.master}/${address.database} via ${hostAndPort(address)}`
    }
    case 'http':
      return address.url
    case 'node':
      return hostAndPort(address)
  }
}

function hostAndPort({ host, port }: { host: string; port: number }): string {
  if (host.startsWith('/')) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
