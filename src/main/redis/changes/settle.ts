import type { Entry } from '#main/changes/index.ts'
import type { Change } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import { withRedis } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { factsOf, isChangeOfKeys } from './given.ts'
import { findJournal, type Journal, KEPT_DAYS, pruneJournals } from './journal/index.ts'
import { chooseHand } from './keys/choose-hand.ts'
import { ruleOf } from './keys/rule.ts'
import { settleJournal, settleReturning } from './keys/settle-rows.ts'
import { eventOfRun, eventOfUndo } from './outcome.ts'
import type { ChangesRoom, Timeouts } from './room.ts'
import type { Found } from './single/kind.ts'
import { singleKindOf } from './single/kinds.ts'

/**
 * Looks what became of the changes that were interrupted on a target, and writes it into the ledger.
 * Changes nothing on the server. A change that another Pitwall works on is left to it. Gives the
 * changes looked at as they are now.
 *
 * Throws what connecting throws.
 */
export async function settleChanges(
  room: ChangesRoom,
  target: RedisTarget,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<Change[]> {
  const { ledger } = room
  giveUpOldJournals(room)
  const settled: Change[] = []
  for (const { id } of ledger.unfinished(target)) {
    try {
      using claim = ledger.claim(id)
      await settleEntry(room, claim.id, target, timeouts, signal)
    } catch (error) {
      // Two workbenches look at the same time: the other's answer is as good.
      if (!(error instanceof Failure) || error.code !== 'REFUSED') throw error
    }
    settled.push(ledger.get(id))
  }
  return settled
}

/** {@link settleChanges} for one change, by whoever has claimed it. */
export async function settleEntry(
  room: ChangesRoom,
  id: string,
  target: RedisTarget,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { ledger, home } = room
  const entry = ledger.entry(id)
  const { change, seed } = factsOf(entry)
  if (!isChangeOfKeys(change)) {
    await settleSingle(room, entry, target, timeouts, signal)
    return
  }
  using journal = findJournal(home, id)
  if (!journal) {
    ledger.append(id, {
      status: 'failed',
      message: 'It was interrupted before any key was changed.',
      hint: 'It can be applied again.',
      undo: { sql: null, note: 'No key was changed.' },
    })
    return
  }
  const isUndo = entry.doing === 'undoing'
  await lookAtJournal(target, journal, isUndo, timeouts, signal)
  const end = { room, id, journal, action: ruleOf(change, seed).action, failure: undefined }
  ledger.append(id, isUndo ? eventOfUndo(end) : eventOfRun(end))
}

/** Looks at the keys that were on their way. Without any no connection is needed. */
async function lookAtJournal(
  target: RedisTarget,
  journal: Journal,
  isUndo: boolean,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<void> {
  await withRedis(target, { timeouts, signal }, async (server) => {
    const hand = await chooseHand(server)
    if (isUndo) await settleReturning(hand, journal)
    else await settleJournal(hand, journal)
  })
}

async function settleSingle(
  { ledger }: ChangesRoom,
  entry: Entry,
  target: RedisTarget,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { change, before, made } = factsOf(entry)
  const kind = singleKindOf(change)
  if (!kind) throw new Error(`No kind knows ${change.kind}.`)
  const isUndo = entry.doing === 'undoing'
  const found = await withRedis(
    target,
    { timeouts, signal },
    async (server): Promise<Found> => await kind.look(server, change, before),
  )
  if (isUndo) {
    ledger.append(
      entry.id,
      found.state === 'nothing'
        ? {
            status: 'undone',
            message: 'Pitwall ended in the middle of the undo, and the server has done it.',
            undo: { sql: null, note: 'It is undone.' },
          }
        : {
            status: found.state === 'done' ? 'applied' : 'partial',
            message: 'Its undo was interrupted, and it is still in effect.',
            hint: 'Undo it again.',
            facts: { made: Object.keys(found.made).length === 0 ? made : found.made },
          },
    )
    return
  }
  switch (found.state) {
    case 'done':
      ledger.append(entry.id, {
        status: 'applied',
        message: found.message ?? 'Pitwall ended in the middle of it, and the server has done it.',
        undo: found.undo,
        facts: { made: found.made },
      })
      return
    case 'left':
      ledger.append(entry.id, {
        status: 'partial',
        message: `It was interrupted. ${found.message}`,
        hint: 'Undo takes away what is left; then it can be applied again.',
        undo: found.undo,
        facts: { made: found.made },
      })
      return
    case 'nothing':
      ledger.append(entry.id, {
        status: 'failed',
        message: 'It was interrupted, and nothing of it was done.',
        hint: 'It can be applied again.',
        undo: { sql: null, note: 'Nothing of it was done.' },
      })
  }
}

/** A change whose journal is too old is no longer undone; the ledger says so. */
function giveUpOldJournals({ ledger, home }: ChangesRoom): void {
  const known = new Map(ledger.list().map((one) => [one.id, one]))
  const isNeeded = (id: string): boolean => {
    const one = known.get(id)
    return one !== undefined && (one.undoSql !== null || one.resumable === true)
  }
  for (const id of pruneJournals(home, Date.now(), isNeeded)) {
    const message = `Its journal was older than ${KEPT_DAYS} days and was removed.`
    const status = known.get(id)?.status ?? 'applied'
    ledger.append(id, {
      status,
      message,
      undo: { sql: null, note: message },
      facts: { resumable: false },
    })
  }
}
