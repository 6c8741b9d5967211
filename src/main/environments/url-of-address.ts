import type { Address, PostgresAddress, RedisAddress, Tls } from '#shared/contract/environments.ts'

/** The URL that is read as this very address: parseTargetUrl the other way round. It holds no password. */
export function urlOfAddress(address: Address): string {
  if (address.kind === 'http') return address.url
  if (address.kind === 'node') return `inspect://${place(address)}`
  return address.kind === 'postgres' ? urlOfPostgres(address) : urlOfRedis(address)
}

function urlOfPostgres({ host, port, database, user, tls }: PostgresAddress): string {
  const parameters = tlsParameters(tls)
  const isSocket = host.startsWith('/')
  if (isSocket) parameters.set('host', host)
  const where = isSocket ? `:${port}` : place({ host, port })
  return `postgresql://${encodeURIComponent(user)}@${where}/${encodeURIComponent(database)}${query(parameters)}`
}

function urlOfRedis({ host, port, database, user, tls, sentinel }: RedisAddress): string {
  const parameters = tlsParameters(tls)
  const login = user === undefined ? '' : `${encodeURIComponent(user)}@`
  if (sentinel !== undefined) {
    const places = [{ host, port }, ...sentinel.others].map(place).join(',')
    return `redis+sentinel://${login}${places}/${encodeURIComponent(sentinel.master)}/${database}${query(parameters)}`
  }
  if (!host.startsWith('/')) return `redis://${login}${place({ host, port })}/${database}${query(parameters)}`
  parameters.set('db', String(database))
  return `redis+unix://${login}${host.split('/').map(encodeURIComponent).join('/')}${query(parameters)}`
}

function place({ host, port }: { host: string; port: number }): string {
  return `${host.includes(':') ? `[${host}]` : encodeURIComponent(host)}:${port}`
}

function tlsParameters({ mode, caFile, certFile, keyFile }: Tls): URLSearchParams {
  const parameters = new URLSearchParams({ sslmode: mode })
  if (caFile !== undefined) parameters.set('sslrootcert', caFile)
  if (certFile !== undefined) parameters.set('sslcert', certFile)
  if (keyFile !== undefined) parameters.set('sslkey', keyFile)
  return parameters
}

/** A plus means itself where a URL is read as libpq reads it. */
const query = (parameters: URLSearchParams) => `?${parameters.toString().replaceAll('+', '%20')}`
