import { randomUUID } from 'node:crypto'
import { Failure } from '#shared/failure.ts'
import type { EachAction } from '#shared/redis/change-text.ts'
import type { RedisServer } from '../../connect/index.ts'
import { ReplyError } from '../../resp/index.ts'

/**
 * Asks for each command that a change will need, on a key that is not there, so that nothing happens.
 *
 * @throws Failure PERMISSION for a command that this user may not call
 */
export async function refuseMissingRights({ masters }: RedisServer, action: EachAction): Promise<void> {
  const [node] = masters
  const key = `pitwall:${randomUUID()}`
  const commands =
    action.do === 'unlink'
      ? [['UNLINK', key], ...(action.keepBytes > 0 ? [['DUMP', key]] : [])]
      : [
          ['PEXPIREAT', key, '1'],
          ['PERSIST', key],
        ]
  const replies = (await node?.pipeline(commands)) ?? []
  for (const [at, reply] of replies.entries()) {
    const command = commands[at]?.[0] ?? ''
    if (!(reply instanceof ReplyError) || !isAboutCommand(reply)) continue
    throw new Failure('PERMISSION', `This user may not call ${command} on this server.`, {
      hint: `ACL SETUSER … +${command.toLowerCase()}, or connect as another user.${keeping.has(command) ? ' KEEP 0 does without, and without undo.' : ''}`,
    })
  }
}

const keeping = new Set(['DUMP', 'RESTORE'])

/** That the key is out of reach says nothing about others. */
function isAboutCommand({ code, message }: ReplyError): boolean {
  return /unknown command/i.test(message) || (code === 'NOPERM' && !/\bkeys?\b/i.test(message))
}

/** Refused to this user, by itself or by a script that calls what the user may not. */
export function isForbidden({ code, message }: ReplyError): boolean {
  return code === 'NOPERM' || /can't run this command|can't access at least one of the keys/.test(message)
}
