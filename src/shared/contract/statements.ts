import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from './failures.ts'
import { findingSchema, limitationSchema } from './finding.ts'

/**
 * What runs on a Postgres server: the statements of pg_stat_statements since its reset or within a
 * recorded window, or those seen by looking at pg_stat_activity where the extension is missing.
 * Times are milliseconds, blocks the server's (8 KiB).
 */
export const statementSchema = z.object({
  /** The same statement by the same role in the same database has the same id for ever. */
  id: z.string(),
  /** pg_stat_statements' own; a 64-bit number as text. Null where the role may not see it. */
  queryId: z.string().nullable(),
  /** Normalised: `$1` in place of values. The first 2,000 characters; see `statements.get` for all. */
  query: z.string(),
  /** `SELECT`, `UPDATE`…; empty where the text could not be read. */
  command: z.string(),
  /** `schema.table` of what it reads and writes, as far as its text tells. */
  tables: z.array(z.string()),
  role: z.string(),
  /** The `application_name`s lately seen running it; from pg_stat_activity, so often none. */
  applications: z.array(z.string()),
  /** Where only pg_stat_activity is read: how many different runs were seen, which is a lower bound. */
  calls: z.number(),
  totalMs: z.number(),
  meanMs: z.number(),
  /** Over all time, also in a window: pg_stat_statements keeps no more. Absent when sampled. */
  minMs: z.number().optional(),
  maxMs: z.number().optional(),
  stddevMs: z.number().optional(),
  /** Only where pg_stat_statements.track_planning is on. */
  planMs: z.number().optional(),
  rows: z.number(),
  sharedHit: z.number(),
  sharedRead: z.number(),
  sharedDirtied: z.number(),
  sharedWritten: z.number(),
  tempRead: z.number(),
  tempWritten: z.number(),
  /** Reading and writing, where track_io_timing is on. */
  ioMs: z.number().optional(),
  /** Postgres 13 and later. */
  walBytes: z.number().optional(),
  /** Of the time of all statements of the list. 0 to 100. */
  sharePercent: z.number(),
})
export type Statement = z.infer<typeof statementSchema>

export const statementListSchema = z.object({
  source: z.enum(['pg_stat_statements', 'pg_stat_activity']),
  serverVersion: z.string(),
  /** When the counters began: the reset, the start of the recording, or of the sampling. */
  since: z.number().nullable(),
  /** When they were read; epoch milliseconds. */
  until: z.number(),
  /** Costliest first; at most 5,000 entries. */
  statements: z.array(statementSchema),
  /** Entries that were thrown out of pg_stat_statements for want of room since the reset. */
  evicted: z.number().optional(),
  limitations: z.array(limitationSchema),
})
export type StatementList = z.infer<typeof statementListSchema>

/** A recorded window: the counters at two moments, and so what ran between them. */
export const recordingSchema = z.object({
  id: z.string(),
  targetId: z.string(),
  label: z.string(),
  startedAt: z.number(),
  /** Null while it goes on. */
  endedAt: z.number().nullable(),
})
export type Recording = z.infer<typeof recordingSchema>

/** One statement between two moments at which Pitwall looked. */
export const historyPointSchema = z.object({
  from: z.number(),
  until: z.number(),
  calls: z.number(),
  meanMs: z.number(),
  totalMs: z.number(),
  rows: z.number(),
  blocks: z.number(),
})
export type HistoryPoint = z.infer<typeof historyPointSchema>

/** What `$n` may be filled with, from the common values and the histogram in pg_stats. */
export const parameterSuggestionSchema = z.object({
  /** 1 for `$1`. */
  number: z.number(),
  /** `orders.status`, where the parameter is compared with a column. */
  column: z.string().nullable(),
  type: z.string().nullable(),
  /** Most common first; `share` of the rows, 0 to 1, where it is known. */
  values: z.array(z.object({ value: z.string(), share: z.number().nullable() })),
  /** Why there are none, one sentence. */
  note: z.string().optional(),
})
export type ParameterSuggestion = z.infer<typeof parameterSuggestionSchema>

const target = z.object({ targetId: z.string() })

export const statements = {
  list: procedure
    .route({ summary: 'The statements that cost most: since the reset, or of one recording' })
    .input(target.extend({ recordingId: z.string().optional(), limit: z.number().int().min(1).optional() }))
    .output(statementListSchema),
  get: procedure
    .route({ summary: 'The whole text of one statement' })
    .input(target.extend({ statementId: z.string() }))
    .output(z.object({ statementId: z.string(), query: z.string() })),
  findings: procedure
    .route({ summary: 'What the statements of a list show that costs time, costliest first' })
    .input(target.extend({ recordingId: z.string().optional() }))
    .output(z.object({ findings: z.array(findingSchema), limitations: z.array(limitationSchema) })),
  sample: procedure
    .route({
      summary:
        'Look at pg_stat_activity ten times a second and list what is seen running; ends after the time given or when aborted',
    })
    .input(target.extend({ seconds: z.number().min(1).max(3600) }))
    .output(eventIterator(statementListSchema)),
  recordings: procedure
    .route({ summary: 'The recorded windows of a target, the newest first' })
    .input(target)
    .output(z.array(recordingSchema)),
  record: procedure
    .route({ summary: 'Begin a recording' })
    .input(target.extend({ label: z.string().max(200) }))
    .output(recordingSchema),
  stopRecording: procedure
    .route({ summary: 'End a recording' })
    .input(z.object({ recordingId: z.string() }))
    .output(recordingSchema),
  removeRecording: procedure
    .route({ summary: 'Forget a recording' })
    .input(z.object({ recordingId: z.string() }))
    .output(z.object({})),
  history: procedure
    .route({ summary: 'One statement over the moments at which Pitwall looked, the oldest first' })
    .input(target.extend({ statementId: z.string() }))
    .output(z.object({ points: z.array(historyPointSchema) })),
  suggestParameters: procedure
    .route({ summary: 'Values for the parameters of a statement, from pg_stats' })
    .input(target.extend({ sql: z.string().max(10_000_000) }))
    .output(z.object({ parameters: z.array(parameterSuggestionSchema) })),
}
