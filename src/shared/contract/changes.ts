import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { guardSchema } from './environments.ts'
import { procedure } from './failures.ts'
import { runnableSchema } from './finding.ts'
import { planSchema } from './plan.ts'
import { keyNameSchema, paceSchema } from './redis/keyspace.ts'

/**
 * Changes: what Pitwall can apply to a target. Each is previewed, applied with progress, measured, kept
 * in the ledger and undone where that is possible. A change is given as the very statement it runs: SQL,
 * a Redis command, or `EACH pattern …` for many Redis keys.
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

/** What a change of Redis keys did. */
export const changedKeysSchema = z.object({
  /** Keys that matched. */
  matched: z.number(),
  /** Keys that are now as the change wants them, by its doing. */
  changed: z.number(),
  /** Keys left as they were, by the reason: gone meanwhile, changed by somebody else, already so… */
  skipped: z.array(z.object({ reason: z.string(), keys: z.number() })),
  /** Keys that undoing put back. */
  restored: z.number(),
  /** Keys that undoing left alone, because somebody changed them since. */
  notRestored: z.number(),
  /** Stopped before the end: it can be gone on with. */
  unfinished: z.boolean(),
})
export type ChangedKeys = z.infer<typeof changedKeysSchema>

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
  /** It was stopped before its end and can be gone on with: `changes.resume`. */
  resumable: z.boolean().optional(),
  proof: proofSchema.optional(),
  keys: changedKeysSchema.optional(),
  /** Everything that happened to it, the oldest first. */
  events: z.array(z.object({ at: z.number(), status: changeStatusSchema, message: z.string() })),
})
export type Change = z.infer<typeof changeSchema>

/** What a list shows of a change: the proof's plans stay behind. */
export const changeHeadSchema = changeSchema
  .omit({ proof: true, keys: true, events: true })
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

/** What a change of Redis keys would do, counted by looking at every key. */
export const keysPreviewSchema = z.object({
  scanned: z.number(),
  matched: z.number(),
  wouldChange: z.number(),
  /** Keys that match and would be left as they are, by the reason. */
  wouldSkip: z.array(z.object({ reason: z.string(), keys: z.number() })),
  /** Some of the keys that would change. */
  samples: z.array(
    z.object({
      key: keyNameSchema,
      type: z.string(),
      /** Time left now; null where it never expires. */
      ttlMs: z.number().nullable(),
      /** Time left afterwards, the least and the most with jitter; null where it will not expire; absent where it will be gone. */
      after: z.object({ lowMs: z.number(), highMs: z.number() }).nullable().optional(),
    }),
  ),
  /** Bytes the keys hold, where they would be deleted. */
  bytes: z.number().nullable(),
  /** Of those that would be deleted, how many can be kept for undo, and how many not. */
  kept: z.object({ keys: z.number(), lost: z.number() }).optional(),
  /** How long it is expected to take at the gentle pace. */
  estimatedMs: z.number(),
})
export type KeysPreview = z.infer<typeof keysPreviewSchema>

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
  keys: keysPreviewSchema.optional(),
  /** What else to know, one sentence each. */
  warnings: z.array(z.string()),
  /** Why it cannot be applied, with a hint; the guard's refusal included. */
  refusal: z.object({ message: z.string(), hint: z.string().optional() }).optional(),
  /** The environment's name must be typed. */
  needsConfirmation: z.boolean(),
})
export type ChangePreview = z.infer<typeof changePreviewSchema>

export const previewEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    elapsedMs: z.number(),
    /** Keys looked at, of about how many. */
    done: z.number().optional(),
    total: z.number().optional(),
  }),
  z.object({ type: z.literal('preview'), preview: changePreviewSchema }),
])
export type PreviewEvent = z.infer<typeof previewEventSchema>

export const applyInputSchema = z.object({
  targetId: z.string(),
  sql: z.string().max(1_000_000),
  /** The environment's name, typed, where its guard is `confirm`. */
  confirmation: z.string().optional(),
  /** Statements to run before and after; only such as read alone are run. */
  measure: z.array(runnableSchema).max(20).optional(),
  /** How hard a change of Redis keys works the server; gently unless told. */
  pace: paceSchema.optional(),
})
export type ApplyInput = z.infer<typeof applyInputSchema>

const againInputSchema = z.object({
  id: z.string(),
  confirmation: z.string().optional(),
  pace: paceSchema.optional(),
})

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
    .route({
      summary:
        'What a change would do: its exact statements, locks, blockers, disk, keys, undo; with progress. Changes nothing',
    })
    .input(z.object({ targetId: z.string(), sql: z.string().max(1_000_000) }))
    .output(eventIterator(previewEventSchema)),
  apply: procedure
    .route({
      summary:
        'Apply a change, with progress; ends with its entry in the ledger, also when it failed. Aborting cancels it on the server and takes away what it left',
    })
    .input(applyInputSchema)
    .output(eventIterator(changeEventSchema)),
  undo: procedure
    .route({ summary: 'Undo a change, with progress; ends with its entry in the ledger' })
    .input(againInputSchema)
    .output(eventIterator(changeEventSchema)),
  resume: procedure
    .route({ summary: 'Go on with a change of Redis keys that was stopped or interrupted, with progress' })
    .input(againInputSchema)
    .output(eventIterator(changeEventSchema)),
  keys: procedure
    .route({ summary: 'A page of the keys that a change changed or left alone' })
    .input(
      z.object({
        id: z.string(),
        state: z.enum(['changed', 'skipped', 'restored', 'notRestored']),
        cursor: z.string().optional(),
      }),
    )
    .output(
      z.object({
        keys: z.array(z.object({ key: keyNameSchema, reason: z.string().optional() })),
        cursor: z.string().nullable(),
      }),
    ),
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
