import type { Address, Tls } from '#shared/contract/environments.ts'
import { addressSchema } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { defaultTls, tlsMode } from './tls-mode.ts'

export interface UrlTarget {
  address: Address
  password: string | undefined
}

/** libpq's defaults come from here: PGHOST, PGPORT, PGUSER, PGDATABASE, PGSSLMODE, PGSSLROOTCERT. */
export interface UrlDefaults {
  variables: NodeJS.ProcessEnv
  userName: string
}

/** Is it written like a URL that {@link parseTargetUrl} reads? */
export function looksLikeTargetUrl(text: string): boolean {
  const scheme = schemeOf(text)
  return scheme !== undefined && schemes.some(({ names }) => names.includes(scheme))
}

/**
 * Reads a connection URL. Written by hand and not with `new URL`: Postgres allows several things that
 * the WHATWG rules refuse (an empty host, `#` in a password), and its errors repeat the input.
 *
 * @throws Failure BAD_INPUT with the reason; nothing of the URL's user part is ever repeated
 */
export function parseTargetUrl(text: string, defaults: UrlDefaults): UrlTarget {
  const url = text.trim().replace(/^jdbc:/i, '')
  const scheme = schemeOf(url)
  const reader = schemes.find(({ names }) => scheme !== undefined && names.includes(scheme))
  if (reader === undefined) {
    throw badUrl(
      scheme === undefined
        ? 'This is not a connection URL.'
        : `Pitwall does not know URLs that begin with ${scheme}://.`,
      'It reads postgresql://, redis://, rediss://, http://, https:// and, for a Node inspector, inspect://host:port.',
    )
  }
  const target = reader.read(url, defaults)
  const checked = addressSchema.safeParse(target.address)
  if (!checked.success) {
    const [issue] = checked.error.issues
    throw badUrl(`The URL’s ${issue?.path.join('.') ?? 'address'} is not valid.`)
  }
  return { address: checked.data, password: target.password }
}

function schemeOf(text: string): string | undefined {
  const match = /^\s*(?:jdbc:)?([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:\/\//i.exec(text.slice(0, 100))
  return match?.[1]?.toLowerCase()
}

/** SQLAlchemy's `postgresql+asyncpg` and its like name a driver after the scheme; it does not matter. */
const schemes: readonly {
  names: readonly string[]
  read: (url: string, defaults: UrlDefaults) => UrlTarget
}[] = [
  { names: ['postgres', 'postgresql', 'postgis', 'timescaledb', 'pgsql'], read: readPostgres },
  { names: ['redis', 'valkey'], read: (url) => readRedis(url, { mode: 'disable' }) },
  { names: ['rediss', 'valkeys'], read: (url) => readRedis(url, { mode: 'verify-full' }) },
  { names: ['http', 'https'], read: readHttp },
  { names: ['ws', 'wss', 'inspect'], read: readInspector },
]

interface Parts {
  user: string | undefined
  password: string | undefined
  host: string
  port: number | undefined
  /** Without its first slash. */
  path: string
  parameters: Map<string, string>
}

function split(url: string): Parts {
  const rest = url.slice(url.indexOf('://') + 3)
  const end = rest.search(/[/?]/)
  const authority = end === -1 ? rest : rest.slice(0, end)
  const tail = end === -1 ? '' : rest.slice(end)
  const question = tail.indexOf('?')
  const path = question === -1 ? tail : tail.slice(0, question)
  const query = question === -1 ? '' : tail.slice(question + 1)

  const at = authority.lastIndexOf('@')
  // Read on, and a piece of the password would be taken for a database's name and shown.
  if (at === -1 && /^[^=]*@/.test(tail)) {
    throw badUrl(
      'The URL’s user or password contains a / or ? that ends it.',
      'Write / as %2F, ? as %3F and @ as %40 in a password.',
    )
  }
  const userInfo = at === -1 ? undefined : authority.slice(0, at)
  const colon = userInfo?.indexOf(':') ?? -1
  return {
    user: emptyToUndefined(decode(colon === -1 ? userInfo : userInfo?.slice(0, colon))),
    password: colon === -1 ? undefined : emptyToUndefined(decode(userInfo?.slice(colon + 1))),
    ...splitHost(at === -1 ? authority : authority.slice(at + 1)),
    path: decode(path.replace(/^\//, '')) ?? '',
    parameters: splitQuery(query),
  }
}

function splitHost(text: string): { host: string; port: number | undefined } {
  if (text.includes(',')) {
    throw badUrl('The URL names several hosts.', 'Give the one that Pitwall should connect to.')
  }
  const match = /^(\[[0-9a-f:.%]+\]|[^:]*)(?::(.*))?$/i.exec(text)
  if (match === null) {
    throw badUrl(
      'The URL’s host and port could not be told apart.',
      'Write an IPv6 address in brackets: [::1]:5432.',
    )
  }
  const host = decode((match[1] ?? '').replaceAll(/[[\]]/g, '')) ?? ''
  return { host, port: readPort(match[2]) }
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const port = Number(text)
  // The text is not repeated: where a password was not encoded, it is a part of it.
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw badUrl(
      'The URL’s port is not a number from 1 to 65535.',
      'If the password contains / ? # or @, write them as %2F, %3F, %23 and %40.',
    )
  }
  return port
}

function splitQuery(query: string): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=')
    const name = equals === -1 ? pair : pair.slice(0, equals)
    if (name !== '')
      parameters.set(name.toLowerCase(), decode(equals === -1 ? '' : pair.slice(equals + 1)) ?? '')
  }
  return parameters
}

function decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    throw badUrl('The URL has a % that is not followed by two hexadecimal digits.', 'Write a plain % as %25.')
  }
}

const emptyToUndefined = (text: string | undefined) => (text === '' ? undefined : text)

function readPostgres(url: string, { variables, userName }: UrlDefaults): UrlTarget {
  const parts = split(url)
  const parameter = (name: string) => emptyToUndefined(parts.parameters.get(name))
  const user = parts.user ?? parameter('user') ?? emptyToUndefined(variables['PGUSER']) ?? userName
  const host =
    parameter('host') ?? emptyToUndefined(parts.host) ?? emptyToUndefined(variables['PGHOST']) ?? 'localhost'
  if (host.includes(',')) {
    throw badUrl('The URL names several hosts.', 'Give the one that Pitwall should connect to.')
  }
  const database =
    emptyToUndefined(parts.path) ?? parameter('dbname') ?? emptyToUndefined(variables['PGDATABASE']) ?? user
  return {
    address: {
      kind: 'postgres',
      host,
      port: parts.port ?? readPort(parameter('port')) ?? readPort(variables['PGPORT']) ?? 5432,
      database,
      user,
      tls: postgresTls(parts.parameters, variables),
    },
    password: parts.password ?? parameter('password'),
  }
}

function postgresTls(parameters: Map<string, string>, variables: NodeJS.ProcessEnv): Tls {
  const asked = parameters.get('sslmode') ?? parameters.get('ssl')
  const caFile = emptyToUndefined(parameters.get('sslrootcert')) ?? variables['PGSSLROOTCERT']
  const mode = asked === undefined ? defaultTls(variables) : tlsMode(asked)
  if (mode === undefined) {
    throw badUrl(
      'The URL’s sslmode is not one that Pitwall knows.',
      'It is one of disable, prefer, require, verify-ca and verify-full.',
    )
  }
  // libpq's word for the system's own authorities.
  if (caFile === 'system') return { mode: asked === undefined ? 'verify-full' : mode }
  return caFile ? { mode, caFile } : { mode }
}

function readRedis(url: string, tls: Tls): UrlTarget {
  const parts = split(url)
  const inPath = parts.path.replace(/\/$/, '')
  const isSocket = /^[a-z]+\+(socket|unix):/i.test(url) || parts.parameters.has('socket')
  const database = emptyToUndefined(parts.parameters.get('db') ?? (isSocket ? undefined : inPath)) ?? '0'
  if (!/^\d{1,5}$/.test(database)) {
    throw badUrl('A Redis URL ends with the number of its database.', 'For example redis://localhost:6379/0.')
  }
  const user = parts.user ?? emptyToUndefined(parts.parameters.get('username'))
  const caFile = emptyToUndefined(parts.parameters.get('ssl_ca_certs') ?? parts.parameters.get('sslrootcert'))
  const asked = parts.parameters.get('sslmode') ?? parts.parameters.get('tls')
  const unchecked = /^(cert_)?none$/i.test(parts.parameters.get('ssl_cert_reqs') ?? '')
  const mode = unchecked ? 'require' : ((asked === undefined ? undefined : tlsMode(asked)) ?? tls.mode)
  return {
    address: {
      kind: 'redis',
      host: isSocket ? `/${parts.path}` : parts.host || 'localhost',
      port: parts.port ?? 6379,
      database: Number(database),
      ...(user === undefined ? {} : { user }),
      tls: caFile === undefined ? { mode } : { mode, caFile },
    },
    password: parts.password ?? emptyToUndefined(parts.parameters.get('password')),
  }
}

/** The user stays in the URL, for basic authentication; the password is kept apart. */
function readHttp(url: string): UrlTarget {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    // Its error repeats the URL.
    throw badUrl('The URL could not be read.', 'It begins like http://localhost:3000/.')
  }
  const password = emptyToUndefined(decode(parsed.password))
  parsed.password = ''
  parsed.hash = ''
  return { address: { kind: 'http', url: parsed.href }, password }
}

/** What Node prints is `ws://127.0.0.1:9229/<id>`; the id changes at every start and is not kept. */
function readInspector(url: string): UrlTarget {
  const parts = split(url)
  return {
    address: { kind: 'node', host: parts.host || '127.0.0.1', port: parts.port ?? 9229 },
    password: undefined,
  }
}

function badUrl(message: string, hint?: string): Failure {
  return new Failure('BAD_INPUT', message, { hint })
}
