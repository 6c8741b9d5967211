import { randomInt } from 'node:crypto'
import { userInfo } from 'node:os'
import type { DatabaseSync } from 'node:sqlite'
import type { Change, ChangeHead } from '#shared/contract/changes.ts'
import type { Address } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { LiveValue } from '../live-value.ts'
import type { Entry, NewChange, NewEvent, RecordedEvent } from './entry.ts'
import { changeOf, fold, headOf, messageOf, verdictOf } from './fold.ts'
import { createRows, type EntryRow } from './rows.ts'
import { createWorkers } from './workers.ts'

export interface LedgerOptions {
  database: DatabaseSync
  now?: () => EpochMilliseconds
  /** Who makes the changes; the system's user name unless told. */
  who?: string
}

/** The right to work on a change, held by one process at a time. Given back when disposed of. */
export interface Claim extends Disposable {
  id: string
}

/** The record of changes. Everything in it is added; nothing is altered. */
export interface Ledger {
  /** Writes a change down as begun, before anything of it is sent. */
  begin: (change: NewChange) => Claim
  /**
   * Takes a change to go on with it.
   *
   * @throws Failure NOT_FOUND; REFUSED while another process works on it
   */
  claim: (id: string) => Claim
  append: (id: string, event: NewEvent) => void
  /** @throws Failure NOT_FOUND */
  entry: (id: string) => Entry
  /** @throws Failure NOT_FOUND */
  get: (id: string) => Change
  /** The newest first. */
  list: () => ChangeHead[]
  /** The list at once, then after each change, also one that another workbench makes. */
  watch: (signal: AbortSignal | undefined) => AsyncGenerator<ChangeHead[], void>
  /** What was interrupted on a target, by its id or by its address; the oldest first. */
  unfinished: (target: { id: string | undefined; address: Address }) => Entry[]
  close: () => void
}

/** How often to look what other processes have written, while somebody watches. */
const LOOK_EVERY: Milliseconds = 500

export function createLedger({ database, now = Date.now, who = systemUser() }: LedgerOptions): Ledger {
  const rows = createRows(database)
  const workers = createWorkers(database, now)
  const heads = new LiveValue<ChangeHead[]>([])
  let watchers = 0
  let looking: NodeJS.Timeout | undefined
  let seenVersion = rows.version()

  const entries = (): Entry[] => {
    const atWork = workers.atWork()
    return rows.all().map(({ row, events }) => entryOf(row, events, atWork.has(row.id)))
  }
  const list = (): ChangeHead[] => entries().map((entry) => headOf(entry))
  const refresh = (): void => {
    if (watchers === 0) return
    seenVersion = rows.version()
    heads.set(list())
  }
  const look = (): void => {
    // The death of another workbench is written nowhere: it shows in what it worked on.
    const underWay = heads.get().some(({ status }) => status === 'applying' || status === 'undoing')
    if (rows.version() === seenVersion && !underWay) return
    seenVersion = rows.version()
    const newest = list()
    if (JSON.stringify(newest) !== JSON.stringify(heads.get())) heads.set(newest)
  }

  const entry = (id: string): Entry => {
    const found = rows.one(id)
    if (found) return entryOf(found.row, found.events, workers.atWork().has(id))
    throw new Failure('NOT_FOUND', `There is no change ${id} in the ledger.`, {
      hint: '`pitwall changes` lists those there are.',
    })
  }
  const append = (id: string, event: NewEvent): void => {
    const { status, hint, elapsedMs, facts, undo, proof } = event
    const verdict = proof && verdictOf(proof)
    const data = { hint, elapsedMs, facts, undo, verdict }
    rows.append(id, { at: now(), status, message: messageOf(event), data }, proof)
    refresh()
  }
  const claimed = (id: string): Claim => ({
    id,
    [Symbol.dispose]: () => {
      workers.release(id)
      refresh()
    },
  })

  return {
    begin({ target, environment, kind, title, sql, undo, facts }) {
      const id = newId()
      const row = { id, at: now(), who, target, environment, kind, title, sql }
      const event: NewEvent = { status: 'applying', undo, facts }
      rows.together(() => {
        rows.insert(row)
        workers.take(id)
        rows.append(
          id,
          { at: row.at, status: 'applying', message: messageOf(event), data: { undo, facts } },
          undefined,
        )
      })
      refresh()
      return claimed(id)
    },
    claim(id) {
      entry(id)
      if (rows.together(() => workers.take(id))) return claimed(id)
      throw new Failure('REFUSED', 'Another Pitwall works on this change just now.', {
        hint: 'Wait until it has ended, or cancel it there.',
      })
    },
    append,
    entry,
    get: (id) => changeOf(entry(id), rows.proof(id)),
    list,
    async *watch(signal) {
      watchers++
      looking ??= setInterval(look, LOOK_EVERY)
      looking.unref()
      refresh()
      try {
        yield* heads.watch(signal)
      } finally {
        watchers--
        if (watchers === 0) {
          clearInterval(looking)
          looking = undefined
        }
      }
    },
    unfinished: (target) =>
      entries()
        .filter(({ status, target: of }) => status === 'interrupted' && isSame(of, target))
        .toReversed(),
    close() {
      clearInterval(looking)
      workers.close()
    },
  }
}

function entryOf(row: EntryRow, events: RecordedEvent[], isWorkedOn: boolean): Entry {
  return { ...row, events, ...fold(events, isWorkedOn) }
}

interface Addressed {
  id: string | undefined
  address: Address
}

/** The same server and database, whoever logs in there and under whatever name it is kept. */
function isSame(one: Addressed, other: Addressed): boolean {
  if (one.id !== undefined && one.id === other.id) return true
  const place = ({ address }: Addressed): string =>
    address.kind === 'http'
      ? address.url
      : [address.kind, address.host, address.port, 'database' in address ? address.database : ''].join(' ')
  return place(one) === place(other)
}

/** Short enough to type, without letters that look like digits: 32^8 of them. */
function newId(): string {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz'
  return Array.from({ length: 8 }, () => letters.charAt(randomInt(letters.length))).join('')
}

/** Some containers run as a number without a name. */
function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
