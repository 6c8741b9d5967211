import type { Entry, Json, Ledger, NewEvent } from '#main/changes/index.ts'
import type { Change, ChangedKeys } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import type { EachAction } from '#shared/redis/change-text.ts'
import { type Journal, removeJournal } from './journal/index.ts'
import { summaryOf } from './keys/summary.ts'
import type { ChangesRoom } from './room.ts'
import { count, keysWord, sizeOf, undoOfKeys } from './words.ts'

/** Writes an event and gives the change as it is then. */
export function record(ledger: Ledger, id: string, event: NewEvent): { type: 'change'; change: Change } {
  ledger.append(id, event)
  return { type: 'change', change: ledger.get(id) }
}

/** Anything but a Failure is a defect: it is thrown, and the change stands in the ledger as interrupted. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  throw error
}

/** How a run over keys ended, with all that is not known settled. */
export interface RunEnd {
  room: ChangesRoom
  id: string
  journal: Journal
  action: EachAction
  /** Why it stopped before its end. */
  failure: Failure | undefined
  note?: string | undefined
  elapsedMs?: number
  /** Keys looked at until then, of about how many. */
  looked?: { done: number; total: number } | undefined
}

/** What the ledger says of a change of keys that ended, was stopped or was found again. */
export function eventOfRun({
  room,
  id,
  journal,
  action,
  failure,
  note,
  elapsedMs,
  looked,
}: RunEnd): NewEvent {
  const { notes: _, ...keys } = summaryOf(journal)
  const kept = action.do === 'unlink' ? journal.kept(['changed']) : keys.changed
  const bytes = journal.bytes()
  const common = { facts: keyFacts(keys), ...(elapsedMs === undefined ? {} : { elapsedMs }) }
  const isWhole = !keys.unfinished && failure === undefined
  if (keys.changed === 0 && !isWhole) {
    journal[Symbol.dispose]()
    removeJournal(room.home, id)
    return {
      ...common,
      status: 'failed',
      message:
        failure === undefined || failure.code === 'CANCELLED'
          ? 'Stopped before any key was changed.'
          : failure.message,
      hint: failure?.hint,
      undo: { sql: null, note: 'No key was changed.' },
    }
  }
  const skipped = keys.skipped.reduce((sum, one) => sum + one.keys, 0)
  const left = keys.skipped.map((one) => `${count(one.keys)} ${one.reason}`).join(', ')
  const did = `${keysWord(keys.changed)} ${action.do === 'unlink' ? `deleted${keptWords(keys.changed, kept)}` : 'changed'}${skipped === 0 ? '.' : `, ${count(skipped)} left as they were (${left}).`}`
  const size = keys.changed === 0 ? undefined : `The journal takes ${sizeOf(bytes)}.`
  const undo = undoOfKeys(action, { keys: keys.changed, kept })
  if (isWhole) {
    return { ...common, status: 'applied', message: sentences(did, size, note), undo }
  }
  const why =
    failure === undefined
      ? 'It was interrupted.'
      : failure.code === 'CANCELLED'
        ? stoppedWords(looked)
        : failure.message
  return {
    ...common,
    facts: { ...common.facts, resumable: true },
    status: 'partial',
    message: sentences(why, did, size, note),
    hint: sentences(
      failure?.hint,
      undo.sql === null ? 'It can be gone on with.' : 'Go on with it, or undo what is done.',
    ),
    undo,
  }
}

/** What the ledger says of an undo of keys that ended, was stopped or was found again. */
export function eventOfUndo({ journal, action, failure }: RunEnd): NewEvent {
  const { notes, ...keys } = summaryOf(journal)
  const isWhole = keys.restored + keys.notRestored === keys.changed
  const common = { facts: { ...keyFacts({ ...keys, unfinished: !isWhole }), resumable: false } }
  const reasons = notes.length === 0 ? '' : ` (${notes.join(', ')})`
  const did =
    keys.notRestored === 0
      ? `${keysWord(keys.restored)} put back${reasons}.`
      : `${keysWord(keys.restored)} put back, ${count(keys.notRestored)} left alone${reasons}.`
  if (isWhole) {
    // Values are needed no more, while what was left alone may still be looked at.
    journal.dropValues()
    return { ...common, status: 'undone', message: did, undo: { sql: null, note: 'It is undone.' } }
  }
  const left = keys.changed - keys.restored - keys.notRestored
  const kept = action.do === 'unlink' ? journal.kept(['changed', 'returning']) : left
  const why =
    failure === undefined
      ? 'Its undo was interrupted.'
      : failure.code === 'CANCELLED'
        ? 'The undo was stopped.'
        : failure.message
  return {
    ...common,
    status: 'partial',
    message: sentences(why, did, `${keysWord(left)} still to be put back.`),
    hint: sentences(failure?.hint, 'Undo it again: it goes on where it stopped.'),
    // Where only such are left as were not kept, undoing again still ends it.
    undo: undoOfKeys(action, kept === 0 ? undefined : { keys: left, kept }),
  }
}

export function refuseWhatCannotBe({ status, undo }: Entry): void {
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

/** Of the deleted keys, in brackets, where not all can come back. */
function keptWords(deleted: number, kept: number): string {
  const lost = deleted - kept
  return lost === 0 ? '' : ` (${count(kept)} kept for undo, ${count(lost)} lost for good)`
}

function stoppedWords(looked: RunEnd['looked']): string {
  if (!looked || looked.total === 0) return 'Stopped.'
  return `Stopped after ${count(looked.done)} of about ${keysWord(Math.max(looked.done, looked.total))}.`
}

/** Under this name the ledger finds what a change of keys did. */
function keyFacts(keys: ChangedKeys): Record<string, Json> {
  return { keys: { ...keys, skipped: keys.skipped.map((one) => ({ ...one })) } }
}

function sentences(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ')
}
