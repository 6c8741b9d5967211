import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '#main/storage/index.ts'
import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import { type Reason, reasons } from '../keys/reasons.ts'
import { hasJournal, journalFailure, journalFile } from './files.ts'
import { type JournalRow, type NewRow, type RowState, rowStates, type Verdict } from './row.ts'

const VERSION = 1

/** Numbers of keys by state and reason. */
export interface Tally {
  state: RowState
  reason: Reason | undefined
  keys: number
}

/** What is kept beside the keys. */
export interface JournalNotes {
  /** All keys have been looked at. */
  complete: boolean
  /** Bytes of memory of the deleted keys that are kept. */
  keptBytes: number
  /** Keys left alone by the change's own rules in the run that looked last, by the reason. */
  ruledOut: Partial<Record<Reason, number>>
}

export interface Journal extends Disposable {
  has: (key: Buffer) => boolean
  /**
   * Writes what became of earlier rows and new ones of state `sent` down, wholly or not at all, on the
   * disk when it returns. A key that has a row already is passed over.
   *
   * @throws Failure SERVER_ERROR where the disk does not take it
   */
  write: (step: {
    verdicts?: readonly Verdict[]
    rows?: readonly NewRow[]
    notes?: JournalNotes
  }) => JournalRow[]
  /** The first so many rows of a state after the row of that id. */
  rows: (state: RowState, afterId: number, limit: number) => JournalRow[]
  /** The same for rows of any of the states, without their values. */
  names: (
    states: readonly RowState[],
    afterId: number,
    limit: number,
  ) => Pick<JournalRow, 'id' | 'key' | 'reason'>[]
  /** Puts all rows of one state into another. */
  turn: (from: RowState, to: RowState) => void
  tally: () => Tally[]
  /** Keys of these states whose value is kept. */
  kept: (states: readonly RowState[]) => number
  /** Size of the file once it is closed: what SQLite has beside it until then goes into it or away. */
  bytes: () => Bytes
  notes: () => JournalNotes
  /** Lets go of the values, when they are no longer needed. */
  dropValues: () => void
}

export function createJournal(home: string, changeId: string): Journal {
  try {
    const file = journalFile(home, changeId)
    closeSync(openSync(file, 'a', 0o600))
    const database = open(file)
    database.exec(`
      PRAGMA user_version = ${VERSION};
      CREATE TABLE keys (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL UNIQUE,
        before INTEGER NOT NULL,
        after INTEGER NOT NULL,
        state INTEGER NOT NULL,
        reason INTEGER,
        evidence TEXT NOT NULL,
        dump BLOB
      ) STRICT;
      CREATE INDEX keys_by_state ON keys (state, id);
      CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    `)
    return journalOf(database)
  } catch (error) {
    throw journalFailure(error)
  }
}

/** The journal of a change, where it has one. Throws UNSUPPORTED for one of a newer Pitwall. */
export function findJournal(home: string, changeId: string): Journal | undefined {
  if (!hasJournal(home, changeId)) return undefined
  const database = open(journalFile(home, changeId))
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version === VERSION) return journalOf(database)
  database.close()
  // Killed while it was made: nothing was sent yet.
  if (version === 0) return undefined
  throw new Failure('UNSUPPORTED', 'The journal of this change was written by another version of Pitwall.', {
    hint: 'Undo it with that version.',
  })
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 })
  // FULL: what is committed is on the disk, so that not even a power cut comes between it and the server.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  return database
}

const columns = 'id, key, before, after, state, reason, evidence, dump'

function journalOf(database: DatabaseSync): Journal {
  const find = database.prepare('SELECT 1 FROM keys WHERE key = ?')
  const insert = database.prepare(
    `INSERT INTO keys (key, before, after, state, reason, evidence, dump) VALUES (?, ?, ?, 0, NULL, ?, ?)
      ON CONFLICT (key) DO NOTHING RETURNING id`,
  )
  const update = database.prepare('UPDATE keys SET state = ?, reason = ? WHERE id = ?')
  const forget = database.prepare('DELETE FROM keys WHERE id = ?')
  const page = database.prepare(`SELECT ${columns} FROM keys WHERE state = ? AND id > ? ORDER BY id LIMIT ?`)
  const turn = database.prepare('UPDATE keys SET state = ? WHERE state = ?')
  const tally = database.prepare('SELECT state, reason, count(*) AS keys FROM keys GROUP BY state, reason')
  const note = database.prepare('SELECT value FROM notes WHERE name = ?')
  const pages = database.prepare(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  )
  const putNote = database.prepare('INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)')

  return {
    has: (key) => find.get(key) !== undefined,
    write({ verdicts = [], rows = [], notes }) {
      try {
        return inTransaction(database, () => {
          for (const { id, state, reason } of verdicts) {
            if (state === 'forget') forget.run(id)
            else update.run(rowStates.indexOf(state), numberOf(reason), id)
          }
          if (notes) putNote.run('notes', JSON.stringify(notes))
          const written: JournalRow[] = []
          for (const row of rows) {
            const id = insert.get(row.key, row.before, row.after, row.evidence, row.dump)?.['id']
            if (id !== undefined) written.push({ ...row, id: Number(id), state: 'sent', reason: undefined })
          }
          return written
        })
      } catch (error) {
        throw journalFailure(error)
      }
    },
    rows: (state, afterId, limit) =>
      page.all(rowStates.indexOf(state), afterId, limit).map((row) => rowOf(row)),
    names: (states, afterId, limit) => {
      const numbers = states.map((state) => rowStates.indexOf(state)).join(', ')
      const found = database
        .prepare(
          `SELECT id, key, reason FROM keys WHERE state IN (${numbers}) AND id > ? ORDER BY id LIMIT ?`,
        )
        .all(afterId, limit)
      return found.map(({ id, key, reason }) => ({
        id: Number(id),
        key: bufferOf(key),
        reason: reasonOf(reason),
      }))
    },
    turn: (from, to) => void turn.run(rowStates.indexOf(to), rowStates.indexOf(from)),
    tally: () =>
      tally.all().map(({ state, reason, keys }) => ({
        state: stateOf(state),
        reason: reasonOf(reason),
        keys: Number(keys),
      })),
    kept: (states) => {
      const numbers = states.map((state) => rowStates.indexOf(state)).join(', ')
      return Number(
        database
          .prepare(`SELECT count(*) AS keys FROM keys WHERE state IN (${numbers}) AND dump IS NOT NULL`)
          .get()?.['keys'],
      )
    },
    bytes: () => Number(pages.get()?.['bytes']),
    notes: () => {
      const text = note.get('notes')?.['value']
      // Written by write() above and by nobody else.
      return typeof text === 'string'
        ? (JSON.parse(text) as JournalNotes)
        : { complete: false, keptBytes: 0, ruledOut: {} }
    },
    dropValues() {
      database.exec('UPDATE keys SET dump = NULL WHERE dump IS NOT NULL')
      database.exec('VACUUM')
    },
    [Symbol.dispose]: () => {
      if (database.isOpen) database.close()
    },
  }
}

function rowOf(row: Record<string, unknown>): JournalRow {
  const { dump } = row
  return {
    id: Number(row['id']),
    key: bufferOf(row['key']),
    before: Number(row['before']),
    after: Number(row['after']),
    state: stateOf(row['state']),
    reason: reasonOf(row['reason']),
    evidence: String(row['evidence']),
    dump: dump === null ? null : bufferOf(dump),
  }
}

function bufferOf(value: unknown): Buffer {
  if (!(value instanceof Uint8Array)) throw new Error('A journal holds no bytes where it should.')
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

const numberOf = (reason: Reason | undefined) => (reason === undefined ? null : reasons.indexOf(reason))

const reasonOf = (number: unknown) => (number === null ? undefined : reasons[Number(number)])

function stateOf(number: unknown): RowState {
  const state = rowStates[Number(number)]
  if (state === undefined) throw new Error('A journal has a state that is not known.')
  return state
}
