import type { DatabaseSync } from 'node:sqlite'
import type { PostgresAddress, RedisAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Entry } from '../changes/index.ts'
import { createEnvironments, type GuardReach, targetFromUrl, underKeptGuard } from '../environments/index.ts'
import { type Reach, reachOfKind } from '../postgres/changes/index.ts'
import { requirePostgres } from '../postgres/index.ts'
import { addressesOf, isServerWide } from '../redis/changes/index.ts'
import { requireRedis } from '../redis/index.ts'
import { defaultTimeouts } from './pg-target.ts'
import { underRedisGuard } from './redis-target.ts'

type PostgresTarget = ReturnType<typeof requirePostgres>
type RedisTarget = ReturnType<typeof requireRedis>

/**
 * A target given by URL under the guard of the environment that holds the same server and database:
 * what is read-only in the workbench is not open in the terminal. A change that all databases of the
 * server feel is under the guard of all that hold one of them.
 */
export function underItsGuard(target: PostgresTarget, database: DatabaseSync, reach: Reach): PostgresTarget {
  return underKeptGuard(target, createEnvironments({ database }).list(), reach)
}

/**
 * The same for a Redis, which is asked where it is: the master behind its Sentinels and the masters of
 * its cluster may be kept under addresses of their own. Throws what connecting throws.
 */
export async function underGuardsOfRedis(
  target: RedisTarget,
  database: DatabaseSync,
  kindName: string,
  signal: AbortSignal,
): Promise<RedisTarget> {
  const reach: GuardReach = isServerWide(kindName) ? 'server' : 'database'
  const masters = await addressesOf(target, defaultTimeouts, signal)
  return underRedisGuard(target, database, reach, masters)
}

/**
 * The target of a change in the ledger: as the workbench keeps it where its password is to be had
 * here, else by its recorded address, with the password from PGPASSWORD or the password file.
 */
export async function targetOfEntry(
  { target, kind }: Entry,
  database: DatabaseSync,
): Promise<PostgresTarget> {
  if (target.address.kind !== 'postgres') throw ofAnotherKind('Postgres', '--redis')
  const kept = await keptTarget(target.id, database)
  if (kept) return requirePostgres(kept)
  return underItsGuard(requirePostgres(targetFromUrl(urlOf(target.address))), database, reachOfKind(kind))
}

/** The same for a change of a Redis; the password of a recorded address is in REDISCLI_AUTH. */
export async function redisTargetOfEntry(
  { target, kind }: Entry,
  database: DatabaseSync,
  signal: AbortSignal,
): Promise<RedisTarget> {
  if (target.address.kind !== 'redis') throw ofAnotherKind('Redis', '--pg')
  const kept = await keptTarget(target.id, database)
  if (kept) return requireRedis(kept)
  return await underGuardsOfRedis(recordedTarget(target.name, target.address), database, kind, signal)
}

function recordedTarget(name: string, address: RedisAddress): RedisTarget {
  return {
    id: undefined,
    name,
    address,
    password: process.env['REDISCLI_AUTH'],
    environment: { name: 'terminal', guard: 'open' },
  }
}

/** Undefined where it was removed since, or its password is in the system's key store, which the terminal does not open. */
async function keptTarget(
  id: string | undefined,
  database: DatabaseSync,
): Promise<Awaited<ReturnType<ReturnType<typeof createEnvironments>['resolve']>> | undefined> {
  if (id === undefined) return undefined
  try {
    return await createEnvironments({ database }).resolve(id)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return undefined
  }
}

function ofAnotherKind(kind: string, option: string): Failure {
  return new Failure('BAD_INPUT', `This change is not one of a ${kind} server.`, {
    hint: `Say where it was made with ${option} URL.`,
  })
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
