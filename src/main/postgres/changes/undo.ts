import { allowChange, type Entry, type Ledger } from '#main/changes/index.ts'
import type { ChangeEvent } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { withSession } from '../session/session.ts'
import { withChangeProgress } from './apply.ts'
import { backendFacts, cleanUp, type Outcome, record } from './outcome.ts'
import { kindOf, readChange } from './read-change.ts'
import { type ChangeBackend, sendStatements } from './run.ts'
import { factsOf, settleEntry } from './settle.ts'
import type { Report } from './watch.ts'

type Last = Extract<ChangeEvent, { type: 'change' }>

/**
 * Takes a change back, with progress, and its entry in the ledger at the end. Only while what it made
 * is still as it left it.
 *
 * Throws a Failure and leaves the ledger as it was: NOT_FOUND; REFUSED by the guard, where nothing can
 * be taken back, and where something differs; and what connecting throws.
 *
 * @param resolveTarget the target of the entry, with its password and its present guard
 */
export async function* undoChange(
  ledger: Ledger,
  id: string,
  resolveTarget: (entry: Entry) => Promise<PostgresTarget>,
  confirmation: string | undefined,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChangeEvent> {
  refuseWhatCannotBe(ledger.entry(id))
  const target = await resolveTarget(ledger.entry(id))
  allowChange(target, confirmation)
  yield yield* withChangeProgress(signal, async (report, signal) => {
    const isInterrupted = ledger.entry(id).status === 'interrupted'
    using claim = ledger.claim(id)
    report({ phase: 'connecting', changeId: claim.id })
    // What was interrupted is looked at first: only then is it known what there is to undo.
    if (isInterrupted) await settleEntry(ledger, id, target, timeouts, signal)
    return await undo(ledger, ledger.entry(id), target, timeouts, signal, report)
  })
}

async function undo(
  ledger: Ledger,
  entry: Entry,
  target: PostgresTarget,
  timeouts: Timeouts,
  signal: AbortSignal,
  report: Report,
): Promise<Last> {
  const { id, status } = entry
  refuseWhatCannotBe(entry)
  if (status === 'interrupted') {
    const { message, data } = entry.events.at(-1) ?? { message: 'It was interrupted.', data: {} }
    throw new Failure('REFUSED', message, { hint: data.hint })
  }
  const { given, made } = factsOf(entry)
  const statements = entry.undo.sql ?? []
  const change = await readChange(given, signal)
  const kind = kindOf(change)
  const difference = await withSession(
    target,
    timeouts,
    signal,
    async (session) => await kind.differs(session, made),
  )
  if (difference !== undefined) {
    throw new Failure('REFUSED', `It is not undone, for it is not as it was left: ${difference}`, {
      hint: `Look at it first. It would have been undone by: ${statements.join('; ')}`,
    })
  }
  ledger.append(id, { status: 'undoing' })
  const backend: { now?: ChangeBackend } = {}
  const sending = {
    changeId: id,
    statements,
    view: kind.progress ?? (change.kind === 'drop-index' ? 'create-index' : undefined),
    phase: 'running',
    lockTimeoutMs: kind.waitsForLocks ? undefined : timeouts.lockTimeoutMs,
    onBackend: (now: ChangeBackend) => {
      backend.now = now
      ledger.append(id, {
        status: 'undoing',
        message: `The server's process ${now.pid} takes it back.`,
        facts: backendFacts(now),
      })
    },
  } as const
  try {
    await sendStatements(target, sending, timeouts, signal, report)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const outcome = await cleanUp(
      target,
      id,
      backend.now,
      async (session) => await kind.lookUndo(session, change, made),
      timeouts,
      report,
    )
    return record(ledger, id, sayNotUndone(error, outcome, status))
  }
  return record(ledger, id, { status: 'undone', undo: { sql: null, note: 'It is undone.' } })
}

function refuseWhatCannotBe({ status, undo }: Entry): void {
  const why = {
    applying: 'It is being applied just now.',
    undoing: 'It is being undone just now.',
    failed: 'Nothing of it is left that could be undone.',
    undone: 'It is undone already.',
  }
  if (status !== 'applied' && status !== 'partial' && status !== 'interrupted') {
    throw new Failure('REFUSED', why[status], { hint: '`pitwall changes` shows the state of each change.' })
  }
  if (undo.sql === null && status !== 'interrupted') {
    throw new Failure('REFUSED', 'This change cannot be undone.', { hint: undo.note })
  }
}

function sayNotUndone(
  failure: Failure,
  outcome: Outcome,
  former: Entry['status'],
): Parameters<Ledger['append']>[1] {
  const { message, hint } = failure
  switch (outcome.state) {
    case 'done':
      return {
        status: 'undone',
        message: `${message} But it was undone by then.`,
        undo: { sql: null, note: 'It is undone.' },
      }
    case 'nothing':
      return { status: former, message: `It was not undone: ${message}`, hint }
    case 'left':
      return {
        status: 'partial',
        message: `It was not undone to the end: ${message} ${outcome.found.message}`,
        hint: outcome.hint ?? 'Undo it again.',
        undo: outcome.found.undo,
        facts: { made: outcome.found.made },
      }
    case 'unseen':
      return {
        status: 'interrupted',
        message: `${message} Whether it was undone could not be seen.`,
        hint: `${outcome.hint} Look again when the server is there.`,
      }
  }
}
