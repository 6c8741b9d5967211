import type { RedisServer } from '../../connect/index.ts'
import { type Argument, type Reply, ReplyError } from '../../resp/index.ts'
import type { Hand, Outcome, Seen } from './hand.ts'
import { lookScript, outcomes, type Script, setScript } from './scripts.ts'
import { groupsOf, sendKeyed } from './send.ts'

/** Scripts on the server: one step for many keys, and nobody comes between looking and changing. */
export function createScriptHand(server: RedisServer): Hand {
  const hasExpireTime = server.facts.major >= 7
  const has = hasExpireTime ? '1' : '0'
  // Before 7.0 the expiry is reckoned from two readings of the clock, each of which may be one late.
  const tolerance = hasExpireTime ? 0 : 2
  return {
    tolerance,
    note: undefined,
    async look(keys, withEvidence) {
      return await perKey<Seen>(
        server,
        keys,
        lookScript,
        [has, withEvidence ? '1' : '0'],
        () => [],
        (reply, at) => {
          const [now, ...seen] = reply
          const evidence = seen[2 * at + 1]
          return {
            now: Number(now),
            expiresAt: Number(seen[2 * at]),
            evidence: Buffer.isBuffer(evidence) ? evidence.toString('latin1') : '',
          }
        },
      )
    },
    async set(steps, evidence) {
      return await perKey<Outcome>(
        server,
        steps.map(({ key }) => key),
        setScript,
        [has, String(tolerance), evidence],
        (at) => {
          const step = steps[at]
          return step ? [String(step.expected), String(step.wanted), step.evidence] : []
        },
        (reply, at, isAgain) => {
          const outcome = outcomes[Number(reply[at])]
          // The first call may have failed after this key's turn.
          if (isAgain && outcome === 'already') return 'done'
          return outcome ?? new ReplyError('ERR The script gave another answer than it should.')
        },
      )
    },
  }
}

/** Runs a script for all keys, in as few calls as the server allows, and takes the answers apart. */
async function perKey<T>(
  server: RedisServer,
  keys: readonly Buffer[],
  script: Script,
  head: readonly string[],
  argumentsOf: (at: number) => string[],
  read: (reply: Reply[], at: number, isAgain: boolean) => T | ReplyError,
): Promise<(T | ReplyError)[]> {
  const found: (T | ReplyError)[] = Array.from({ length: keys.length }, () => missing)
  const run = async (groups: readonly number[][], isAgain: boolean): Promise<void> => {
    const replies = await callScript(
      server,
      script,
      groups,
      (group) => [
        String(group.length),
        ...group.map((at) => keys[at] ?? ''),
        ...head,
        ...group.flatMap((at) => argumentsOf(at)),
      ],
      keys,
    )
    const again: number[][] = []
    for (const [index, group] of groups.entries()) {
      const reply = replies[index]
      if (Array.isArray(reply)) {
        for (const [place, at] of group.entries()) found[at] = read(reply, place, isAgain)
      } else if (group.length > 1) {
        // One key that this user may not touch keeps the others from being looked at.
        again.push(...group.map((at) => [at]))
      } else {
        for (const at of group) found[at] = reply instanceof ReplyError ? reply : missing
      }
    }
    if (again.length > 0) await run(again, true)
  }
  await run(groupsOf(server, keys), false)
  return found
}

const missing = new ReplyError('ERR The server gave no answer.')

async function callScript(
  server: RedisServer,
  script: Script,
  groups: readonly number[][],
  argumentsOf: (group: readonly number[]) => Argument[],
  keys: readonly Buffer[],
): Promise<Reply[]> {
  const commandOf = (group: readonly number[], how: readonly string[]) => ({
    key: keys[group[0] ?? 0] ?? Buffer.alloc(0),
    command: [...how, ...argumentsOf(group)],
  })
  const replies = await sendKeyed(
    server,
    groups.map((group) => commandOf(group, ['EVALSHA', script.sha])),
  )
  // A server that was started anew, or is a new master, does not know the script yet: nothing of it ran.
  const unknown = groups.flatMap((group, at) => {
    const reply = replies[at]
    return reply instanceof ReplyError && reply.code === 'NOSCRIPT' ? [{ at, group }] : []
  })
  const again = await sendKeyed(
    server,
    unknown.map(({ group }) => commandOf(group, ['EVAL', script.text])),
  )
  for (const [index, { at }] of unknown.entries()) replies[at] = again[index] ?? null
  return replies
}
