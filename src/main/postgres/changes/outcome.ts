import type { Facts, Ledger, NewEvent, Undo } from '#main/changes/index.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { type Session, withSession } from '../session/session.ts'
import type { Found } from './kind.ts'
import { type ChangeBackend, endBackend, sendStatements } from './run.ts'
import type { Report } from './watch.ts'

/** So long is waited for the locks that cleaning up needs; then it is left for later. */
const CLEANING_LOCK: Milliseconds = 5000
const CLEANING: Milliseconds = 60_000

/** What came of statements that failed, after all that could be cleaned up was. */
export type Outcome =
  | { state: 'done'; found: Extract<Found, { state: 'done' }> }
  | { state: 'nothing'; message: string | undefined }
  | { state: 'left'; found: Extract<Found, { state: 'left' }>; hint: string | undefined }
  /** The server could not be asked, or its process would not end. */
  | { state: 'unseen'; hint: string }

/**
 * Looks what became of statements that failed, and takes away what they left. Not stopped by the
 * user's signal: it runs after a cancel too, and is bounded in time.
 *
 * @param look asks the kind of the change
 */
export async function cleanUp(
  target: PostgresTarget,
  changeId: string,
  backend: ChangeBackend | undefined,
  look: (session: Session) => Promise<Found>,
  timeouts: Timeouts,
  report: Report,
): Promise<Outcome> {
  report({ phase: 'cleaning up' })
  try {
    if (backend && !(await endBackend(target, changeId, backend, timeouts))) {
      return { state: 'unseen', hint: `Server process ${backend.pid} does not end.` }
    }
    const found = await withSession(target, timeouts, undefined, look)
    if (found.state !== 'left') return outcomeOf(found, undefined)
    const problem = await clean(target, changeId, found.clean, timeouts, report)
    return outcomeOf(await withSession(target, timeouts, undefined, look), problem)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { state: 'unseen', hint: error.message }
  }
}

function outcomeOf(found: Found, problem: string | undefined): Outcome {
  if (found.state === 'done') return { state: 'done', found }
  if (found.state === 'nothing') return { state: 'nothing', message: found.message }
  return { state: 'left', found, hint: problem }
}

/** Why it did not succeed, one sentence. */
async function clean(
  target: PostgresTarget,
  changeId: string,
  statements: readonly string[],
  timeouts: Timeouts,
  report: Report,
): Promise<string | undefined> {
  const sending = {
    changeId,
    view: undefined,
    phase: 'cleaning up',
    lockTimeoutMs: CLEANING_LOCK,
    statementTimeoutMs: CLEANING,
  } as const
  // One by one: what cannot be dropped now must not keep the rest.
  let problem: string | undefined
  for (const statement of statements) {
    try {
      await sendStatements(target, { ...sending, statements: [statement] }, timeouts, undefined, report)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      problem = `It could not be dropped yet: ${error.message}`
    }
  }
  return problem
}

/** What the ledger says of statements that failed. */
export function sayFailed(failure: Failure, outcome: Outcome): NewEvent {
  const why = failure.message
  const hint = failure.hint
  switch (outcome.state) {
    case 'done':
      return {
        status: 'applied',
        message: `${why} But the server had done it by then.`,
        hint,
        undo: outcome.found.undo,
        facts: { made: outcome.found.made },
      }
    case 'nothing':
      return {
        status: 'failed',
        message: failure.code === 'CANCELLED' ? 'Cancelled; nothing of it is left.' : why,
        hint: outcome.message ?? hint,
        undo: nothingLeft,
      }
    case 'left':
      return {
        status: 'partial',
        message: `${why} ${outcome.found.message}`,
        hint: [outcome.hint, 'Undo takes it away.'].filter((part) => part !== undefined).join(' '),
        undo: outcome.found.undo,
        facts: { made: outcome.found.made },
      }
    case 'unseen':
      return {
        status: 'interrupted',
        message: `${why} What became of it could not be seen.`,
        hint: `${outcome.hint} Look again when the server is there.`,
      }
  }
}

export const nothingLeft: Undo = { sql: null, note: 'Nothing of it is left on the server.' }

/** Writes an event and gives the change as it is then. */
export function record(
  ledger: Ledger,
  id: string,
  event: NewEvent,
): { type: 'change'; change: ReturnType<Ledger['get']> } {
  ledger.append(id, event)
  return { type: 'change', change: ledger.get(id) }
}

/** Facts are JSON: what is not known is null there. */
export function backendFacts(backend: ChangeBackend): Facts {
  return { backend: { pid: backend.pid, startedAt: backend.startedAt } }
}
