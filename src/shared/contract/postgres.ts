import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { advisor } from './advisor.ts'
import { procedure } from './failures.ts'
import { health } from './health.ts'
import { planSchema } from './plan.ts'
import { statements } from './statements.ts'

export const catalogueSchema = z.object({
  serverVersion: z.string(),
  /** As `SHOW search_path` resolves. */
  searchPath: z.array(z.string()),
  relations: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      kind: z.enum(['table', 'partitioned table', 'view', 'materialized view', 'foreign table']),
      /** The planner's estimate; −1 when never analysed. */
      rows: z.number(),
      bytes: z.number(),
      columns: z.array(z.object({ name: z.string(), type: z.string(), notNull: z.boolean() })),
    }),
  ),
  /** Names of functions a user may call, without arguments. */
  functions: z.array(z.string()),
})
export type Catalogue = z.infer<typeof catalogueSchema>

/** What a statement is and what running it would do, from the server's own parser. Nothing is run. */
export const statementCheckSchema = z.object({
  /** `SELECT`, `UPDATE`, `CREATE TABLE`… of the one statement. */
  command: z.string(),
  /** EXPLAIN takes it. */
  explainable: z.boolean(),
  /** A plain SELECT/VALUES/TABLE without data-modifying parts or calls known to have effects. */
  readOnly: z.boolean(),
  /** Highest `$n` in it. */
  parameters: z.number(),
  /** What rollback would not undo, or what else to know before running it. */
  warnings: z.array(z.object({ title: z.string(), detail: z.string() })),
})
export type StatementCheck = z.infer<typeof statementCheckSchema>

export const explainInputSchema = z.object({
  targetId: z.string(),
  sql: z.string().max(10_000_000),
  /** Run the statement and measure, inside a transaction that is rolled back. */
  analyze: z.boolean(),
  /** Values for `$1`, `$2`…, as text or null; without them a statement with `$n` gets its generic plan. */
  parameters: z.array(z.string().nullable()).optional(),
  /** Overrides the setting. */
  statementTimeoutMs: z.number().int().min(100).max(86_400_000).optional(),
  /** The user has read the warnings of a statement that is not read-only. */
  acceptEffects: z.boolean().optional(),
  /** The environment's name, typed, where its guard is `confirm` and the statement is not read-only. */
  confirmation: z.string().optional(),
})
export type ExplainInput = z.infer<typeof explainInputSchema>

export const explainEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    phase: z.enum(['connecting', 'planning', 'running', 'reading']),
    elapsedMs: z.number(),
    /** The server process that works on it. */
    backendPid: z.number().optional(),
  }),
  z.object({ type: z.literal('plan'), plan: planSchema }),
])
export type ExplainEvent = z.infer<typeof explainEventSchema>

export const postgres = {
  catalogue: procedure
    .route({ summary: 'Tables, columns and functions, for completion' })
    .input(z.object({ targetId: z.string() }))
    .output(catalogueSchema),
  checkStatement: procedure
    .route({ summary: 'Parse a statement and say what running it would do; runs nothing' })
    .input(z.object({ sql: z.string().max(10_000_000) }))
    .output(statementCheckSchema),
  explain: procedure
    .route({
      summary:
        'EXPLAIN a statement safely, with progress; ends with the plan. Aborting cancels it on the server',
    })
    .input(explainInputSchema)
    .output(eventIterator(explainEventSchema)),
  readPlan: procedure
    .route({ summary: 'Read an EXPLAIN output: JSON, or text as psql, a log or a web page gives it' })
    .input(z.object({ text: z.string().max(200_000_000) }))
    .output(planSchema),
  statements,
  advisor,
  health,
}
