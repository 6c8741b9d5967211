import type { RedisAddress, Tls } from '#shared/contract/environments.ts'
import { clientFiles, tlsMode } from './tls-mode.ts'
import type { UrlTarget } from './url.ts'
import { badUrl, emptyToUndefined, requireOneHost, splitUrl, type UrlParts } from './url-parts.ts'

/**
 * `redis://user:password@host:port/database`; `redis+unix:///path?db=1` for a socket; and
 * `redis+sentinel://host:port,host:port/master/database`, whose hosts are Sentinels.
 *
 * @param mode the scheme's own, where the URL says nothing else
 */
export function readRedis(url: string, mode: Tls['mode']): UrlTarget {
  const parts = splitUrl(url)
  const parameter = (...names: string[]) =>
    names.map((name) => emptyToUndefined(parts.parameters.get(name))).find((value) => value !== undefined)
  const user = parts.user ?? parameter('username')
  return {
    address: {
      kind: 'redis',
      ...placeOf(url, parts),
      ...(user === undefined ? {} : { user }),
      tls: tlsOf(parts.parameters, mode),
    },
    password: parts.password ?? parameter('password'),
  }
}

function placeOf(
  url: string,
  parts: UrlParts,
): Pick<RedisAddress, 'host' | 'port' | 'database' | 'sentinel'> {
  const driver = /^[a-z]+\+([a-z]+):/i.exec(url)?.[1]?.toLowerCase()
  const inPath = parts.path.replace(/\/$/, '')
  if (driver === 'sentinel') return behindSentinel(parts, inPath)
  requireOneHost(parts)
  const isSocket = driver === 'socket' || driver === 'unix' || parts.parameters.has('socket')
  return {
    host: isSocket ? `/${parts.path}` : parts.host || 'localhost',
    port: parts.port ?? 6379,
    database: readDatabase(parts, isSocket ? '' : inPath),
  }
}

/** Where a Sentinel listens unless it is set otherwise. */
export const SENTINEL_PORT = 26_379

function behindSentinel(
  parts: UrlParts,
  path: string,
): Pick<RedisAddress, 'host' | 'port' | 'database' | 'sentinel'> {
  const [master = '', database = '', ...rest] = path.split('/')
  if (master === '' || rest.length > 0) {
    throw badUrl(
      'A Sentinel URL names the master after its hosts, and then perhaps the database.',
      'For example redis+sentinel://localhost:26379/mymaster/0.',
    )
  }
  return {
    host: parts.host || 'localhost',
    port: parts.port ?? SENTINEL_PORT,
    database: readDatabase(parts, database),
    sentinel: {
      master,
      others: parts.others.map(({ host, port = SENTINEL_PORT }) => ({ host, port })),
    },
  }
}

function readDatabase({ parameters }: UrlParts, inPath: string): number {
  const database = emptyToUndefined(parameters.get('db') ?? inPath) ?? '0'
  if (!/^\d{1,5}$/.test(database)) {
    throw badUrl('A Redis URL ends with the number of its database.', 'For example redis://localhost:6379/0.')
  }
  return Number(database)
}

/** In libpq's words, and in those of redis-py. */
function tlsOf(parameters: ReadonlyMap<string, string>, ofScheme: Tls['mode']): Tls {
  const given = (...names: string[]) =>
    names.map((name) => emptyToUndefined(parameters.get(name))).find((value) => value !== undefined)
  const caFile = given('ssl_ca_certs', 'sslrootcert')
  const asked = parameters.get('sslmode') ?? parameters.get('tls')
  const isUnchecked = /^(cert_)?none$/i.test(parameters.get('ssl_cert_reqs') ?? '')
  const mode = isUnchecked ? 'require' : ((asked === undefined ? undefined : tlsMode(asked)) ?? ofScheme)
  return {
    mode,
    ...(caFile === undefined ? {} : { caFile }),
    ...clientFiles(given('ssl_certfile', 'sslcert'), given('ssl_keyfile', 'sslkey')),
  }
}
