import { ReplyError } from 'ioredis'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure, type FailureCode } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { TimedOut } from '../clients/deadline.ts'
import { failureFromNetwork, placeName } from '../clients/network.ts'
import { placeOfRedis } from '../clients/redis.ts'

/** Turns what Redis answered, or how the connection ended, into one sentence with a hint. */
export function failureFromRedis(error: unknown, address: RedisAddress, timeoutMs: Milliseconds): Failure {
  if (error instanceof Failure) return error
  const place = placeOfRedis(address)
  if (error instanceof TimedOut) return failureFromNetwork(error, place, timeoutMs)
  const message = error instanceof Error ? error.message : String(error)
  const known = replies.find(({ matches }) => matches.test(message))
  if (known !== undefined) {
    return new Failure(known.code, known.says(address), {
      hint: known.hint(address),
      facts: known.reason === undefined ? {} : { reason: known.reason },
      cause: error,
    })
  }
  // Its class is exported without a type.
  if (typeof ReplyError === 'function' && error instanceof ReplyError) {
    return new Failure('SERVER_ERROR', `Redis answered: ${message}.`, { cause: error })
  }
  return new Failure('CONNECTION_LOST', `${placeName(place)} closed the connection.`, {
    hint: 'Check that it is Redis that listens on this port, and its log for why it hung up.',
    cause: error,
  })
}

const userOf = ({ user }: RedisAddress) => user ?? 'the default user'

const replies: readonly {
  matches: RegExp
  code: FailureCode
  says: (address: RedisAddress) => string
  hint: (address: RedisAddress) => string
  reason?: string
}[] = [
  {
    matches: /^WRONGPASS|^ERR invalid password/,
    code: 'AUTHENTICATION',
    says: (address) => `The password for ${userOf(address)} is wrong, or the user is off.`,
    hint: ({ user }) =>
      user === undefined
        ? 'Type the password again; if the server has ACL users, give the user’s name as well.'
        : 'Type the user and the password again (ACL LIST on the server shows its users).',
  },
  {
    matches: /^NOAUTH/,
    code: 'AUTHENTICATION',
    says: () => 'The server wants a password, and none was given.',
    hint: () => 'Give the password (requirepass), or an ACL user with its password.',
  },
  {
    matches: /without any password configured|no password is set/,
    code: 'AUTHENTICATION',
    says: () => 'The server wants no password.',
    hint: () => 'Leave the password out.',
    reason: 'no-password-set',
  },
  {
    matches: /wrong number of arguments for 'auth'/,
    code: 'AUTHENTICATION',
    says: () => 'This server has no users, only a password: it is older than Redis 6.',
    hint: () => 'Leave the user out.',
  },
  {
    matches: /^NOPERM/,
    code: 'PERMISSION',
    says: (address) => `The ACL does not let ${userOf(address)} do this.`,
    hint: () => 'Allow it with ACL SETUSER, or connect as another user.',
  },
  {
    matches: /DB index is out of range|invalid DB index/,
    code: 'NOT_FOUND',
    says: ({ database }) => `There is no database ${database} on this server.`,
    hint: () => 'Most servers have 16, numbered 0 to 15 (CONFIG GET databases).',
  },
  {
    matches: /SELECT is not allowed in cluster/,
    code: 'UNSUPPORTED',
    says: () => 'A Redis cluster has only database 0.',
    hint: () => 'Use database 0.',
  },
  {
    matches: /^DENIED/,
    code: 'PERMISSION',
    says: () => 'The server is in protected mode: without a password it answers its own machine only.',
    hint: () => 'Set a password on the server, or connect through an SSH tunnel.',
  },
  {
    matches: /^LOADING/,
    code: 'UNREACHABLE',
    says: () => 'Redis is still loading its data.',
    hint: () => 'Try again in a moment.',
  },
  {
    matches: /max number of clients/,
    code: 'UNREACHABLE',
    says: () => 'The server has no connection left to give.',
    hint: () => 'Close connections that are not needed (CLIENT LIST), or raise maxclients.',
  },
]
