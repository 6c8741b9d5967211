import type { Pace } from '#shared/contract/redis/keyspace.ts'
import type { Failure } from '#shared/failure.ts'
import { type RedisServer, withRedis } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import type { Journal } from './journal/index.ts'
import { chooseHand } from './keys/choose-hand.ts'
import type { Hand } from './keys/hand.ts'
import { ruleOf, type ChangeOfKeys } from './keys/rule.ts'
import { runBack } from './keys/run-back.ts'
import { runChange } from './keys/run.ts'
import { settleJournal, settleReturning } from './keys/settle-rows.ts'
import { asFailure, eventOfRun, eventOfUndo, record } from './outcome.ts'
import { type Report, withGrace } from './report.ts'
import type { ChangesRoom, Timeouts } from './room.ts'
import { count } from './words.ts'

/** Keys that are being changed or put back, for a change that stands in the ledger already. */
export interface KeyWork {
  room: ChangesRoom
  id: string
  target: RedisTarget
  change: ChangeOfKeys
  seed: number
  journal: Journal
  pace: Pace
  timeouts: Timeouts
  /** Stops after the batch under way. */
  signal: AbortSignal
  report: Report
}

type Last = ReturnType<typeof record>

/** Changes the keys and writes into the ledger how that ended. */
export async function changeKeys(work: KeyWork): Promise<Last> {
  const { room, id, change, seed, journal, pace, signal, report } = work
  const rule = ruleOf(change, seed)
  const startedAt = performance.now()
  let looked: { done: number; total: number } | undefined
  const { failure, note } = await onServer(work, async (server, hand) => {
    await settleJournal(hand, journal)
    const onProgress = (done: number, total: number, changed: number): void => {
      looked = { done, total }
      report({
        phase: 'running',
        detail: `${count(changed)} ${rule.action.do === 'unlink' ? 'deleted' : 'changed'}`,
        done,
        total,
        unit: 'keys',
      })
    }
    await runChange({ server, hand, rule, journal, pace, signal, onProgress })
  })
  if (failure && journal.rows('sent', 0, 1).length > 0) {
    report({ phase: 'cleaning up' })
    if (!(await settled(work, async (hand) => await settleJournal(hand, journal)))) {
      return record(room.ledger, id, {
        status: 'interrupted',
        message: `${failure.message} What became of the last keys could not be seen.`,
        hint: 'Look again when the server is there.',
        elapsedMs: performance.now() - startedAt,
      })
    }
  }
  const elapsedMs = performance.now() - startedAt
  return record(
    room.ledger,
    id,
    eventOfRun({ room, id, journal, action: rule.action, failure, note, elapsedMs, looked }),
  )
}

/** Puts the keys back and writes into the ledger how that ended. */
export async function putKeysBack(work: KeyWork): Promise<Last> {
  const { room, id, change, seed, journal, pace, signal, report } = work
  const { action } = ruleOf(change, seed)
  const total = journal
    .tally()
    .filter(({ state }) => state === 'changed' || state === 'returning')
    .reduce((sum, { keys }) => sum + keys, 0)
  const onProgress = (done: number): void =>
    report({
      phase: 'running',
      detail: `${count(done)} of ${count(total)} keys`,
      done,
      total,
      unit: 'keys',
    })
  const { failure } = await onServer(work, async (server, hand) => {
    await runBack({ server, hand, journal, pace, signal, onProgress })
  })
  // Not seen to be back is not lost: putting back looks first, and is tried again.
  if (failure) await settled(work, async (hand) => await settleReturning(hand, journal))
  return record(room.ledger, id, eventOfUndo({ room, id, journal, action, failure }))
}

/** Why it ended early, if it did. A cancel waits for the batch under way; a defect is thrown. */
async function onServer(
  { target, timeouts, signal }: KeyWork,
  run: (server: RedisServer, hand: Hand) => Promise<void>,
): Promise<{ failure: Failure | undefined; note: string | undefined }> {
  let note: string | undefined
  using grace = withGrace(signal)
  try {
    await withRedis(target, { timeouts, signal: grace.signal }, async (server) => {
      const hand = await chooseHand(server)
      note = hand.note
      await run(server, hand)
    })
    return { failure: undefined, note }
  } catch (error) {
    return { failure: asFailure(error), note }
  }
}

/** Whether the server could be asked about what was on its way. Runs after a cancel, too; bounded by its timeouts. */
async function settled({ target, timeouts }: KeyWork, look: (hand: Hand) => Promise<void>): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(LONGEST_LOOK)
    await withRedis(target, { timeouts, signal }, async (server) => await look(await chooseHand(server)))
    return true
  } catch (error) {
    asFailure(error)
    return false
  }
}

const LONGEST_LOOK = 15_000
