import type { Redis } from 'ioredis'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Deadline } from '../clients/deadline.ts'
import { failureFromNetwork, networkCode, placeName, type Place } from '../clients/network.ts'
import { openRedis, placeOfRedis } from '../clients/redis.ts'
import { namingStrangers, type Attempt, type Outcome } from './attempt.ts'
import { mistakenFor, type Speaker } from './probe.ts'
import { failureFromRedis } from './redis-failure.ts'

export async function diagnoseRedis(
  address: RedisAddress,
  password: string | undefined,
  attempt: Attempt,
): Promise<Outcome> {
  const { deadline, stages } = attempt
  const place = placeOfRedis(address)
  const opened: Redis[] = []
  try {
    const { redis, warning } = await namingStrangers(
      attempt,
      place,
      ['tls', 'authenticate'],
      (speaker) => judge(speaker, address, place),
      async () => {
        const redis = await openRedis(address, deadline, stages)
        opened.push(redis)
        const warning = await stages.run(
          'authenticate',
          async () => await authenticate(redis, address, password, deadline),
          (found) => (found === undefined ? loggedIn(address, password) : { warning: found }),
        )
        return { redis, warning }
      },
    )
    await stages.run(
      'open',
      async () => {
        if (address.database !== 0) await ask(redis, deadline, address, 'SELECT', String(address.database))
        await ask(redis, deadline, address, 'PING')
      },
      () => `Database ${address.database} answers.`,
    )
    const server = await stages.run(
      'version',
      async () => await readServer(redis, deadline, address),
      (found) =>
        found.warning === undefined ? `${found.product} ${found.version}.` : { warning: found.warning },
    )
    return {
      message: `Connected to ${server.product}${server.version === undefined ? '' : ` ${server.version}`}, database ${address.database}.`,
      hint: warning ?? server.warning,
      serverVersion: server.version,
    }
  } finally {
    for (const redis of opened) redis.disconnect()
  }
}

function judge(speaker: Speaker, address: RedisAddress, place: Place): Failure | undefined {
  const wantsTls = address.tls.mode !== 'disable' && address.tls.mode !== 'prefer'
  if (speaker === 'Redis') {
    if (!wantsTls) return undefined
    return new Failure(
      'TLS',
      `Redis at ${placeName(place)} has no TLS on this port, and the mode is "${address.tls.mode}".`,
      {
        hint: 'Use the mode "disable" (redis:// instead of rediss://), or the port with TLS.',
      },
    )
  }
  if (speaker === 'TLS') {
    if (wantsTls) return undefined
    return new Failure('TLS', mistakenFor(place, speaker), {
      hint: 'Use the TLS mode "verify-full" or "require" (rediss:// instead of redis://).',
    })
  }
  return new Failure('UNSUPPORTED', mistakenFor(place, speaker), { hint: 'Check the port.' })
}

function loggedIn(address: RedisAddress, password: string | undefined): string {
  if (password === undefined) return 'No password is wanted.'
  return `Logged in as ${address.user ?? 'the default user'}.`
}

/** @returns a warning when the server does not want the password that was given */
async function authenticate(
  redis: Redis,
  address: RedisAddress,
  password: string | undefined,
  deadline: Deadline,
): Promise<string | undefined> {
  if (password === undefined) {
    await ask(redis, deadline, address, 'PING')
    return undefined
  }
  const credentials = address.user === undefined ? [password] : [address.user, password]
  try {
    await ask(redis, deadline, address, 'AUTH', ...credentials)
    return undefined
  } catch (error) {
    if (!(error instanceof Failure) || error.facts['reason'] !== 'no-password-set') throw error
    return 'The server wants no password; the one given was not used.'
  }
}

async function ask(
  redis: Redis,
  deadline: Deadline,
  address: RedisAddress,
  command: string,
  ...parts: string[]
): Promise<unknown> {
  try {
    return await deadline.race(redis.call(command, ...parts))
  } catch (error) {
    if (networkCode(error) !== undefined) {
      throw failureFromNetwork(error, placeOfRedis(address), deadline.timeoutMs)
    }
    throw failureFromRedis(error, address, deadline.timeoutMs)
  }
}

interface Server {
  product: 'Redis' | 'Valkey'
  version: string | undefined
  warning: string | undefined
}

/** Redis 5 is the oldest with what keyspace work needs; Valkey began as Redis 7.2. */
const oldestVersion = 5

async function readServer(redis: Redis, deadline: Deadline, address: RedisAddress): Promise<Server> {
  let info: string
  try {
    info = String(await ask(redis, deadline, address, 'INFO', 'server'))
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'PERMISSION') throw error
    return {
      product: 'Redis',
      version: undefined,
      warning:
        'This user may not call INFO, so the version is not known; analyses need it (ACL SETUSER … +info).',
    }
  }
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  const valkey = field('valkey_version')
  const version = valkey ?? field('redis_version')
  if (valkey === undefined && Number(version?.split('.')[0]) < oldestVersion) {
    throw new Failure(
      'UNSUPPORTED',
      `The server is Redis ${version ?? ''}; Pitwall works with ${oldestVersion} and later.`,
      {
        hint: 'Upgrade it, or point at a newer one.',
      },
    )
  }
  const mode = field('redis_mode') ?? field('server_mode')
  return {
    product: valkey === undefined ? 'Redis' : 'Valkey',
    version,
    warning:
      mode === 'sentinel'
        ? 'This is a Sentinel and holds no keys: use the address of the server it watches.'
        : mode === 'cluster'
          ? 'This is one node of a cluster: what is measured here is this node’s share.'
          : undefined,
  }
}
