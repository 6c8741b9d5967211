import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure, type FailureCode } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { TimedOut } from './deadline.ts'
import { failureFromNetwork, networkCode, placeName, type Place } from './network.ts'
import { failureFromTlsAlert } from './tls-failure.ts'

export function placeOfRedis({ host, port }: { host: string; port: number }): Place {
  return { service: 'Redis', host, port }
}

/** Turns how a connection ended into one sentence with a hint. Failures pass through. */
export function failureFromRedisConnection(
  error: unknown,
  address: RedisAddress,
  timeoutMs: Milliseconds,
): Failure {
  if (error instanceof Failure) return error
  const place = placeOfRedis(address)
  const alert = failureFromTlsAlert(error, place, address.tls)
  if (alert !== undefined) return alert
  if (error instanceof TimedOut || networkCode(error) !== undefined) {
    return failureFromNetwork(error, place, timeoutMs)
  }
  return new Failure('CONNECTION_LOST', `${placeName(place)} closed the connection.`, {
    hint: 'Check that it is Redis that listens on this port, and its log for why it hung up.',
    cause: error,
  })
}

/**
 * Turns an error reply into one sentence with a hint. Its first word is in `facts.reply`. What the
 * server repeats of a command it does not know is left out: it may hold a password.
 *
 * @param message as the server sent it, without its `-`
 * @param command what was asked, as `CONFIG GET`
 */
export function failureFromRedisReply(message: string, address: RedisAddress, command?: string): Failure {
  const context: Context = { address, message, command: command?.toUpperCase() }
  const known = replies.find(({ matches }) => matches.test(message))
  const reply = /^[A-Z]+(?= |$)/.exec(message)?.[0] ?? 'ERR'
  if (known === undefined) {
    return new Failure('SERVER_ERROR', `Redis answered: ${withEnd(message.replace(/^ERR /, ''))}`, {
      facts: { reply },
    })
  }
  return new Failure(known.code, known.says(context), {
    hint: known.hint(context),
    facts: known.reason === undefined ? { reply } : { reply, reason: known.reason },
  })
}

const withEnd = (message: string) => (/[.!?]$/.test(message) ? message : `${message}.`)

interface Context {
  address: RedisAddress
  message: string
  command: string | undefined
}

const userOf = ({ user }: RedisAddress) => user ?? 'the default user'

const replies: readonly {
  matches: RegExp
  code: FailureCode
  says: (context: Context) => string
  hint: (context: Context) => string
  reason?: string
}[] = [
  {
    matches: /^WRONGPASS|^ERR invalid password/,
    code: 'AUTHENTICATION',
    says: ({ address }) => `The password for ${userOf(address)} is wrong, or the user is off.`,
    hint: ({ address }) =>
      address.user === undefined
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
    says: ({ address, message, command }) => {
      const named = command ?? /the '([^']+)' command/.exec(message)?.[1]?.replace('|', ' ').toUpperCase()
      if (/keys? used|access a key/.test(message))
        return `The ACL does not let ${userOf(address)} at this key.`
      return `The ACL does not let ${userOf(address)} call ${named ?? 'this command'}.`
    },
    hint: () => 'Allow it with ACL SETUSER, or connect as another user.',
  },
  {
    matches: /^ERR (unknown|Unknown) (command|subcommand)/,
    code: 'PERMISSION',
    says: ({ message, command }) => {
      // Up to what it was called with.
      const named = /^ERR [Uu]nknown (?:sub)?command [`']([^`']+)[`']/.exec(message)?.[1]
      return `The server does not have the command ${command ?? named?.toUpperCase() ?? 'that was sent'}, or it is turned off.`
    },
    hint: () => 'It was renamed or disabled, a managed service does not offer it, or the server is too old.',
    reason: 'unknown-command',
  },
  {
    matches: /^ERR .*command (is )?(not allowed|disabled)/,
    code: 'PERMISSION',
    says: ({ command }) => `The server does not allow ${command ?? 'this command'}.`,
    hint: () => 'Its settings or its provider forbid it.',
  },
  {
    matches: /DB index is out of range|invalid DB index/,
    code: 'NOT_FOUND',
    says: ({ address }) => `There is no database ${address.database} on this server.`,
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
  {
    matches: /^OOM/,
    code: 'SERVER_ERROR',
    says: () => 'The server is at its maxmemory and its policy gives nothing up: it refuses to write.',
    hint: () => 'Remove keys or give them a TTL, raise maxmemory, or choose a policy that evicts.',
  },
  {
    matches: /^MASTERDOWN/,
    code: 'UNREACHABLE',
    says: () => 'This replica has lost its master and is set to answer nothing meanwhile.',
    hint: () => 'Connect to the master, or bring the replication back (replica-serve-stale-data).',
  },
  {
    matches: /^READONLY/,
    code: 'SERVER_ERROR',
    says: () => 'This is a replica: it takes no writes.',
    hint: () => 'Use the address of its master, or of the Sentinel that knows it.',
  },
  {
    matches: /^NOREPLICAS/,
    code: 'SERVER_ERROR',
    says: () => 'The server takes no writes while too few replicas follow it.',
    hint: () => 'Bring the replicas back, or lower min-replicas-to-write.',
  },
  {
    matches: /^MISCONF/,
    code: 'SERVER_ERROR',
    says: () => 'The server takes no writes, as it could not save its data to disk.',
    hint: () => 'Look into its log and at the space on its disk; stop-writes-on-bgsave-error sets this.',
  },
  {
    matches: /^BUSY /,
    code: 'SERVER_ERROR',
    says: () => 'The server is busy with a script that does not end, and answers nothing else.',
    hint: () => 'Wait, or end it with SCRIPT KILL (or FUNCTION KILL).',
  },
  {
    matches: /^CLUSTERDOWN/,
    code: 'UNREACHABLE',
    says: () => 'The cluster is down: some of its slots are served by nobody.',
    hint: () => 'CLUSTER INFO and CLUSTER NODES tell which node is missing.',
  },
  {
    matches: /^TRYAGAIN/,
    code: 'SERVER_ERROR',
    says: () => 'The cluster is just moving these keys from one node to another.',
    hint: () => 'Try again in a moment.',
  },
  {
    matches: /^CROSSSLOT/,
    code: 'SERVER_ERROR',
    says: () =>
      'These keys lie in different slots of the cluster, and one command takes keys of one slot only.',
    hint: () => 'Send a command for each key, or give the names a common part in braces, as {user:1}:cart.',
  },
  {
    matches: /^(MOVED|ASK) /,
    code: 'SERVER_ERROR',
    says: () => 'This key lies on another node of the cluster by now.',
    hint: () => 'Try again: the map of the cluster is read anew.',
  },
]
