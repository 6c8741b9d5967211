import { createHash } from 'node:crypto'
import type { RedisNode, RedisServer } from '../../connect/index.ts'
import { type Argument, type Reply, ReplyError } from '../../resp/index.ts'
import { millisecondsOf } from '../reply-text.ts'
import { type EvidenceKind, type Hand, isSameExpiry, type Outcome, type Seen, type Step } from './hand.ts'
import { GONE, NEVER } from './rule.ts'
import { groupsOf } from './send.ts'

/** A batch that others write to all the time is given up after so many tries. */
const MOST_TRIES = 5

/** For users who may not run scripts: WATCH, look, MULTI … EXEC; somebody else's write undoes the try. */
export function createTransactionHand(server: RedisServer): Hand {
  const hasExpireTime = server.facts.major >= 7
  // One reading of the clock stands for a whole batch.
  const tolerance = hasExpireTime ? 0 : 10
  const look = async (node: RedisNode, keys: readonly Buffer[]): Promise<(Seen | ReplyError)[]> => {
    const commands = keys.map((key) => [hasExpireTime ? 'PEXPIRETIME' : 'PTTL', key])
    // No transaction: its EXEC would end the watch.
    for (let tries = 1; ; tries += 1) {
      const replies = await node.pipeline([['TIME'], ...commands, ['TIME']])
      const [first = null, last = null] = [replies[0], replies.at(-1)]
      if (first instanceof ReplyError) return keys.map(() => first)
      const now = millisecondsOf(first)
      const took = millisecondsOf(last) - now
      // Others were served in between: the clock then says little about the last of the keys.
      if (!hasExpireTime && took > tolerance / 2 && tries < MOST_TRIES) continue
      return keys.map((_, at) => {
        const reply = replies[at + 1] ?? null
        if (reply instanceof ReplyError) return reply
        const told = Number(reply)
        return { now, expiresAt: told < 0 || hasExpireTime ? told : now + told, evidence: '' }
      })
    }
  }

  return {
    tolerance,
    note: 'This user may not run scripts: it was done in transactions, which is slower.',
    async look(keys) {
      const seen: (Seen | ReplyError)[] = []
      for (const group of groupsOf(server, keys)) {
        const members = keysAt(keys, group)
        const found = await look(server.nodeOf(members[0] ?? Buffer.alloc(0)), members)
        for (const [index, at] of group.entries()) seen[at] = found[index] ?? nothing
      }
      return seen
    },
    async set(steps, evidence) {
      const outcomes: Outcome[] = []
      const keys = steps.map(({ key }) => key)
      for (const group of groupsOf(server, keys)) {
        const members = group.flatMap((at) => steps[at] ?? [])
        const done = await setGroup(server, look, members, evidence, tolerance)
        for (const [index, at] of group.entries()) outcomes[at] = done[index] ?? nothing
      }
      return outcomes
    },
  }
}

type Look = (node: RedisNode, keys: readonly Buffer[]) => Promise<(Seen | ReplyError)[]>

async function setGroup(
  server: RedisServer,
  look: Look,
  steps: readonly Step[],
  evidence: EvidenceKind,
  tolerance: number,
): Promise<Outcome[]> {
  const node = server.nodeOf(steps[0]?.key ?? Buffer.alloc(0))
  const keys = steps.map(({ key }) => key)
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const [watched] = await node.pipeline([['WATCH', ...keys]])
    if (watched instanceof ReplyError) return steps.map(() => watched)
    const seen = await look(node, keys)
    const values = evidence === 'dump' ? await digests(node, steps) : []
    const outcomes = steps.map((step, at) => judge(step, seen[at] ?? nothing, values[at], tolerance))
    const todo = steps.filter((_, at) => outcomes[at] === 'done')
    if (todo.length === 0) {
      await node.pipeline([['UNWATCH']])
      return outcomes
    }
    const replies = await transaction(
      node,
      todo.map((step) => commandOf(step)),
    )
    // Null where somebody else wrote to one of them meanwhile.
    if (replies[0] === null) continue
    const byStep = new Map(todo.map((step, at) => [step, replies[at] ?? null]))
    return steps.map((step, at) => {
      const reply = byStep.get(step)
      return reply instanceof ReplyError ? reply : (outcomes[at] ?? nothing)
    })
  }
  if (steps.length === 1) return ['otherValue']
  const outcomes: Outcome[] = []
  for (const step of steps) outcomes.push(...(await setGroup(server, look, [step], evidence, tolerance)))
  return outcomes
}

function judge(step: Step, seen: Seen | ReplyError, digest: string | undefined, tolerance: number): Outcome {
  if (seen instanceof ReplyError) return seen
  if (seen.expiresAt === GONE) return 'gone'
  if (!isSameExpiry(seen.expiresAt, step.expected, tolerance)) {
    return isSameExpiry(seen.expiresAt, step.wanted, tolerance) ? 'already' : 'otherExpiry'
  }
  if (digest !== undefined && step.evidence !== '' && digest !== step.evidence) return 'otherValue'
  return 'done'
}

async function digests(node: RedisNode, steps: readonly Step[]): Promise<(string | undefined)[]> {
  const known = steps.map(({ key, evidence }): Argument[] => (evidence === '' ? ['PING'] : ['DUMP', key]))
  const replies = await node.pipeline(known)
  return replies.map((reply) =>
    Buffer.isBuffer(reply) ? createHash('sha1').update(reply).digest('hex') : undefined,
  )
}

function commandOf({ key, wanted }: Step): Argument[] {
  if (wanted === GONE) return ['UNLINK', key]
  return wanted === NEVER ? ['PERSIST', key] : ['PEXPIREAT', key, String(wanted)]
}

/** The replies of the commands; all null where it was undone, all the error where it was refused. */
async function transaction(node: RedisNode, commands: readonly Argument[][]): Promise<Reply[]> {
  const replies = await node.pipeline([['MULTI'], ...commands, ['EXEC']])
  const executed = replies.at(-1) ?? null
  if (Array.isArray(executed)) return executed
  const why = replies.find((reply) => reply instanceof ReplyError) ?? null
  return commands.map(() => why)
}

const keysAt = (keys: readonly Buffer[], places: readonly number[]) => places.flatMap((at) => keys[at] ?? [])

const nothing = new ReplyError('ERR The server gave no answer.')
