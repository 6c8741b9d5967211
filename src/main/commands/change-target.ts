import type { DatabaseSync } from 'node:sqlite'
import type { Guard, PostgresAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Entry } from '../changes/index.ts'
import { createEnvironments, targetFromUrl } from '../environments/index.ts'
import { type Reach, reachOfKind } from '../postgres/changes/index.ts'
import { requirePostgres } from '../postgres/index.ts'

type Target = ReturnType<typeof requirePostgres>

/** The stricter first. */
const strictness: Guard[] = ['read-only', 'confirm', 'open']

/**
 * A target given by URL under the guard of the environment that holds the same server and database:
 * what is read-only in the workbench is not open in the terminal. Of several the strictest counts. A
 * change that all databases of the server feel is under the guard of all that hold one of them.
 */
export function underItsGuard(target: Target, database: DatabaseSync, reach: Reach): Target {
  const { address } = target
  const kept = createEnvironments({ database })
    .list()
    .flatMap(({ name, guard, targets }) => targets.map((one) => ({ ...one, environment: { name, guard } })))
    .filter((one) => one.address.kind === 'postgres' && isSamePlace(one.address, address, reach))
    .toSorted((a, b) => strictness.indexOf(a.environment.guard) - strictness.indexOf(b.environment.guard))
  const [strictest] = kept
  if (!strictest) return target
  const { environment } = strictest
  // The workbench then finds the change at its own target.
  const same = kept.find(
    (one) =>
      one.address.kind === 'postgres' &&
      one.address.user === address.user &&
      one.address.database === address.database,
  )
  return { ...target, environment, ...(same ? { id: same.id, name: same.name } : {}) }
}

function isSamePlace(one: PostgresAddress, other: PostgresAddress, reach: Reach): boolean {
  if (hostOf(one) !== hostOf(other) || one.port !== other.port) return false
  return reach === 'server' || one.database === other.database
}

/** This machine has several names; to connect to no address in particular is to connect to it, too. */
function hostOf({ host }: PostgresAddress): string {
  const name = host.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  return ['localhost', '::1', '::', '0.0.0.0', '0'].includes(name) ||
    name.startsWith('127.') ||
    name.startsWith('/')
    ? 'localhost'
    : name
}

/**
 * The target of a change in the ledger: as the workbench keeps it where its password is to be had
 * here, else by its recorded address, with the password from PGPASSWORD or the password file.
 */
export async function targetOfEntry({ target, kind }: Entry, database: DatabaseSync): Promise<Target> {
  if (target.address.kind !== 'postgres') {
    throw new Failure('BAD_INPUT', `This change is not one of a Postgres server.`, {
      hint: 'Undo it in the workbench.',
    })
  }
  if (target.id !== undefined) {
    try {
      return requirePostgres(await createEnvironments({ database }).resolve(target.id))
    } catch (error) {
      // Removed since, or its password is in the system's key store, which the terminal does not open.
      if (!(error instanceof Failure)) throw error
    }
  }
  return underItsGuard(requirePostgres(targetFromUrl(urlOf(target.address))), database, reachOfKind(kind))
}

function urlOf({ host, port, database, user, tls }: PostgresAddress): string {
  const isSocket = host.startsWith('/')
  const place = isSocket ? '' : host.includes(':') ? `[${host}]` : encodeURIComponent(host)
  const parameters = new URLSearchParams({ sslmode: tls.mode })
  if (isSocket) parameters.set('host', host)
  if (tls.caFile !== undefined) parameters.set('sslrootcert', tls.caFile)
  const query = parameters.toString().replaceAll('+', '%20')
  return `postgresql://${encodeURIComponent(user)}@${place}:${port}/${encodeURIComponent(database)}?${query}`
}
