import { Failure } from '#shared/failure.ts'
import type { Pace } from '#shared/contract/redis/keyspace.ts'
import type { RedisServer } from '../../connect/index.ts'
import { ReplyError } from '../../resp/index.ts'
import type { Journal, JournalRow, NewRow, Verdict } from '../journal/index.ts'
import { type Hand, isSameExpiry, type Outcome } from './hand.ts'
import { digestOf, dumpsOf, Keeper, memoryOf } from './kept-values.ts'
import type { Reason } from './reasons.ts'
import { isForbidden } from './rights.ts'
import { GONE, type Rule } from './rule.ts'
import { settleRows } from './settle-rows.ts'
import { walk } from './walk.ts'

export interface Run {
  server: RedisServer
  hand: Hand
  rule: Rule
  journal: Journal
  pace: Pace
  /** Stops between two batches. */
  signal: AbortSignal
  onProgress: (done: number, total: number, changed: number) => void
}

/**
 * Changes the keys, a batch at a time: looked at, written into the journal, then changed where they
 * are still as they were. Keys that the journal has already are passed over, so a run that was stopped
 * is gone on with by running it again.
 *
 * @throws Failure CANCELLED, or why it could not go on; what was done until then is in the journal,
 * and rows of state `sent` are what is not known
 */
export async function runChange(run: Run): Promise<void> {
  const { server, hand, rule, journal, pace, signal, onProgress } = run
  const former = journal.notes()
  const keeper = new Keeper(rule.keepBytes, former.keptBytes)
  const ruledOut: Partial<Record<Reason, number>> = {}
  let verdicts: Verdict[] = []
  let changed = 0
  const notes = (complete: boolean) => ({ complete, keptBytes: keeper.keptBytes, ruledOut })
  const leave = (reason: Reason): void => {
    ruledOut[reason] = (ruledOut[reason] ?? 0) + 1
  }
  let progress: [number, number] = [0, 0]

  try {
    const { tooLong } = await walk(
      server,
      {
        rule,
        pace,
        signal,
        onProgress: (done, total) => {
          progress = [done, total]
          onProgress(done, total, changed)
        },
      },
      async (keys) => {
        const fresh = keys.filter((key) => !journal.has(key))
        if (fresh.length === 0) return
        const planned = await planRows(run, fresh, keeper, leave)
        const rows = journal.write({ verdicts, rows: planned, notes: notes(false) })
        verdicts = []
        if (rows.length === 0) return
        const outcomes = await hand.set(
          rows.map(({ key, before, after, evidence, dump }) => ({
            key,
            expected: before,
            wanted: after,
            // What a lost value was is no longer asked: it is not to be had again anyway.
            evidence: after === GONE && dump !== null ? evidence : '',
          })),
          'dump',
        )
        verdicts = await judge(run, rows, outcomes)
        changed += verdicts.filter(({ state }) => state === 'changed').length
        const refusal = refusalOfAll(outcomes)
        if (refusal) throw refusal
        onProgress(...progress, changed)
      },
    )
    if (tooLong > 0) ruledOut.tooLong = tooLong
    journal.write({ verdicts, notes: notes(true) })
  } catch (error) {
    journal.write({ verdicts, notes: notes(false) })
    throw error
  }
}

async function planRows(
  { server, hand, rule }: Run,
  keys: readonly Buffer[],
  keeper: Keeper,
  leave: (reason: Reason) => void,
): Promise<NewRow[]> {
  const persists = rule.action.do === 'persist'
  const seen = await hand.look(keys, persists)
  const rows: NewRow[] = []
  for (const [at, key] of keys.entries()) {
    const one = seen[at]
    if (!one || one instanceof ReplyError) {
      leave(one instanceof ReplyError && isForbidden(one) ? 'forbidden' : 'refused')
    } else if (one.expiresAt === GONE) {
      leave('gone')
    } else {
      const { expiresAt, now, evidence } = one
      const wanted = rule.wanted(key, expiresAt, now)
      if (typeof wanted === 'string') leave(wanted)
      else if (isSameExpiry(wanted, expiresAt, hand.tolerance)) leave('already')
      else rows.push({ key, before: expiresAt, after: wanted, evidence, dump: null })
    }
  }
  return rule.action.do === 'unlink' ? await keepValues(server, rows, keeper) : rows
}

async function keepValues(server: RedisServer, rows: readonly NewRow[], keeper: Keeper): Promise<NewRow[]> {
  const memory = await memoryOf(
    server,
    rows.map(({ key }) => key),
  )
  const kept = rows.filter((_, at) => keeper.takes(memory[at]))
  const dumps = await dumpsOf(
    server,
    kept.map(({ key }) => key),
  )
  const dumpOf = new Map(kept.map((row, at) => [row, dumps[at] ?? null]))
  return rows.map((row) => {
    const dump = dumpOf.get(row) ?? null
    return dump === null ? row : { ...row, dump, evidence: digestOf(dump) }
  })
}

async function judge(
  run: Run,
  rows: readonly JournalRow[],
  outcomes: readonly Outcome[],
): Promise<Verdict[]> {
  const unclear: JournalRow[] = []
  const verdicts: Verdict[] = []
  for (const [at, row] of rows.entries()) {
    const outcome = outcomes[at]
    if (outcome === undefined || outcome instanceof ReplyError) {
      // A script that failed half-way may have changed the key before.
      unclear.push(row)
    } else {
      verdicts.push(verdictOf(row, outcome))
    }
  }
  if (unclear.length === 0) return verdicts
  const settled = await settleRows(run.hand, unclear)
  // Where the server takes none at all they are tried again when the change is gone on with.
  if (refusalOfAll(outcomes)) return [...verdicts, ...settled]
  return [
    ...verdicts,
    ...settled.map((verdict): Verdict => {
      if (verdict.state !== 'forget') return verdict
      const outcome = outcomes[rows.findIndex(({ id }) => id === verdict.id)]
      const reason = outcome instanceof ReplyError && isForbidden(outcome) ? 'forbidden' : 'refused'
      return { id: verdict.id, state: 'skipped', reason }
    }),
  ]
}

function verdictOf({ id }: JournalRow, outcome: Exclude<Outcome, ReplyError>): Verdict {
  switch (outcome) {
    case 'done':
    case 'doneAndGone':
      return { id, state: 'changed' }
    // Somebody else was faster, and what they did is not ours to undo.
    case 'already':
    case 'gone':
    case 'otherExpiry':
    case 'otherValue':
      return { id, state: 'skipped', reason: outcome }
  }
}

/** A single key may be refused; a whole batch means that the server takes none now. */
function refusalOfAll(outcomes: readonly Outcome[]): Failure | undefined {
  const [first] = outcomes
  if (!(first instanceof ReplyError) || !outcomes.every((outcome) => outcome instanceof ReplyError)) {
    return undefined
  }
  return new Failure(
    isForbidden(first) ? 'PERMISSION' : 'SERVER_ERROR',
    `The server refused it: ${first.message}.`,
    {
      hint: isForbidden(first)
        ? 'Grant the user the commands and keys, or change the pattern.'
        : 'When the server takes writes again, it can be gone on with.',
      facts: { reply: first.code },
    },
  )
}
