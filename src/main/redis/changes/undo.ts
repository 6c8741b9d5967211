import { allowChange, type Entry } from '#main/changes/index.ts'
import type { Change, ChangeEvent } from '#shared/contract/changes.ts'
import type { Pace } from '#shared/contract/redis/keyspace.ts'
import { Failure } from '#shared/failure.ts'
import { withRedis } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { factsOf, isChangeOfKeys, refuseReplica } from './given.ts'
import { findJournal, type Journal } from './journal/index.ts'
import { asFailure, record, refuseWhatCannotBe } from './outcome.ts'
import { type Report, withChangeProgress } from './report.ts'
import type { ChangesRoom, Timeouts } from './room.ts'
import { changeKeys, type KeyWork, putKeysBack } from './run-keys.ts'
import { settleEntry } from './settle.ts'
import { singleKindOf } from './single/kinds.ts'

type Last = { type: 'change'; change: Change }

/** How a change of the ledger is found, and let through. */
export interface Again {
  id: string
  /** The target of the entry, with its password and its present guard. */
  resolveTarget: (entry: Entry) => Promise<RedisTarget>
  confirmation?: string | undefined
  pace?: Pace | undefined
}

/**
 * Takes a change back, with progress, and its entry in the ledger at the end. Keys are put back where
 * they are still as the change left them; anything else only as a whole, while it is so.
 *
 * Throws a Failure and leaves the ledger as it was: NOT_FOUND; REFUSED by the guard, where nothing can
 * be taken back, and where something differs; and what connecting throws.
 */
export async function* undoChange(
  room: ChangesRoom,
  again: Again,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChangeEvent> {
  refuseWhatCannotBe(room.ledger.entry(again.id))
  yield* withClaim(room, again, timeouts, signal, async (entry, target, signal, report) => {
    refuseWhatCannotBe(entry)
    refuseUnseen(entry)
    const work = { room, entry, target, again, timeouts, signal, report }
    return isChangeOfKeys(factsOf(entry).change) ? await goBack(work) : await undoSingle(work)
  })
}

/**
 * Goes on with a change of keys that was stopped or interrupted, or with its undo; with progress, and
 * its entry in the ledger at the end.
 *
 * Throws a Failure and leaves the ledger as it was: NOT_FOUND; REFUSED by the guard and where there is
 * nothing to go on with; and what connecting throws.
 */
export async function* resumeChange(
  room: ChangesRoom,
  again: Again,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChangeEvent> {
  refuseWholeOnes(room.ledger.entry(again.id))
  yield* withClaim(room, again, timeouts, signal, async (entry, target, signal, report) => {
    refuseWholeOnes(entry)
    refuseUnseen(entry)
    const work = { room, entry, target, again, timeouts, signal, report }
    return entry.doing === 'undoing' ? await goBack(work) : await goOn(work)
  })
}

interface Work {
  room: ChangesRoom
  entry: Entry
  target: RedisTarget
  again: Again
  timeouts: Timeouts
  signal: AbortSignal
  report: Report
}

async function* withClaim(
  room: ChangesRoom,
  { id, resolveTarget, confirmation }: Again,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
  work: (entry: Entry, target: RedisTarget, signal: AbortSignal, report: Report) => Promise<Last>,
): AsyncGenerator<ChangeEvent> {
  const { ledger } = room
  const target = await resolveTarget(ledger.entry(id))
  allowChange(target, confirmation)
  yield yield* withChangeProgress<Last>(signal, async (report, signal) => {
    const isInterrupted = ledger.entry(id).status === 'interrupted'
    using claim = ledger.claim(id)
    report({ phase: 'connecting', changeId: claim.id })
    // What was interrupted is looked at first: only then is it known what there is.
    if (isInterrupted) await settleEntry(room, id, target, timeouts, signal)
    return await work(ledger.entry(id), target, signal, report)
  })
}

async function goBack(work: Work): Promise<Last> {
  return await withJournal(work, 'undoing', putKeysBack)
}

async function goOn(work: Work): Promise<Last> {
  return await withJournal(work, 'applying', changeKeys)
}

async function withJournal(
  { room, entry, target, again, timeouts, signal, report }: Work,
  doing: 'applying' | 'undoing',
  go: (work: KeyWork) => Promise<Last>,
): Promise<Last> {
  const { id } = entry
  const { change, seed } = factsOf(entry)
  if (!isChangeOfKeys(change)) throw nothingToGoOnWith()
  using journal = journalOrRefuse(room, id)
  await withRedis(target, { timeouts, signal }, refuseReplica)
  const message = doing === 'applying' ? 'Gone on with.' : undefined
  room.ledger.append(id, { status: doing, message })
  const { pace = 'gentle' } = again
  try {
    return await go({ room, id, target, change, seed, journal, pace, timeouts, signal, report })
  } catch (error) {
    const failure = asFailure(error)
    return record(room.ledger, id, {
      status: 'interrupted',
      message: failure.message,
      hint: failure.hint ?? 'Look at it again: what was done is in its journal.',
    })
  }
}

function journalOrRefuse({ home }: ChangesRoom, id: string): Journal {
  const journal = findJournal(home, id)
  if (journal) return journal
  throw new Failure('REFUSED', 'The journal of this change is not there any more.', {
    hint: `It was journals/${id}.db in ${home}.`,
  })
}

async function undoSingle({ room, entry, target, timeouts, signal, report }: Work): Promise<Last> {
  const { ledger } = room
  const { id, status } = entry
  const { change, before, made } = factsOf(entry)
  const kind = singleKindOf(change)
  if (!kind) throw new Error(`No kind knows ${change.kind}.`)
  const difference = await withRedis(
    target,
    { timeouts, signal },
    async (server) => await kind.differs(server, change, made),
  )
  if (difference !== undefined) {
    throw new Failure('REFUSED', `It is not undone, for it is not as it was left: ${difference}`, {
      hint: `Look at it first. It would have been undone by: ${(entry.undo.sql ?? []).join('; ')}`,
    })
  }
  ledger.append(id, { status: 'undoing' })
  report({ phase: 'running' })
  try {
    await withRedis(target, { timeouts }, async (server) => await kind.takeBack(server, change, before, made))
  } catch (error) {
    const failure = asFailure(error)
    const isLost = failure.code === 'CONNECTION_LOST' || failure.code === 'TIMEOUT'
    return record(ledger, id, {
      status: isLost ? 'interrupted' : status,
      message: `It was not undone: ${failure.message}`,
      hint: isLost ? 'Look again when the server is there.' : failure.hint,
    })
  }
  return record(ledger, id, { status: 'undone', undo: { sql: null, note: 'It is undone.' } })
}

function refuseWholeOnes(entry: Entry): void {
  if (entry.status === 'interrupted') return
  if (entry.status !== 'partial' || !isChangeOfKeys(factsOf(entry).change)) throw nothingToGoOnWith()
}

function nothingToGoOnWith(): Failure {
  return new Failure('REFUSED', 'There is nothing to go on with: it was not stopped in the middle.', {
    hint: '`pitwall changes` shows the state of each change.',
  })
}

/** Looked at, and still not known. */
function refuseUnseen({ status, events }: Entry): void {
  if (status !== 'interrupted') return
  const last = events.at(-1)
  throw new Failure('REFUSED', last?.message ?? 'It was interrupted.', { hint: last?.data.hint })
}
