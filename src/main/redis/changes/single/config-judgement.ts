import { Failure } from '#shared/failure.ts'
import type { RedisNode, RedisServer } from '../../connect/index.ts'
import { ReplyError } from '../../resp/index.ts'
import { fixedBefore7 } from './config-danger.ts'

interface Setting {
  name: string
  value: string
}

/**
 * What the server thinks of settings that it shall not have yet; gives what could not be learned, one
 * sentence each.
 *
 * From 7.0 on CONFIG SET takes several parameters wholly or not at all: it looks at all names first,
 * then reads the values in the order given, puts back what it has read when one of them is wrong, and
 * puts them into force only when all are read. So the wanted ones are sent with one behind them whose
 * value is no number: the reply blames either a wanted one or, when those are fine, that last one.
 * Before 7.0 nothing can be asked without doing it.
 *
 * @param present the values there are
 * @throws Failure REFUSED with the server's words; PERMISSION
 */
export async function refuseWhatServerWould(
  { facts }: RedisServer,
  node: RedisNode,
  settings: readonly Setting[],
  present: () => Promise<Record<string, string>>,
): Promise<string[]> {
  if (facts.major < 7) {
    refuseWhatIsKnown(settings, await present())
    return [
      `This server is older than 7.0 and cannot be asked before whether it takes ${settings.length === 1 ? 'the value' : 'the values'}: what it refuses leaves everything as it was.`,
    ]
  }
  const names = new Set(settings.map(({ name }) => name))
  const unread = numbers.find((name) => !names.has(name))
  if (unread === undefined) return [NOT_TOLD]
  const asked = settings.flatMap(({ name, value }) => [name, value])
  const [reply] = await node.pipeline([['CONFIG', 'SET', ...asked, unread, NO_NUMBER]])
  if (!(reply instanceof ReplyError)) return [NOT_TOLD]
  if (reply.code === 'NOPERM' || /unknown command/i.test(reply.message)) {
    throw new Failure('PERMISSION', 'This user may not call CONFIG SET on this server.', {
      hint: 'Managed servers have a console of their own for parameters; elsewhere ACL SETUSER … +config|set.',
    })
  }
  // The server names the parameter that it blames in quotes; of any other refusal nothing can be said.
  if (!reply.message.includes(`'${unread}'`)) throw refused(reply.message.replace(/^ERR /, ''))
  // Its own parameters it has: it does not even know this one, so that no value was read.
  if (!/parsed into an integer/.test(reply.message)) return [NOT_TOLD]
  return settings.some(({ name }) => mayStillFail.has(name))
    ? ['The value can be read; whether the system allows it shows only when it is set.']
    : []
}

/** Whole numbers of every server from 7.0 on; the first that is not itself to be set is used. */
const numbers = ['hz', 'slowlog-max-len', 'timeout']
const NO_NUMBER = 'pitwall-asks'
const NOT_TOLD =
  'This server does not say before whether it takes the values: what it refuses leaves everything as it was.'

/** Their value is good, and putting it into force may fail all the same: open files, a new file. */
const mayStillFail = new Set(['maxclients', 'appendonly'])

/** What is certain before 7.0 without asking. */
function refuseWhatIsKnown(settings: readonly Setting[], present: Record<string, string>): void {
  for (const { name, value } of settings) {
    if (fixedBefore7.has(name)) {
      throw new Failure('REFUSED', `${name} cannot be set while the server runs.`, { hint: RESTART })
    }
    const now = present[name]
    if ((now === 'yes' || now === 'no') && !/^(yes|no)$/i.test(value)) {
      throw refused(`${name} is yes or no, not ${value}`)
    }
    if (name === 'maxmemory' && !/^\d+(b|k|kb|m|mb|g|gb)?$/i.test(value)) {
      throw refused(`maxmemory is a number of bytes such as 100mb, not ${value}`)
    }
    if (name === 'maxmemory-policy' && !policies.has(value.toLowerCase())) {
      throw refused(`maxmemory-policy is one of ${[...policies].join(', ')}, not ${value}`)
    }
  }
}

const policies = new Set([
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'noeviction',
])

function refused(why: string): Failure {
  return new Failure('REFUSED', `The server would not take it: ${why}.`, { hint: HINT })
}

const RESTART = "Change it in the server's configuration file and restart it, where it can be changed at all."
const HINT =
  'Give a value of that form; what cannot be set while the server runs is changed in its configuration file.'
