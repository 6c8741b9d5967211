import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'
import { limitationSchema } from '../finding.ts'
import { keyNameSchema } from './keyspace.ts'

export const traceHeadSchema = z.object({
  id: z.string(),
  /** Absent for one that was read from a file. */
  targetId: z.string().optional(),
  name: z.string(),
  at: z.number(),
  /** `monitor`: every access; `statistics`: the server's counters once a second, no keys. */
  mode: z.enum(['monitor', 'statistics']),
  durationMs: z.number(),
  /** Accesses to keys; of `statistics` the lookups that the server counted. */
  accesses: z.number(),
  keys: z.number(),
  fileBytes: z.number(),
  /** Where the file lies on the machine of the workbench. */
  file: z.string(),
})
export type TraceHead = z.infer<typeof traceHeadSchema>

/** What recording cost the server, from figures before and while. */
export const recordingCostSchema = z.object({
  /** Commands per second before the recording and during it. */
  commandsPerSecondBefore: z.number(),
  commandsPerSecondDuring: z.number(),
  /** Medians of a PING beside it. */
  pingBeforeMs: z.number(),
  pingDuringMs: z.number(),
  /** The server's CPU, 0 to 1 of one core; null where it was not told. */
  cpuBefore: z.number().nullable(),
  cpuDuring: z.number().nullable(),
})
export type RecordingCost = z.infer<typeof recordingCostSchema>

const accessCounts = z.object({ reads: z.number(), writes: z.number() })

/** What a trace says of how the keys are used. */
export const traceSummarySchema = z.object({
  head: traceHeadSchema,
  reads: z.number(),
  writes: z.number(),
  deletes: z.number(),
  /** As the server counted them meanwhile; null where that is not known. */
  hits: z.number().nullable(),
  misses: z.number().nullable(),
  cost: recordingCostSchema.optional(),
  commands: z.array(z.object({ name: z.string(), count: z.number() })),
  hotKeys: z.array(accessCounts.extend({ key: keyNameSchema, sharePercent: z.number() })),
  namespaces: z.array(
    accessCounts.extend({
      pattern: z.string(),
      keys: z.number(),
      sharePercent: z.number(),
      /** Reads that found their key, as the trace shows; null where it does not show. */
      hitRate: z.number().nullable(),
    }),
  ),
  /** Other keys read between two reads of the same, by powers of two; `until` null: never read before. */
  reuse: z.array(z.object({ until: z.number().nullable(), reads: z.number() })),
  /** Each second, or each n-th part of a long trace. */
  series: z.array(
    z.object({
      at: z.number(),
      reads: z.number(),
      writes: z.number(),
      hits: z.number().nullable(),
      misses: z.number().nullable(),
    }),
  ),
  limitations: z.array(limitationSchema),
})
export type TraceSummary = z.infer<typeof traceSummarySchema>

export const traceEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    phase: z.enum(['measuring', 'recording', 'summing up']),
    elapsedMs: z.number(),
    totalMs: z.number(),
    accesses: z.number(),
    accessesPerSecond: z.number(),
    fileBytes: z.number(),
  }),
  z.object({ type: z.literal('trace'), summary: traceSummarySchema }),
])
export type TraceEvent = z.infer<typeof traceEventSchema>

/** What recording with MONITOR would cost a server at its present load. */
const expectedCostSchema = z.object({
  commandsPerSecond: z.number().nullable(),
  /** Throughput that MONITOR is expected to take at this load, in percent: low and high. */
  lowPercent: z.number(),
  highPercent: z.number(),
  /** Bytes a second that would be sent and written. */
  bytesPerSecond: z.number().nullable(),
  /** In words, one or two sentences. */
  message: z.string(),
  /** MONITOR is not allowed here: why, and what would allow it. */
  refusal: z.object({ message: z.string(), hint: z.string().optional() }).optional(),
})
export type ExpectedCost = z.infer<typeof expectedCostSchema>

export const traces = {
  expectedCost: procedure
    .route({ summary: 'What recording would cost the server now; sends nothing but INFO' })
    .input(z.object({ targetId: z.string() }))
    .output(expectedCostSchema),
  record: procedure
    .route({ summary: 'Record accesses for a stated time, with progress; ends by itself' })
    .input(
      z.object({
        targetId: z.string(),
        mode: z.enum(['monitor', 'statistics']),
        seconds: z.number().int().min(1).max(3_600),
        /** It ends before the file is larger. */
        maxBytes: z.number().int().min(1_000_000).default(1_000_000_000),
        /** The environment's name, typed, where its guard is `confirm`: MONITOR slows the server. */
        confirmation: z.string().optional(),
      }),
    )
    .output(eventIterator(traceEventSchema)),
  stop: procedure
    .route({ summary: 'End a running recording of a target; what was recorded is kept' })
    .input(z.object({ targetId: z.string() }))
    .output(z.object({})),
  list: procedure
    .route({ summary: 'Kept traces, the newest first' })
    .input(z.object({ targetId: z.string().optional() }))
    .output(z.array(traceHeadSchema)),
  get: procedure
    .route({ summary: 'What a trace says' })
    .input(z.object({ id: z.string() }))
    .output(traceSummarySchema),
  importFile: procedure
    .route({ summary: 'Read a trace from a file on the machine of the workbench: see docs/redis.md' })
    .input(z.object({ file: z.string().min(1) }))
    .output(traceHeadSchema),
  remove: procedure
    .route({ summary: 'Delete a trace and its file' })
    .input(z.object({ id: z.string() }))
    .output(z.object({})),
}
