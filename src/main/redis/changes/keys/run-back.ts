import type { Pace } from '#shared/contract/redis/keyspace.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { RedisServer } from '../../connect/index.ts'
import { ReplyError } from '../../resp/index.ts'
import type { Journal, JournalRow, Verdict } from '../journal/index.ts'
import { millisecondsOf } from '../reply-text.ts'
import type { Hand, Outcome } from './hand.ts'
import { dumpsOf } from './kept-values.ts'
import type { Reason } from './reasons.ts'
import { isForbidden } from './rights.ts'
import { GONE, NEVER } from './rule.ts'
import { sendKeyed } from './send.ts'
import { restAfter } from './walk.ts'

export interface RunBack {
  server: RedisServer
  hand: Hand
  journal: Journal
  /** Stops between two batches. */
  signal: AbortSignal
  onProgress: (done: number) => void
  pace: Pace
}

const BATCH = 200
const GENTLE_BATCH = 50
/** Values of one batch that are put back take about so much at most. */
const BATCH_BYTES = 4 * 1024 ** 2

/**
 * Puts back what the journal says was changed, where it is still as the change left it. Can be run
 * again after it was stopped or killed: what is back already is seen and left so.
 *
 * @throws Failure CANCELLED, or why it could not go on
 */
export async function runBack(run: RunBack): Promise<void> {
  const { journal, signal, onProgress, pace } = run
  // What was on its way when Pitwall ended: putting back looks first, so it is simply tried again.
  journal.turn('returning', 'changed')
  let verdicts: Verdict[] = []
  let lastId = 0
  let done = 0
  try {
    for (;;) {
      throwIfCancelled(signal)
      const rows = fitting(journal.rows('changed', lastId, pace === 'full' ? BATCH : GENTLE_BATCH))
      const last = rows.at(-1)
      if (!last) return
      const began = performance.now()
      journal.write({
        verdicts: [...verdicts, ...rows.map(({ id }): Verdict => ({ id, state: 'returning' }))],
      })
      verdicts = []
      verdicts = await putBack(run, rows)
      lastId = last.id
      done += rows.length
      onProgress(done)
      await restAfter(pace, rows.length, performance.now() - began, signal)
    }
  } finally {
    journal.write({ verdicts })
  }
}

function fitting(rows: readonly JournalRow[]): JournalRow[] {
  let bytes = 0
  const fits: JournalRow[] = []
  for (const row of rows) {
    bytes += row.dump?.length ?? 0
    if (fits.length > 0 && bytes > BATCH_BYTES) break
    fits.push(row)
  }
  return fits
}

async function putBack(run: RunBack, rows: readonly JournalRow[]): Promise<Verdict[]> {
  const [deleted, changed] = [rows.filter(isDeleted), rows.filter((row) => !isDeleted(row))]
  return [...(await restore(run, deleted)), ...(await putExpiriesBack(run, changed))]
}

const isDeleted = ({ after }: JournalRow) => after === GONE

async function putExpiriesBack({ hand }: RunBack, rows: readonly JournalRow[]): Promise<Verdict[]> {
  const doubtful = await doubtfulOf(hand, rows)
  const sure = rows.filter(({ id }) => !doubtful.has(id))
  const outcomes = await hand.set(
    sure.map(({ key, before, after, evidence }) => ({
      key,
      expected: after,
      wanted: before,
      // A key without expiry may be another one of the same name; with one, the expiry says enough.
      evidence: after === NEVER ? evidence : '',
    })),
    'value',
  )
  stopAtRefusal(outcomes)
  return [
    ...[...doubtful].map((id): Verdict => ({ id, state: 'notRestored', reason: 'cannotTell' })),
    ...sure.map((row, at) => verdictOf(row, outcomes[at])),
  ]
}

/**
 * Keys whose value could not be read when their expiry was taken away, and whose former time has
 * passed: should they be others of the same name by now, putting the expiry back would delete them.
 */
async function doubtfulOf(hand: Hand, rows: readonly JournalRow[]): Promise<Set<number>> {
  const unknown = rows.filter(({ after, evidence }) => after === NEVER && evidence === '')
  const seen = await hand.look(
    unknown.map(({ key }) => key),
    false,
  )
  return new Set(
    unknown.flatMap(({ id, before }, at) => {
      const one = seen[at]
      return one && !(one instanceof ReplyError) && one.expiresAt !== GONE && before <= one.now ? [id] : []
    }),
  )
}

function verdictOf({ id }: JournalRow, outcome: Outcome | undefined): Verdict {
  switch (outcome) {
    case 'done':
    case 'already':
      return { id, state: 'restored' }
    case 'doneAndGone':
      return { id, state: 'restored', reason: 'timePassed' }
    case 'gone':
    case 'otherExpiry':
    case 'otherValue':
      return { id, state: 'notRestored', reason: since[outcome] }
    case undefined:
      return { id, state: 'notRestored', reason: 'refused' }
    default:
      return { id, state: 'notRestored', reason: refusalReason(outcome) }
  }
}

const since = { gone: 'goneSince', otherExpiry: 'otherExpirySince', otherValue: 'otherValueSince' } as const

/** RESTORE takes no key that is there already, so it needs no looking first. */
async function restore({ server }: RunBack, rows: readonly JournalRow[]): Promise<Verdict[]> {
  const kept = rows.flatMap((row) => (row.dump === null ? [] : [{ ...row, dump: row.dump }]))
  const replies = await sendKeyed(
    server,
    kept.map(({ key, before, dump }) => ({
      key,
      command: ['RESTORE', key, String(before === NEVER ? 0 : before), dump, 'ABSTTL'],
    })),
  )
  stopAtRefusal(replies)
  const busy = kept.filter((_, at) => isBusy(replies[at]))
  const dumps = await dumpsOf(
    server,
    busy.map(({ key }) => key),
  )
  const isBack = new Set(
    busy.filter(({ dump }, at) => {
      const now = dumps[at]
      return now !== null && now !== undefined && isSameValue(now, dump)
    }),
  )
  const now = await clocksOf(server)
  return [
    ...rows
      .filter(({ dump }) => dump === null)
      .map(({ id }): Verdict => ({ id, state: 'notRestored', reason: 'notKept' })),
    ...kept.map((row, at): Verdict => {
      const reply = replies[at]
      if (!(reply instanceof ReplyError)) {
        const isPast = row.before !== NEVER && row.before <= now
        return { id: row.id, state: 'restored', ...(isPast ? { reason: 'timePassed' } : {}) }
      }
      if (isBusy(reply)) {
        return isBack.has(row)
          ? { id: row.id, state: 'restored' }
          : { id: row.id, state: 'notRestored', reason: 'thereAgain' }
      }
      return { id: row.id, state: 'notRestored', reason: refusalReason(reply) }
    }),
  ]
}

/** A set that is put back may stand in another order: the same bytes then, but for the checksum. */
function isSameValue(one: Buffer, other: Buffer): boolean {
  return one.equals(other) || (one.length === other.length && sorted(one).equals(sorted(other)))
}

const sorted = (dump: Buffer) => Buffer.from(dump.subarray(0, -8)).sort()

const isBusy = (reply: unknown) => reply instanceof ReplyError && reply.code === 'BUSYKEY'

const refusalReason = (reply: ReplyError): Reason => (isForbidden(reply) ? 'forbidden' : 'refused')

/** Good enough to say that a time has passed. */
async function clocksOf({ masters }: RedisServer): Promise<number> {
  const [node] = masters
  return node ? millisecondsOf(await node.call('TIME')) : Date.now()
}

/** A server that takes no writes now is tried again later; nothing is given up for it. */
function stopAtRefusal(replies: readonly unknown[]): void {
  const refusal = replies.find((reply) => reply instanceof ReplyError && temporary.has(reply.code))
  if (!(refusal instanceof ReplyError)) return
  throw new Failure('SERVER_ERROR', `The server takes no changes now: ${refusal.message}.`, {
    hint: 'What is not back yet can be undone later.',
    facts: { reply: refusal.code },
  })
}

const temporary = new Set([
  'OOM',
  'READONLY',
  'MISCONF',
  'LOADING',
  'BUSY',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'NOREPLICAS',
  'TRYAGAIN',
  'MOVED',
  'ASK',
  'EXECABORT',
])
