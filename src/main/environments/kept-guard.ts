import type {
  Address,
  Environment,
  Guard,
  PostgresAddress,
  RedisAddress,
} from '#shared/contract/environments.ts'
import type { ResolvedTarget } from './target.ts'

/** What a change is felt by: one database, or all of its server. */
export type GuardReach = 'database' | 'server'

/** The stricter first. */
const strictness: Guard[] = ['read-only', 'confirm', 'open']

/**
 * A target given by URL under the guard of the environment that holds the same server and database:
 * what is read-only in the workbench is not open in the terminal. Of several the strictest counts. A
 * change that all databases of the server feel is under the guard of all that hold one of them.
 *
 * @param kept all environments
 * @param alsoAt further addresses of the same server, such as the masters of its cluster
 */
export function underKeptGuard<A extends PostgresAddress | RedisAddress>(
  target: ResolvedTarget<A>,
  kept: readonly Environment[],
  reach: GuardReach,
  alsoAt: readonly Address[] = [],
): ResolvedTarget<A> {
  const addresses = [target.address, ...alsoAt]
  const same = kept
    .flatMap(({ name, guard, targets }) => targets.map((one) => ({ ...one, environment: { name, guard } })))
    .filter(({ address }) => addresses.some((one) => isSamePlace(one, address, reach)))
    .toSorted((a, b) => strictness.indexOf(a.environment.guard) - strictness.indexOf(b.environment.guard))
  const [strictest] = same
  if (strictest === undefined) return target
  // The workbench then finds the change at its own target.
  const own = same.find(({ address }) => isSameLogin(address, target.address))
  return {
    ...target,
    environment: strictest.environment,
    ...(own === undefined ? {} : { id: own.id, name: own.name }),
  }
}

/**
 * The environment whose guard counts for what listens at an address, however Pitwall came to it: of
 * several that keep it as a target the one with the strictest guard. Undefined where none does.
 */
export function keptEnvironmentOf(
  address: Address,
  kept: readonly Environment[],
): { name: string; guard: Guard; targetId: string } | undefined {
  const [strictest] = kept
    .flatMap(({ name, guard, targets }) =>
      targets.map((target) => ({ name, guard, targetId: target.id, address: target.address })),
    )
    .filter((target) => isSamePlace(address, target.address, 'server'))
    .toSorted((a, b) => strictness.indexOf(a.guard) - strictness.indexOf(b.guard))
  if (strictest === undefined) return undefined
  const { name, guard, targetId } = strictest
  return { name, guard, targetId }
}

function isSamePlace(one: Address, other: Address, reach: GuardReach): boolean {
  if (one.kind === 'postgres' && other.kind === 'postgres') {
    return isSamePort(one, other) && (reach === 'server' || one.database === other.database)
  }
  if (one.kind === 'redis' && other.kind === 'redis') {
    if (reach === 'database' && one.database !== other.database) return false
    return isSameSentinel(one, other) || isSameServer(one, other)
  }
  if (one.kind === 'node' && other.kind === 'node') return isSamePort(one, other)
  return false
}

function isSameServer(one: RedisAddress, other: RedisAddress): boolean {
  if (one.sentinel !== undefined || other.sentinel !== undefined) return false
  return one.host.startsWith('/') && other.host.startsWith('/')
    ? one.host === other.host
    : isSamePort(one, other)
}

/** One Sentinel in common that watches the same name is enough. */
function isSameSentinel(one: RedisAddress, other: RedisAddress): boolean {
  if (one.sentinel === undefined || other.sentinel === undefined) return false
  if (one.sentinel.master !== other.sentinel.master) return false
  const others = [other, ...other.sentinel.others]
  return [one, ...one.sentinel.others].some((place) => others.some((another) => isSamePort(place, another)))
}

interface Place {
  host: string
  port: number
}

const isSamePort = (one: Place, other: Place) => hostOf(one) === hostOf(other) && one.port === other.port

/** This machine has several names; to connect to no address in particular is to connect to it, too. */
function hostOf({ host }: Place): string {
  const name = host.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  const isHere =
    ['localhost', '::1', '::', '0.0.0.0', '0'].includes(name) ||
    name.startsWith('127.') ||
    name.startsWith('/')
  return isHere ? 'localhost' : name
}

function isSameLogin(one: Address, other: PostgresAddress | RedisAddress): boolean {
  return one.kind === other.kind && one.user === other.user && one.database === other.database
}
