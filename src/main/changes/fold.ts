import {
  type Change,
  changedKeysSchema,
  type ChangeHead,
  type ChangeStatus,
  type Measurement,
  type Proof,
} from '#shared/contract/changes.ts'
import type { Entry, EventData, NewEvent, RecordedEvent, Undo } from './entry.ts'

/** Messages that say no more than the status does. */
const plain: Record<ChangeStatus, string> = {
  applying: 'Begun.',
  applied: 'Applied.',
  failed: 'Failed.',
  partial: 'Something of it is left.',
  interrupted: 'Pitwall ended in the middle of it.',
  undoing: 'Undo begun.',
  undone: 'Undone.',
}

/** The message of an event that was given none. */
export function messageOf(event: NewEvent): string {
  return event.message ?? plain[event.status]
}

/** What a list is told of a proof: `12.4× faster`; of several statements how many fared how. */
export function verdictOf(proof: Proof): string | undefined {
  const judged = proof.measurements.filter(({ verdict }) => verdict !== undefined)
  const [only] = judged
  if (only?.verdict === undefined) return undefined
  if (judged.length === 1) return verdictOfOne(only.verdict, only.ratio?.median)
  const words = ['faster', 'slower', 'same', 'unclear'] as const
  return words
    .map((word) => ({ word, count: judged.filter(({ verdict }) => verdict === word).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ')
}

const factor = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

function verdictOfOne(verdict: NonNullable<Measurement['verdict']>, ratio: number | undefined): string {
  if (ratio === undefined || ratio <= 0 || verdict === 'same' || verdict === 'unclear') return verdict
  return verdict === 'faster' ? `${factor.format(1 / ratio)}× faster` : `${factor.format(ratio)}× slower`
}

type Folded = Pick<Entry, 'status' | 'doing' | 'facts' | 'undo'>

/**
 * The state of a change from all that happened to it, the oldest first.
 *
 * @param isWorkedOn a living process is at it now
 */
export function fold(events: readonly RecordedEvent[], isWorkedOn: boolean): Folded {
  const state: Folded = { status: 'applying', doing: 'applying', facts: {}, undo: { sql: null } }
  for (const { status, data } of events) {
    state.status = status
    if (status === 'applying' || status === 'undoing') state.doing = status
    Object.assign(state.facts, data.facts)
    if (data.undo) state.undo = data.undo
  }
  const underWay = state.status === 'applying' || state.status === 'undoing'
  return underWay && !isWorkedOn ? { ...state, status: 'interrupted' } : state
}

/** An entry as a list shows it. */
export function headOf(entry: Entry): ChangeHead {
  const last = entry.events.at(-1)
  const message = entry.status === last?.status ? last.message : plain.interrupted
  const data = entry.events.map((event) => event.data)
  const elapsedMs = lastKnown(data, 'elapsedMs')
  const verdict = lastKnown(data, 'verdict')
  return {
    id: entry.id,
    ...(entry.target.id === undefined ? {} : { targetId: entry.target.id }),
    targetName: entry.target.name,
    environment: entry.environment,
    kind: entry.kind,
    title: entry.title,
    sql: entry.sql,
    ...undoOf(entry.undo),
    status: entry.status,
    ...(message === plain[entry.status] && entry.status !== 'interrupted' ? {} : { message }),
    ...hintOf(entry),
    who: entry.who,
    at: entry.at,
    ...(elapsedMs === undefined ? {} : { elapsedMs }),
    // Whether what was stopped can be gone on with is a fact of its room's under this name.
    ...(entry.status === 'partial' && entry.facts['resumable'] === true ? { resumable: true } : {}),
    ...(verdict === undefined ? {} : { verdict }),
  }
}

/** An entry in full, with the last proof. */
export function changeOf(entry: Entry, proof: Proof | undefined): Change {
  const { verdict: _, ...head } = headOf(entry)
  const events = entry.events.map(({ at, status, message }) => ({ at, status, message }))
  const isNewlyInterrupted = entry.status === 'interrupted' && entry.events.at(-1)?.status !== 'interrupted'
  // What a change did to keys is a fact of its room's under this name.
  const keys = changedKeysSchema.safeParse(entry.facts['keys']).data
  return {
    ...head,
    ...(proof === undefined ? {} : { proof }),
    ...(keys === undefined ? {} : { keys }),
    events: isNewlyInterrupted
      ? [...events, { at: events.at(-1)?.at ?? entry.at, status: 'interrupted', message: plain.interrupted }]
      : events,
  }
}

function undoOf({ sql, note }: Undo): Pick<Change, 'undoSql' | 'undoNote'> {
  return { undoSql: sql === null ? null : sql.join(';\n'), ...(note === undefined ? {} : { undoNote: note }) }
}

function hintOf(entry: Entry): { hint?: string } {
  const last = entry.events.at(-1)
  if (entry.status === 'interrupted' && last?.status !== 'interrupted') {
    return { hint: 'Look at the target what became of it.' }
  }
  return last?.data.hint === undefined ? {} : { hint: last.data.hint }
}

function lastKnown<K extends keyof EventData>(data: readonly EventData[], key: K): EventData[K] {
  return data.findLast((one) => one[key] !== undefined)?.[key]
}
