import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from './failures.ts'
import { limitationSchema, runnableSchema } from './finding.ts'
import { planSchema } from './plan.ts'

/**
 * Index advice for a workload. Costs are the planner's units times the weight of each query; sizes are
 * bytes.
 */
export const workloadQuerySchema = runnableSchema.extend({
  /** Shown with its gains; a statement's id where it came from the list of statements. */
  id: z.string(),
  /** How often it runs, against the others. */
  weight: z.number().positive(),
})
export type WorkloadQuery = z.infer<typeof workloadQuerySchema>

export const adviseInputSchema = z.object({
  targetId: z.string(),
  /** `statements`: pg_stat_statements weighted by calls, or one recording of it. */
  workload: z.discriminatedUnion('source', [
    z.object({ source: z.literal('statements'), recordingId: z.string().optional() }),
    z.object({ source: z.literal('queries'), queries: z.array(workloadQuerySchema).min(1).max(5000) }),
  ]),
  /** For all new indexes together; without it only what each costs to keep counts against it. */
  budgetBytes: z.number().positive().optional(),
  /** Most key columns of one index. */
  maxWidth: z.number().int().min(1).max(8).optional(),
  /** For the search; what was found by then is the answer. */
  seconds: z.number().min(0.1).max(600).optional(),
  /** Build trial indexes in a rolled-back transaction where HypoPG is missing: writers wait meanwhile. */
  allowTrial: z.boolean().optional(),
  /** The environment's name, typed, where its guard is `confirm` and trial indexes are built. */
  confirmation: z.string().optional(),
})
export type AdviseInput = z.infer<typeof adviseInputSchema>

export const indexGainSchema = z.object({
  queryId: z.string(),
  costBefore: z.number(),
  costAfter: z.number(),
})

export const indexProposalSchema = z.object({
  /** `CREATE INDEX CONCURRENTLY …`, with the name it will have. */
  sql: z.string(),
  name: z.string(),
  schema: z.string(),
  table: z.string(),
  /** Key columns or expressions in order, with DESC and operator class where they are not the default. */
  columns: z.array(z.string()),
  include: z.array(z.string()),
  predicate: z.string().nullable(),
  accessMethod: z.string(),
  sizeBytes: z.number(),
  /** An estimate from the table's size; a rough one. Null where nothing is known. */
  buildMs: z.number().nullable(),
  /** Weighted cost that the workload saves because of it, in the set proposed. */
  benefit: z.number(),
  /** What keeping it costs, in the same units; 0 where the table is not written. */
  writeCost: z.number(),
  /** The rate and kind of writes behind it, one sentence. */
  writeNote: z.string(),
  gains: z.array(indexGainSchema),
  /** `inconclusive`: the planner could not be asked properly; `note` says why. */
  verdict: z.enum(['proposed', 'inconclusive']),
  note: z.string().optional(),
})
export type IndexProposal = z.infer<typeof indexProposalSchema>

export const indexDropSchema = z.object({
  sql: z.string(),
  name: z.string(),
  schema: z.string(),
  table: z.string(),
  definition: z.string(),
  sizeBytes: z.number(),
  reason: z.enum(['unused', 'duplicate', 'redundant']),
  detail: z.string(),
  /** The index that does its work. */
  coveredBy: z.string().nullable(),
  /** Young statistics, replicas that may use it… */
  warnings: z.array(z.string()),
})
export type IndexDrop = z.infer<typeof indexDropSchema>

export const adviceSchema = z.object({
  method: z.enum(['hypopg', 'trial']),
  /** Of the whole workload as it is now, and with the proposals. */
  baselineCost: z.number(),
  cost: z.number(),
  whatIfCalls: z.number(),
  elapsedMs: z.number(),
  budgetBytes: z.number().nullable(),
  indexes: z.array(indexProposalSchema),
  drops: z.array(indexDropSchema),
  queries: z.array(
    z.object({
      id: z.string(),
      sql: z.string(),
      weight: z.number(),
      /** For one run. */
      costBefore: z.number(),
      costAfter: z.number(),
      /** Names of the proposed indexes that its plan uses. */
      uses: z.array(z.string()),
    }),
  ),
  rejected: z.array(z.object({ sql: z.string(), reason: z.string() })),
  /** Statements that could not be planned or read, and why. */
  skipped: z.array(z.object({ id: z.string(), sql: z.string(), reason: z.string() })),
  notes: z.array(z.string()),
  limitations: z.array(limitationSchema),
})
export type Advice = z.infer<typeof adviceSchema>

export const adviseEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    phase: z.enum(['reading', 'candidates', 'searching', 'checking']),
    candidates: z.number(),
    whatIfCalls: z.number(),
    baselineCost: z.number().optional(),
    /** Of the best set so far. */
    cost: z.number().optional(),
    elapsedMs: z.number(),
  }),
  z.object({ type: z.literal('advice'), advice: adviceSchema }),
])
export type AdviseEvent = z.infer<typeof adviseEventSchema>

export const advisor = {
  advise: procedure
    .route({ summary: 'Advise indexes for a workload, with progress; aborting ends the search' })
    .input(adviseInputSchema)
    .output(eventIterator(adviseEventSchema)),
  compare: procedure
    .route({ summary: 'The plan of one statement as it is and with indexes that do not exist yet' })
    .input(
      runnableSchema.extend({
        targetId: z.string(),
        /** CREATE INDEX statements. */
        indexes: z.array(z.string()).min(1).max(20),
        allowTrial: z.boolean().optional(),
        confirmation: z.string().optional(),
      }),
    )
    .output(z.object({ before: planSchema, after: planSchema })),
}
