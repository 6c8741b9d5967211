import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { guardSchema } from './environments.ts'
import { procedure } from './failures.ts'
import { runnableSchema } from './finding.ts'
import { planSchema } from './plan.ts'

/**
 * Changes: what Pitwall can apply to a target. Each is previewed, applied with progress, measured, kept
 * in the ledger and undone where that is possible. A change is given as the very statement it runs.
 */
export const changeStatusSchema = z.enum([
  /** Under way in this workbench or another. */
  'applying',
  'applied',
  /** Nothing of it is left on the server. */
  'failed',
  /** Something of it is left on the server, such as an INVALID index; undo takes it away. */
  'partial',
  /** Pitwall ended in the middle and has not yet been able to look what became of it. */
  'interrupted',
  'undoing',
  'undone',
])
export type ChangeStatus = z.infer<typeof changeStatusSchema>

/** A median with the interval in which it lies with 95 % confidence. */
export const intervalSchema = z.object({ median: z.number(), low: z.number(), high: z.number() })
export type Interval = z.infer<typeof intervalSchema>

export const measuredSideSchema = z.object({
  runs: z.number(),
  ms: intervalSchema,
  /** Shared blocks, hit and read, of one run. */
  blocks: z.number(),
  plan: planSchema,
})
export type MeasuredSide = z.infer<typeof measuredSideSchema>

/** One affected statement, before and after. */
export const measurementSchema = z.object({
  sql: z.string(),
  parameters: z.array(z.string().nullable()).optional(),
  before: measuredSideSchema,
  after: measuredSideSchema.optional(),
  /** after ÷ before of the medians, with its 95 % interval; below 1 is faster. */
  ratio: intervalSchema.optional(),
  verdict: z.enum(['faster', 'slower', 'same', 'unclear']).optional(),
  /** The nodes of the plan differ, not only its figures. */
  planChanged: z.boolean().optional(),
})
export type Measurement = z.infer<typeof measurementSchema>

export const proofSchema = z.object({
  /** `interleaved`: with and without the change in turn; `sequential`: all before, then all after. */
  method: z.enum(['interleaved', 'sequential']),
  measurements: z.array(measurementSchema),
  /** Statements that could not be measured, and why. */
  skipped: z.array(z.object({ sql: z.string(), reason: z.string() })),
  notes: z.array(z.string()),
})
export type Proof = z.infer<typeof proofSchema>

/** A change in the ledger. */
export const changeSchema = z.object({
  id: z.string(),
  /** Absent where the target was given by URL in the terminal or has been removed since. */
  targetId: z.string().optional(),
  targetName: z.string(),
  environment: z.object({ name: z.string(), guard: guardSchema }),
  /** `create-index`, `analyze`, `set-server-setting`… */
  kind: z.string(),
  /** `Create index orders_status_created_at_idx on orders`. */
  title: z.string(),
  /** The statement that was run. */
  sql: z.string(),
  /** What takes it back; null where nothing does, and `undoNote` says why. */
  undoSql: z.string().nullable(),
  undoNote: z.string().optional(),
  status: changeStatusSchema,
  /** What happened, one sentence, where the status alone does not say it. */
  message: z.string().optional(),
  hint: z.string().optional(),
  /** The system's user name. */
  who: z.string(),
  at: z.number(),
  elapsedMs: z.number().optional(),
  proof: proofSchema.optional(),
  /** Everything that happened to it, the oldest first. */
  events: z.array(z.object({ at: z.number(), status: changeStatusSchema, message: z.string() })),
})
export type Change = z.infer<typeof changeSchema>

/** What a list shows of a change: the proof's plans stay behind. */
export const changeHeadSchema = changeSchema
  .omit({ proof: true, events: true })
  .extend({ verdict: z.string().optional() })
export type ChangeHead = z.infer<typeof changeHeadSchema>

export const blockerSchema = z.object({
  pid: z.number(),
  startedAt: z.string(),
  role: z.string(),
  application: z.string(),
  state: z.string(),
  transactionMs: z.number().nullable(),
  query: z.string(),
  /** Why the change would wait for it, one sentence. */
  why: z.string(),
})
export type Blocker = z.infer<typeof blockerSchema>

export const changePreviewSchema = z.object({
  kind: z.string(),
  title: z.string(),
  /** Exactly what will be run, in order. */
  statements: z.array(z.string()),
  undoSql: z.string().nullable(),
  undoNote: z.string().optional(),
  /** Each lock it takes: `ShareUpdateExclusiveLock on orders: reads and writes go on; …`. */
  locks: z.array(z.object({ lock: z.string(), on: z.string(), meaning: z.string() })),
  blockers: z.array(blockerSchema),
  diskBytes: z.number().nullable(),
  /** One sentence: where the figure comes from, and what is free where that is known. */
  diskNote: z.string().optional(),
  /** What else to know, one sentence each. */
  warnings: z.array(z.string()),
  /** Why it cannot be applied, with a hint; the guard's refusal included. */
  refusal: z.object({ message: z.string(), hint: z.string().optional() }).optional(),
  /** The environment's name must be typed. */
  needsConfirmation: z.boolean(),
})
export type ChangePreview = z.infer<typeof changePreviewSchema>

export const applyInputSchema = z.object({
  targetId: z.string(),
  sql: z.string().max(1_000_000),
  /** The environment's name, typed, where its guard is `confirm`. */
  confirmation: z.string().optional(),
  /** Statements to run before and after; only such as read alone are run. */
  measure: z.array(runnableSchema).max(20).optional(),
})
export type ApplyInput = z.infer<typeof applyInputSchema>

export const changeEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    changeId: z.string().optional(),
    phase: z.enum(['connecting', 'measuring before', 'waiting', 'running', 'measuring after', 'cleaning up']),
    /** The server's own phase: `building index: scanning table`. */
    detail: z.string().optional(),
    done: z.number().optional(),
    total: z.number().optional(),
    unit: z.string().optional(),
    elapsedMs: z.number(),
    backendPid: z.number().optional(),
    /** Whom it waits for now. */
    blockers: z.array(blockerSchema).optional(),
  }),
  z.object({ type: z.literal('change'), change: changeSchema }),
])
export type ChangeEvent = z.infer<typeof changeEventSchema>

export const changes = {
  preview: procedure
    .route({ summary: 'What a change would do: its exact SQL, locks, blockers, disk, undo. Changes nothing' })
    .input(z.object({ targetId: z.string(), sql: z.string().max(1_000_000) }))
    .output(changePreviewSchema),
  apply: procedure
    .route({
      summary:
        'Apply a change, with progress; ends with its entry in the ledger, also when it failed. Aborting cancels it on the server and takes away what it left',
    })
    .input(applyInputSchema)
    .output(eventIterator(changeEventSchema)),
  undo: procedure
    .route({ summary: 'Undo a change, with progress; ends with its entry in the ledger' })
    .input(z.object({ id: z.string(), confirmation: z.string().optional() }))
    .output(eventIterator(changeEventSchema)),
  watch: procedure
    .route({ summary: 'The ledger, the newest first: at once, then after each change' })
    .output(eventIterator(z.array(changeHeadSchema))),
  get: procedure
    .route({ summary: 'One change with its proof and all that happened to it' })
    .input(z.object({ id: z.string() }))
    .output(changeSchema),
  settle: procedure
    .route({
      summary:
        'Look what became of the changes that were interrupted on a target, and write it into the ledger',
    })
    .input(z.object({ targetId: z.string() }))
    .output(z.array(changeSchema)),
}
