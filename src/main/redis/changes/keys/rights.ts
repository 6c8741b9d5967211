import { randomUUID } from 'node:crypto'
import { Failure } from '#shared/failure.ts'
import type { RedisServer } from '../../connect/index.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'
import { type Argument, ReplyError } from '../../resp/index.ts'
import { named } from '../words.ts'
import type { Rule } from './rule.ts'

/**
 * Asks for each command that a change will need, on a key that is not there, so that nothing happens;
 * where it is about one key alone, also whether that may be changed.
 *
 * @throws Failure PERMISSION for what this user may not
 */
export async function refuseMissingRights(server: RedisServer, { action, source }: Rule): Promise<void> {
  const key = missingKey()
  await refuseForbiddenCommands(
    server,
    action.do === 'unlink'
      ? [['UNLINK', key], ...(action.keepBytes > 0 ? [['DUMP', key]] : [])]
      : [
          ['PEXPIREAT', key, '1'],
          ['PERSIST', key],
        ],
  )
  // Of many keys those that may not be changed are counted as left alone.
  if ('keys' in source && source.keys.length === 1) await refuseForbiddenKeys(server, source.keys)
}

/** The same for renaming one key to the other and back. */
export async function refuseMissingRightsToRename(
  server: RedisServer,
  keys: readonly [Buffer, Buffer],
): Promise<void> {
  const key = missingKey()
  await refuseForbiddenCommands(server, [['RENAMENX', key, key]])
  await refuseForbiddenKeys(server, keys)
}

const missingKey = () => `pitwall:${randomUUID()}`

async function refuseForbiddenCommands(
  { masters: [node] }: RedisServer,
  commands: readonly Argument[][],
): Promise<void> {
  const replies = (await node?.pipeline(commands)) ?? []
  for (const [at, reply] of replies.entries()) {
    const command = String(commands[at]?.[0])
    if (!(reply instanceof ReplyError) || !isAboutCommand(reply)) continue
    throw new Failure('PERMISSION', `This user may not call ${command} on this server.`, {
      hint: `ACL SETUSER … +${command.toLowerCase()}, or connect as another user.${command === 'DUMP' ? ' KEEP 0 does without, and without undo.' : ''}`,
    })
  }
}

/**
 * Asks by commands that write to the key and are given so wrongly that the server refuses them before
 * it looks at it: whether the key is the user's it says first. The script does nothing.
 */
async function refuseForbiddenKeys(server: RedisServer, keys: readonly Buffer[]): Promise<void> {
  for (const key of keys) {
    const replies = await server.nodeOf(key).pipeline([
      ['PEXPIREAT', key, NO_NUMBER],
      ['RESTORE', key, '0', '', NO_OPTION],
      ['EVAL', 'return 1', '1', key],
    ])
    if (!replies.some((reply) => reply instanceof ReplyError && isAboutKey(reply))) continue
    const name = named(keyNameOf(key))
    throw new Failure('PERMISSION', `This user may not change the key ${name}.`, {
      hint: `ACL SETUSER … ~${name} grants reading and writing it; or connect as another user.`,
    })
  }
}

const NO_NUMBER = 'never'
const NO_OPTION = 'nothing'

/** That the key is out of reach says nothing about others. */
function isAboutCommand(reply: ReplyError): boolean {
  return /unknown command/i.test(reply.message) || (reply.code === 'NOPERM' && !isAboutKey(reply))
}

/** The command is allowed, the key is not. */
export function isAboutKey({ code, message }: ReplyError): boolean {
  return code === 'NOPERM' && /\bto access\b.*\bkeys?\b/i.test(message)
}

/** Refused to this user, by itself or by a script that calls what the user may not. */
export function isForbidden({ code, message }: ReplyError): boolean {
  return code === 'NOPERM' || /can't run this command|can't access at least one of the keys/.test(message)
}
