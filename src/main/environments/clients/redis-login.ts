import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'

/**
 * Sends one command and gives its reply; error replies are thrown as the Failure that
 * {@link failureFromRedisReply} makes of them.
 */
export type AskRedis = (command: string, ...parts: string[]) => Promise<unknown>

/**
 * Logs in, or without a password makes sure that none is wanted.
 *
 * @returns a warning when the server does not want the password that was given
 * @throws Failure AUTHENTICATION and what else the server says
 */
export async function authenticate(
  ask: AskRedis,
  { user }: RedisAddress,
  password: string | undefined,
): Promise<string | undefined> {
  if (password === undefined) {
    await askIfAllowed(ask, 'PING')
    return undefined
  }
  try {
    await ask('AUTH', ...(user === undefined ? [password] : [user, password]))
    return undefined
  } catch (error) {
    if (!(error instanceof Failure) || error.facts['reason'] !== 'no-password-set') throw error
    return 'The server wants no password; the one given was not used.'
  }
}

/** @throws Failure NOT_FOUND where there is no such database, UNSUPPORTED in a cluster */
export async function selectDatabase(ask: AskRedis, { database }: RedisAddress): Promise<void> {
  // Every connection begins in 0, and not every user may call SELECT.
  if (database !== 0) await ask('SELECT', String(database))
}

/** Gives the connection its name, where the user may. */
export async function introduce(ask: AskRedis, name: string): Promise<void> {
  await askIfAllowed(ask, 'CLIENT', 'SETNAME', name)
}

/**
 * Asks the server not to count what this connection looks at as used (CLIENT NO-TOUCH, Redis 7.2 and
 * later). Never in a cluster: a node of which a slot is just moving away or in ends itself when such a
 * connection asks for a key of it (seen in Redis 8.0 and Valkey 8.1).
 *
 * @returns whether the server leaves idle times and frequencies alone
 */
export async function leaveNoTrace(ask: AskRedis): Promise<boolean> {
  return await askIfAllowed(ask, 'CLIENT', 'NO-TOUCH', 'on')
}

/**
 * Asks for what is nice to have.
 *
 * @returns whether it was allowed and known; PING of a user who may not call it is a sign of life, too
 */
export async function askIfAllowed(ask: AskRedis, command: string, ...parts: string[]): Promise<boolean> {
  try {
    await ask(command, ...parts)
    return true
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { reply } = error.facts
    const isForbidden = error.code === 'PERMISSION' && reply !== 'DENIED'
    const isUnknown = error.code === 'SERVER_ERROR' && reply === 'ERR'
    if (!isForbidden && !isUnknown) throw error
    return false
  }
}
