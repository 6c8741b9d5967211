import { inTransaction } from '#main/storage/index.ts'
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { limitationSchema } from '#shared/contract/finding.ts'
import type { Recording } from '#shared/contract/statements.ts'
import { Failure } from '#shared/failure.ts'
import type { Entry, Snapshot } from '../counters.ts'
import type { Ranked } from '../to-statements.ts'

/** The recorded windows in the store: the counters at the start while one goes on, then what ran in it. */
export interface Recordings {
  list: (targetId: string) => Recording[]
  /** Throws NOT_FOUND. */
  get: (id: string) => Recording & { server: string }
  begin: (targetId: string, server: string, label: string, snapshot: Snapshot) => Recording
  /** The counters at the start of one that goes on. */
  start: (id: string) => Snapshot
  end: (id: string, endedAt: number, outcome: Outcome) => Recording
  /** What ran in one that has ended. */
  outcome: (id: string) => Outcome
  remove: (id: string) => void
  /** The whole texts of statements of ended recordings, by statement id, the newest recording's. */
  text: (targetId: string, statementId: string) => string | undefined
}

const countersSchema = z.object({
  calls: z.number(),
  totalMs: z.number(),
  rows: z.number(),
  sharedHit: z.number(),
  sharedRead: z.number(),
  sharedDirtied: z.number(),
  sharedWritten: z.number(),
  tempRead: z.number(),
  tempWritten: z.number(),
  planMs: z.number().nullable(),
  ioMs: z.number().nullable(),
  walBytes: z.number().nullable(),
})

const entrySchema = z.object({
  id: z.string(),
  queryId: z.string().nullable(),
  role: z.string(),
  counters: countersSchema,
  spread: z.object({ minMs: z.number(), maxMs: z.number(), stddevMs: z.number() }),
  statsSince: z.string().nullable(),
})

const rankedSchema = z.object({
  entry: entrySchema,
  text: z.object({
    query: z.string(),
    facts: z.object({
      command: z.string(),
      relations: z.array(z.object({ schema: z.string().optional(), name: z.string() })),
    }),
    tables: z.array(z.string()),
  }),
  applications: z.array(z.string()),
})

const startSchema = z.object({
  serverVersion: z.string(),
  at: z.number(),
  resetAt: z.number().nullable(),
  reset: z.string().nullable(),
  evicted: z.number().nullable(),
})

const endSchema = z.object({
  serverVersion: z.string(),
  evicted: z.number().nullable(),
  limitations: z.array(limitationSchema),
})

export type Outcome = z.infer<typeof endSchema> & { ranked: Ranked[] }

export function createRecordings(database: DatabaseSync): Recordings {
  const rowOf = (id: string): Record<string, unknown> => {
    const row = database.prepare('SELECT * FROM statement_recordings WHERE id = ?').get(id)
    if (row) return row
    throw new Failure('NOT_FOUND', 'There is no such recording any more.', {
      hint: 'It was removed, or its target was. Choose another one, or all time.',
    })
  }
  const entriesOf = (id: string): unknown[] =>
    database
      .prepare('SELECT entry FROM statement_recording_entries WHERE recording_id = ?')
      .all(id)
      .map((row): unknown => JSON.parse(String(row['entry'])))
  const addEntries = (id: string, entries: Iterable<readonly [string, unknown]>): void => {
    const add = database.prepare(
      'INSERT INTO statement_recording_entries (recording_id, statement_id, entry) VALUES (?, ?, ?)',
    )
    for (const [statementId, entry] of entries) add.run(id, statementId, JSON.stringify(entry))
  }

  return {
    list: (targetId) =>
      database
        .prepare('SELECT * FROM statement_recordings WHERE target_id = ? ORDER BY started_at DESC, id')
        .all(targetId)
        .map(asRecording),
    get(id) {
      const row = rowOf(id)
      return { ...asRecording(row), server: String(row['server']) }
    },
    begin(targetId, server, label, { entries, ...start }) {
      const id = randomUUID()
      inTransaction(database, () => {
        database
          .prepare(`
            INSERT INTO statement_recordings (id, target_id, server, label, started_at, ended_at, state)
            VALUES (?, ?, ?, ?, ?, NULL, ?)`)
          .run(id, targetId, server, label, start.at, JSON.stringify(start))
        addEntries(
          id,
          entries.map((entry) => [entry.id, entry]),
        )
      })
      return asRecording(rowOf(id))
    },
    start(id) {
      const start = startSchema.parse(JSON.parse(String(rowOf(id)['state'])))
      const entries: Entry[] = z.array(entrySchema).parse(entriesOf(id))
      return { ...start, entries }
    },
    end(id, endedAt, { ranked, ...state }) {
      inTransaction(database, () => {
        database.prepare('DELETE FROM statement_recording_entries WHERE recording_id = ?').run(id)
        database
          .prepare('UPDATE statement_recordings SET ended_at = ?, state = ? WHERE id = ?')
          .run(endedAt, JSON.stringify(state), id)
        addEntries(
          id,
          ranked.map((one) => [one.entry.id, one]),
        )
      })
      return asRecording(rowOf(id))
    },
    outcome(id) {
      const state = endSchema.parse(JSON.parse(String(rowOf(id)['state'])))
      return { ...state, ranked: z.array(rankedSchema).parse(entriesOf(id)).map(withoutUndefined) }
    },
    remove(id) {
      database.prepare('DELETE FROM statement_recordings WHERE id = ?').run(id)
    },
    text(targetId, statementId) {
      const row = database
        .prepare(`
          SELECT e.entry FROM statement_recordings r
          JOIN statement_recording_entries e ON e.recording_id = r.id AND e.statement_id = ?
          WHERE r.target_id = ? AND r.ended_at IS NOT NULL
          ORDER BY r.started_at DESC LIMIT 1`)
        .get(statementId, targetId)
      return row && rankedSchema.parse(JSON.parse(String(row['entry']))).text.query
    },
  }
}

/** Zod's optional fields may be there and undefined; ours may only be missing. */
function withoutUndefined({ text, ...rest }: z.infer<typeof rankedSchema>): Ranked {
  const relations = text.facts.relations.map(({ schema, name }) =>
    schema === undefined ? { name } : { schema, name },
  )
  return { ...rest, text: { ...text, facts: { ...text.facts, relations } } }
}

function asRecording(row: Record<string, unknown>): Recording {
  return {
    id: String(row['id']),
    targetId: String(row['target_id']),
    label: String(row['label']),
    startedAt: Number(row['started_at']),
    endedAt: row['ended_at'] === null ? null : Number(row['ended_at']),
  }
}
