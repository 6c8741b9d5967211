import type { DatabaseSync } from 'node:sqlite'
import type { Command } from 'commander'
import type { Address } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { createEnvironments, type GuardReach, targetFromUrl, underKeptGuard } from '../environments/index.ts'
import { requireRedis } from '../redis/index.ts'

type RedisTarget = ReturnType<typeof requireRedis>

/** What {@link redisOption} adds to a command's options. */
export interface RedisOptions {
  redis?: string
}

/** Adds `--redis URL` to a command that works on a Redis. */
export function redisOption(command: Command): Command {
  return command.option(
    '--redis <url>',
    'the server, redis://user@host:port/database; rediss:// with TLS, redis+sentinel://host:port/master, redis+unix:///path; $REDIS_URL without it',
  )
}

/**
 * The server of `--redis`, else of the variable REDIS_URL; its password from the URL or REDISCLI_AUTH.
 * Enough for what only looks; what changes something goes on to {@link underRedisGuard}.
 *
 * @throws Failure BAD_INPUT where neither is given, or where it is no Redis URL
 */
export function targetOfRedisOption(options: RedisOptions): RedisTarget {
  const url = options.redis ?? process.env['REDIS_URL']
  if (url === undefined || url === '') {
    throw new Failure('BAD_INPUT', 'Say which server: --redis URL, or the variable REDIS_URL.', {
      hint: 'A URL looks like redis://localhost:6379/0; the password may come from REDISCLI_AUTH.',
    })
  }
  return requireRedis(targetFromUrl(url))
}

/**
 * The target under the guard of the environment in which the workbench keeps the same server.
 *
 * @param alsoAt further addresses of the same server, such as the masters of its cluster
 */
export function underRedisGuard(
  target: RedisTarget,
  database: DatabaseSync,
  reach: GuardReach,
  alsoAt: readonly Address[] = [],
): RedisTarget {
  return underKeptGuard(target, createEnvironments({ database }).list(), reach, alsoAt)
}
