import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import { printRedisChange, type RedisChange } from '#shared/redis/change-text.ts'
import { bytesOfKeyName } from '#shared/redis/key-name.ts'
import { type RedisServer, slotOfKey } from '../../connect/index.ts'
import { ReplyError } from '../../resp/index.ts'
import { chooseHand } from '../keys/choose-hand.ts'
import { isSameExpiry, type Seen } from '../keys/hand.ts'
import { refuseMissingRightsToRename } from '../keys/rights.ts'
import { GONE } from '../keys/rule.ts'
import { named } from '../words.ts'
import { defineKind } from './kind.ts'

type Rename = Extract<RedisChange, { kind: 'rename' }>

/** What the key is known by under its new name. */
const identity = z.object({ expiresAt: z.number(), evidence: z.string() })

/** RENAMENX: nothing is overwritten. */
export const rename = defineKind<Rename, z.infer<typeof identity>>({
  kinds: ['rename'],
  title: ({ key, newKey }) => `Rename ${named(key)} to ${named(newKey)}`,
  before: identity,
  async plan(server, change, mayTry) {
    const [from, to] = keysOf(change)
    if (from.equals(to))
      throw new Failure('REFUSED', 'Both names are the same.', { hint: 'Give another one.' })
    if (server.facts.topology === 'cluster' && slotOfKey(from) !== slotOfKey(to)) {
      throw new Failure('REFUSED', 'In a cluster a key can only be renamed within its slot.', {
        hint: 'Names with the same part in braces, such as {user:1}:a and {user:1}:b, are in one slot.',
      })
    }
    if (mayTry) await refuseMissingRightsToRename(server, [from, to])
    const { before, after } = await see(server, change)
    if (before.expiresAt === GONE) {
      throw new Failure('NOT_FOUND', `There is no key ${named(change.key)}.`, {
        hint: 'It may have expired.',
      })
    }
    if (after.expiresAt !== GONE) {
      throw new Failure(
        'REFUSED',
        `There is a key ${named(change.newKey)} already, and it is not overwritten.`,
        {
          hint: 'Delete it first, or choose another name.',
        },
      )
    }
    return {
      undo: { sql: [printRedisChange({ kind: 'rename', key: change.newKey, newKey: change.key })] },
      warnings: ['Clients that use the old name no longer find it.'],
      before: { expiresAt: before.expiresAt, evidence: before.evidence },
    }
  },
  send: async (server, change) => await renameKey(server, ...keysOf(change), change),
  async look(server, change, known) {
    const { before, after } = await see(server, change)
    if (before.expiresAt !== GONE || after.expiresAt === GONE) return { state: 'nothing' }
    return {
      state: 'done',
      undo: { sql: [printRedisChange({ kind: 'rename', key: change.newKey, newKey: change.key })] },
      made: known,
    }
  },
  async differs(server, change, made) {
    const known = identity.parse(made)
    const { before, after } = await see(server, change)
    if (after.expiresAt === GONE) return `${named(change.newKey)} is not there any more.`
    if (before.expiresAt !== GONE) return `there is a key ${named(change.key)} again.`
    const { tolerance } = await chooseHand(server)
    if (!isSameExpiry(after.expiresAt, known.expiresAt, tolerance))
      return `${named(change.newKey)} has another expiry.`
    return known.evidence !== after.evidence ? `${named(change.newKey)} was written since.` : undefined
  },
  takeBack: async (server, change) => {
    const [from, to] = keysOf(change)
    await renameKey(server, to, from, { ...change, key: change.newKey, newKey: change.key })
  },
})

function keysOf({ key, newKey }: Rename): [Buffer, Buffer] {
  return [Buffer.from(bytesOfKeyName(key)), Buffer.from(bytesOfKeyName(newKey))]
}

async function see(server: RedisServer, change: Rename): Promise<{ before: Seen; after: Seen }> {
  const hand = await chooseHand(server)
  const [before, after] = await hand.look(keysOf(change), true)
  return { before: seenOrThrow(before), after: seenOrThrow(after) }
}

function seenOrThrow(seen: Seen | ReplyError | undefined): Seen {
  if (seen && !(seen instanceof ReplyError)) return seen
  throw new Failure('PERMISSION', `The server refused it: ${seen?.message ?? 'no answer'}.`, {
    hint: 'Grant the user the key, or connect as another one.',
  })
}

async function renameKey(server: RedisServer, from: Buffer, to: Buffer, { newKey }: Rename): Promise<void> {
  const renamed = await server.callForKey(from, 'RENAMENX', from, to)
  if (Number(renamed) === 1) return
  throw new Failure('REFUSED', `There is a key ${named(newKey)} by now, and it is not overwritten.`, {
    hint: 'Delete it first, or choose another name.',
  })
}
