import { inTransaction } from '#main/storage/index.ts'
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { changeStatusSchema, type Proof, proofSchema } from '#shared/contract/changes.ts'
import { addressSchema, guardSchema } from '#shared/contract/environments.ts'
import type { Entry, EventData, RecordedEvent } from './entry.ts'

/** What is written of a change when it begins. */
export type EntryRow = Omit<Entry, 'events' | 'status' | 'doing' | 'facts' | 'undo'>

/** The tables of the ledger. */
export interface Rows {
  insert: (row: EntryRow) => void
  append: (id: string, event: RecordedEvent, proof: Proof | undefined) => void
  one: (id: string) => { row: EntryRow; events: RecordedEvent[] } | undefined
  /** The newest first. */
  all: () => { row: EntryRow; events: RecordedEvent[] }[]
  /** The last that was measured. */
  proof: (id: string) => Proof | undefined
  /** Runs work wholly or not at all. */
  together: <T>(work: () => T) => T
  /** Another number after every write of another process. */
  version: () => number
}

export function createRows(database: DatabaseSync): Rows {
  const columns = `id, at, who, target_id, target_name, address, environment_name, guard, kind, title, sql`
  const insert = database.prepare(`INSERT INTO changes (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const append = database.prepare(
    'INSERT INTO change_events (change_id, at, status, message, data, proof) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const one = database.prepare(`SELECT ${columns} FROM changes WHERE id = ?`)
  const all = database.prepare(`SELECT ${columns} FROM changes ORDER BY at DESC, rowid DESC`)
  // The proof with its plans may be megabytes: it is read for one change only.
  const eventsOfOne = database.prepare(
    'SELECT change_id, at, status, message, data FROM change_events WHERE change_id = ? ORDER BY number',
  )
  const eventsOfAll = database.prepare(
    'SELECT change_id, at, status, message, data FROM change_events ORDER BY number',
  )
  const proof = database.prepare(
    'SELECT proof FROM change_events WHERE change_id = ? AND proof IS NOT NULL ORDER BY number DESC LIMIT 1',
  )
  const version = database.prepare('PRAGMA data_version')

  return {
    insert: (row) => {
      insert.run(
        row.id,
        row.at,
        row.who,
        row.target.id ?? null,
        row.target.name,
        // The schema takes nothing along that is not part of an address.
        JSON.stringify(addressSchema.parse(row.target.address)),
        row.environment.name,
        row.environment.guard,
        row.kind,
        row.title,
        row.sql,
      )
    },
    append: (id, { at, status, message, data }, proof) => {
      append.run(id, at, status, message, JSON.stringify(data), proof ? JSON.stringify(proof) : null)
    },
    one: (id) => {
      const row = one.get(id)
      return row && { row: entryRow(row), events: eventsOfOne.all(id).map((event) => recordedEvent(event)) }
    },
    all: () => {
      const events = Map.groupBy(eventsOfAll.all(), (row) => String(row['change_id']))
      return all.all().map((row) => ({
        row: entryRow(row),
        events: (events.get(String(row['id'])) ?? []).map((event) => recordedEvent(event)),
      }))
    },
    proof: (id) => {
      const text = proof.get(id)?.['proof']
      // What another version of Pitwall measured may not be readable here; the change still is.
      return typeof text === 'string' ? proofSchema.safeParse(JSON.parse(text)).data : undefined
    },
    together: (work) => inTransaction(database, work),
    version: () => Number(version.get()?.['data_version']),
  }
}

function entryRow(row: Record<string, unknown>): EntryRow {
  const text = (name: string): string => z.string().parse(row[name])
  return {
    id: text('id'),
    at: Number(row['at']),
    who: text('who'),
    target: {
      id: row['target_id'] === null ? undefined : text('target_id'),
      name: text('target_name'),
      address: addressSchema.parse(JSON.parse(text('address'))),
    },
    environment: { name: text('environment_name'), guard: guardSchema.parse(row['guard']) },
    kind: text('kind'),
    title: text('title'),
    sql: text('sql'),
  }
}

const dataSchema: z.ZodType<EventData> = z.object({
  hint: z.string().optional(),
  elapsedMs: z.number().optional(),
  facts: z.record(z.string(), z.json()).optional(),
  undo: z.object({ sql: z.array(z.string()).nullable(), note: z.string().optional() }).optional(),
  verdict: z.string().optional(),
})

function recordedEvent(row: Record<string, unknown>): RecordedEvent {
  return {
    at: Number(row['at']),
    status: changeStatusSchema.parse(row['status']),
    message: String(row['message']),
    data: dataSchema.parse(JSON.parse(String(row['data']))),
  }
}
