import type { Address, PostgresAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Found, Reading, Surroundings } from './found.ts'
import { clientFiles, defaultTls, tlsMode } from './tls-mode.ts'
import { parseTargetUrl, looksLikeTargetUrl } from './url.ts'
import { foundFrom, nameOf, sentenceOf } from './url-list.ts'

/**
 * The targets that variables name: `DATABASE_URL`, `REDIS_URL` and any other that holds such a URL;
 * libpq's `PGHOST`…; and sets such as `POSTGRES_HOST`, `DB_USER`, `READ_DB_PASSWORD`, `REDIS_PORT`.
 */
export function readVariables(variables: ReadonlyMap<string, string>, surroundings: Surroundings): Reading {
  const reading: Reading = { found: [], problems: [] }
  for (const [name, value] of variables) readUrl(name, value, variables, surroundings, reading)
  for (const set of collectSets(variables)) readSet(set, surroundings, reading)
  return reading
}

/** Longer names than anybody gives; keeps the patterns below from working on nonsense. */
const longestName = 200

function readUrl(
  name: string,
  value: string,
  variables: ReadonlyMap<string, string>,
  surroundings: Surroundings,
  { found, problems }: Reading,
): void {
  if (name.length > longestName || !looksLikeTargetUrl(value)) return
  // SPRING_DATASOURCE_URL has its user and password beside it.
  const stem = name.replace(/_?(URL|URI|DSN)$/i, '')
  const beside = (...fields: string[]) =>
    fields.map((field) => variables.get(`${stem}_${field}`)).find((text) => text !== undefined && text !== '')
  const user = beside('USERNAME', 'USER')
  const defaults = user === undefined ? {} : { PGUSER: user }
  try {
    const target = parseTargetUrl(value, {
      ...surroundings,
      variables: { ...surroundings.variables, ...defaults },
    })
    if (!isWanted(name, target.address)) return
    const prefix = target.address.kind === 'http' ? '' : prefixOf(stem)
    found.push(
      foundFrom(
        { ...target, password: target.password ?? beside('PASSWORD', 'PASS') },
        name,
        named(nameOf(target.address), prefix),
      ),
    )
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    problems.push(`${name}: ${sentenceOf(error)}`)
  }
}

/** Of the many http URLs in a project only those of services near by: not a third party's webhook. */
function isWanted(name: string, address: Address): boolean {
  if (address.kind !== 'http') return true
  const { hostname } = new URL(address.url)
  const isNear =
    /^(localhost|127\.|\[::1\]|10\.|192\.168\.)|\.(localhost|local|internal|test)$/.test(hostname) ||
    !hostname.includes('.')
  return isNear && /(^|_)(API|APP|BASE|SERVICE|SERVER|BACKEND|PUBLIC)_?(URL|URI)$/.test(name)
}

/** `READ` of `READ_DATABASE`: what tells several databases of one project apart. */
function prefixOf(stem: string): string {
  return stem
    .replace(/_?(DATABASE|DB|POSTGRES|POSTGRESQL|PG|REDIS|VALKEY)$/i, '')
    .replaceAll('_', ' ')
    .toLowerCase()
}

const named = (name: string, prefix: string) => (prefix === '' ? name : `${name} (${prefix})`)

const fieldNames: Record<string, keyof Fields | undefined> = {
  HOST: 'host',
  HOSTNAME: 'host',
  HOSTADDR: 'host',
  SERVER: 'host',
  PORT: 'port',
  USER: 'user',
  USERNAME: 'user',
  PASSWORD: 'password',
  PASS: 'password',
  DB: 'database',
  DB_NAME: 'database',
  NAME: 'database',
  DBNAME: 'database',
  DATABASE: 'database',
  INDEX: 'database',
  SSLMODE: 'tls',
  SSL_MODE: 'tls',
  SSL: 'tls',
  TLS: 'tls',
  SSLROOTCERT: 'caFile',
  SSLCERT: 'certFile',
  SSLKEY: 'keyFile',
  CONNECTION: 'driver',
  DRIVER: 'driver',
  DIALECT: 'driver',
  ENGINE: 'driver',
  TYPE: 'driver',
}

interface Fields {
  host?: string
  port?: string
  user?: string
  password?: string
  database?: string
  tls?: string
  caFile?: string
  certFile?: string
  keyFile?: string
  driver?: string
}

interface VariableSet {
  prefix: string
  base: string
  fields: Fields
  /** The variables it is made of, in their order. */
  names: string[]
}

const setPattern = new RegExp(
  `^((?:[A-Z0-9]+_)*?)(POSTGRESQL|POSTGRES|PGSQL|PG|DATABASE|DB|REDIS|VALKEY)_?(${Object.keys(fieldNames).join('|')})$`,
)

function collectSets(variables: ReadonlyMap<string, string>): VariableSet[] {
  const sets = new Map<string, VariableSet>()
  for (const [name, value] of variables) {
    const match = name.length > longestName || value === '' ? null : setPattern.exec(name)
    const field = fieldNames[match?.[3] ?? '']
    if (match === null || field === undefined) continue
    const [, prefix = '', base = ''] = match
    const set = sets.get(prefix + base) ?? { prefix, base, fields: {}, names: [] }
    set.fields[field] ??= value
    set.names.push(name)
    sets.set(prefix + base, set)
  }
  return [...sets.values()]
}

function readSet(set: VariableSet, surroundings: Surroundings, { found, problems }: Reading): void {
  const address = /^(REDIS|VALKEY)$/.test(set.base) ? redisOf(set) : postgresOf(set, surroundings)
  if (address === undefined) return
  const { port, password } = set.fields
  if (port !== undefined && !isPort(port)) {
    problems.push(`${set.prefix}${set.base}: the port is not a number from 1 to 65535.`)
    return
  }
  if (address.kind === 'redis' && Number.isNaN(address.database)) {
    problems.push(`${set.prefix}${set.base}: a Redis database is a number from 0.`)
    return
  }
  found.push({
    name: named(nameOf(address), prefixOf(set.prefix + set.base)),
    address,
    password: password === undefined ? { kind: 'none' } : { kind: 'value', value: password },
    place: set.names.filter((name) => !/PASS/.test(name)).join(', '),
  } satisfies Found)
}

const isPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535

function redisOf({ fields }: VariableSet): Address | undefined {
  // Kubernetes sets REDIS_PORT=tcp://… for every service named redis.
  if ((fields.host ?? fields.port) === undefined || fields.port?.startsWith('tcp://')) return undefined
  const database = fields.database ?? '0'
  return {
    kind: 'redis',
    host: fields.host ?? 'localhost',
    port: Number(fields.port ?? 6379),
    database: /^\d{1,5}$/.test(database) ? Number(database) : Number.NaN,
    ...(fields.user === undefined ? {} : { user: fields.user }),
    tls: { mode: /^(true|1|yes|on|require)/i.test(fields.tls ?? '') ? 'verify-full' : 'disable' },
  }
}

const otherServers = /MYSQL|MARIA|MONGO|MSSQL|SQLITE|ORACLE|REDIS|VALKEY|CLICKHOUSE|ELASTIC/i
const otherPorts = new Set(['3306', '1433', '1521', '27017'])

function postgresOf(set: VariableSet, { variables, userName }: Surroundings): PostgresAddress | undefined {
  const { base, prefix, fields } = set
  const isCertain = base.startsWith('P')
  if (fields.port?.startsWith('tcp://')) return undefined
  if (!isCertain) {
    // DB_… may be any database's.
    if (otherServers.test(prefix) || otherPorts.has(fields.port ?? '')) return undefined
    if (fields.driver !== undefined && !/postgres|pgsql|^pg/i.test(fields.driver)) return undefined
    if (fields.host === undefined && (fields.database ?? fields.user) === undefined) return undefined
    if (fields.host === undefined && fields.driver === undefined) return undefined
  } else if ((fields.host ?? fields.database ?? fields.user ?? fields.port) === undefined) return undefined
  const user = fields.user ?? (base === 'PG' ? userName : 'postgres')
  return {
    kind: 'postgres',
    host: fields.host ?? 'localhost',
    port: Number(fields.port ?? 5432),
    database: fields.database ?? user,
    user,
    tls: {
      mode: (fields.tls === undefined ? undefined : tlsMode(fields.tls)) ?? defaultTls(variables),
      ...(fields.caFile === undefined ? {} : { caFile: fields.caFile }),
      ...clientFiles(fields.certFile, fields.keyFile),
    },
  }
}
