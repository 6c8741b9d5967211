import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from './failures.ts'
import { findingSchema, limitationSchema } from './finding.ts'

/** One figure of the letter, formatted with its unit, beside what it is judged by. */
export const healthFigureSchema = z.object({
  label: z.string(),
  value: z.string(),
  /** The threshold, where there is one: `below 80 %`. */
  target: z.string().optional(),
  /** What the value means for it. Absent where it is only told. */
  state: z.enum(['good', 'attention']).optional(),
})
export type HealthFigure = z.infer<typeof healthFigureSchema>

/** A table whose columns say themselves whether they hold numbers: tables and their sizes, say. */
export const healthTableSchema = z.object({
  title: z.string(),
  columns: z.array(
    z.object({ label: z.string(), kind: z.enum(['text', 'count', 'bytes', 'ms', 'percent']) }),
  ),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
})
export type HealthTable = z.infer<typeof healthTableSchema>

/** One subject of the check-up: what was looked at, how it is, and what to do. */
export const healthSectionSchema = z.object({
  /** Stable name: `bloat`, `connections`, `autovacuum`… */
  id: z.string(),
  title: z.string(),
  state: z.enum(['good', 'attention', 'unknown']),
  /** What a doctor would write: one to three plain sentences with the figures that matter. */
  summary: z.string(),
  figures: z.array(healthFigureSchema),
  tables: z.array(healthTableSchema),
  findings: z.array(findingSchema),
  /** The queries its figures come from; each runs as it is. */
  sources: z.array(z.object({ title: z.string(), sql: z.string() })),
  limitations: z.array(limitationSchema),
})
export type HealthSection = z.infer<typeof healthSectionSchema>

export const healthReportSchema = z.object({
  checkedAt: z.number(),
  elapsedMs: z.number(),
  serverVersion: z.string(),
  /** `RDS`, `Cloud SQL`, `Supabase`, `PgBouncer`, `standby`… as far as it shows. */
  traits: z.array(z.string()),
  sections: z.array(healthSectionSchema),
})
export type HealthReport = z.infer<typeof healthReportSchema>

/** A server process, and who it waits for. */
export const backendSchema = z.object({
  pid: z.number(),
  /** With the pid it names one process for ever; as the server prints it. */
  startedAt: z.string(),
  role: z.string(),
  application: z.string(),
  client: z.string(),
  state: z.string(),
  waitEvent: z.string().nullable(),
  /** Of the transaction, the statement, the present state; null where there is none or it is not seen. */
  transactionMs: z.number().nullable(),
  statementMs: z.number().nullable(),
  stateMs: z.number().nullable(),
  query: z.string(),
  /** Process ids it waits for; empty where it does not wait. */
  blockedBy: z.array(z.number()),
  /** The lock it waits for, and on what: `ShareLock on orders`. */
  waitsFor: z.string().nullable(),
  /** Pitwall's own connections are shown and marked. */
  own: z.boolean(),
  /** The role may cancel and terminate it. */
  maySignal: z.boolean(),
})
export type Backend = z.infer<typeof backendSchema>

export const activitySchema = z.object({
  at: z.number(),
  maxConnections: z.number(),
  backends: z.array(backendSchema),
  limitations: z.array(limitationSchema),
})
export type Activity = z.infer<typeof activitySchema>

export const health = {
  check: procedure
    .route({ summary: 'The check-up: every section with its evidence, findings and changes' })
    .input(z.object({ targetId: z.string() }))
    .output(healthReportSchema),
  watchActivity: procedure
    .route({ summary: 'What runs now, who waits for whom; once a second until aborted' })
    .input(z.object({ targetId: z.string() }))
    .output(eventIterator(activitySchema)),
}
