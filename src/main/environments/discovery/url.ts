import { addressSchema, type Address } from '#shared/contract/environments.ts'
import { badUrl, decode, emptyToUndefined, requireOneHost, splitUrl } from './url-parts.ts'
import { readPostgres } from './url-postgres.ts'
import { readRedis } from './url-redis.ts'

export interface UrlTarget {
  address: Address
  password: string | undefined
}

/** libpq's defaults come from here: PGHOST, PGPORT, PGUSER, PGDATABASE, PGSSLMODE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY. */
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
 * Reads a connection URL.
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
      'It reads postgresql://, redis://, rediss://, redis+unix://, redis+sentinel://, http://, https:// and, for a Node inspector, inspect://host:port.',
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
  { names: ['redis', 'valkey'], read: (url) => readRedis(url, 'disable') },
  { names: ['rediss', 'valkeys'], read: (url) => readRedis(url, 'verify-full') },
  { names: ['http', 'https'], read: readHttp },
  { names: ['ws', 'wss', 'inspect'], read: readInspector },
]

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
  const parts = splitUrl(url)
  requireOneHost(parts)
  return {
    address: { kind: 'node', host: parts.host || '127.0.0.1', port: parts.port ?? 9229 },
    password: undefined,
  }
}
