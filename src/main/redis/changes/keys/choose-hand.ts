import { Failure } from '#shared/failure.ts'
import type { RedisNode, RedisServer } from '../../connect/index.ts'
import { ReplyError } from '../../resp/index.ts'
import type { Hand } from './hand.ts'
import { isAboutKey } from './rights.ts'
import { createScriptHand } from './script-hand.ts'
import { createTransactionHand } from './transaction-hand.ts'

/**
 * How keys are changed on this server: by scripts, or where they are forbidden in transactions.
 *
 * @throws Failure PERMISSION where neither is allowed: without, somebody else's write in between would be
 * lost unseen
 */
export async function chooseHand(server: RedisServer): Promise<Hand> {
  const [node] = server.masters
  if (!node) throw new Failure('UNREACHABLE', 'This server has no masters.')
  if (await isAllowed(node, [['EVAL', 'return 1', '0']])) return createScriptHand(server)
  if (await isAllowed(node, [['WATCH', 'pitwall'], ['MULTI'], ['EXEC']])) return createTransactionHand(server)
  throw new Failure(
    'PERMISSION',
    'This user may run neither scripts nor transactions, without which a key cannot be changed safely.',
    { hint: 'ACL SETUSER … +eval +evalsha, or +@transaction.' },
  )
}

async function isAllowed(node: RedisNode, commands: string[][]): Promise<boolean> {
  const replies = await node.pipeline(commands)
  const refusal = replies.find((reply) => reply instanceof ReplyError && !isAboutKey(reply))
  if (!(refusal instanceof ReplyError)) return true
  if (refusal.code === 'NOPERM' || /unknown command/i.test(refusal.message)) return false
  // LOADING, BUSY, MASTERDOWN: the server is not in a state to be changed at all.
  throw new Failure('SERVER_ERROR', `The server says: ${refusal.message}.`)
}
