import type { Tls } from '#shared/contract/environments.ts'
import { clientFiles, defaultTls, tlsMode } from './tls-mode.ts'
import type { UrlDefaults, UrlTarget } from './url.ts'
import { badUrl, emptyToUndefined, readPort, requireOneHost, splitUrl } from './url-parts.ts'

export function readPostgres(url: string, { variables, userName }: UrlDefaults): UrlTarget {
  const parts = splitUrl(url)
  requireOneHost(parts)
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
  const own = clientFiles(
    emptyToUndefined(parameters.get('sslcert')) ?? emptyToUndefined(variables['PGSSLCERT']),
    emptyToUndefined(parameters.get('sslkey')) ?? emptyToUndefined(variables['PGSSLKEY']),
  )
  // libpq's word for the system's own authorities.
  if (caFile === 'system') return { mode: asked === undefined ? 'verify-full' : mode, ...own }
  return caFile ? { mode, caFile, ...own } : { mode, ...own }
}
