import type { Tls } from '#shared/contract/environments.ts'

/**
 * The mode that a word means: libpq's own, and what other drivers write. `allow` becomes `prefer`:
 * both reach every server, and encrypting where one can is the better order. `no-verify`
 * (node-postgres) and a plain yes encrypt without checking.
 */
export function tlsMode(word: string): Tls['mode'] | undefined {
  return modes[word.trim().toLowerCase()]
}

const modes: Record<string, Tls['mode'] | undefined> = {
  __proto__: null as never,
  disable: 'disable',
  false: 'disable',
  off: 'disable',
  no: 'disable',
  '0': 'disable',
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  required: 'require',
  'no-verify': 'require',
  true: 'require',
  on: 'require',
  yes: 'require',
  '1': 'require',
  '': 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
}

/** Of a Postgres address that says nothing about TLS: PGSSLMODE, else libpq's `prefer`. */
export function defaultTls(variables: NodeJS.ProcessEnv): Tls['mode'] {
  return tlsMode(variables['PGSSLMODE'] ?? 'prefer') ?? 'prefer'
}

/** The files that a client shows its own certificate with, as far as they are given. */
export function clientFiles(
  certFile: string | undefined,
  keyFile: string | undefined,
): Pick<Tls, 'certFile' | 'keyFile'> {
  return {
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  }
}
