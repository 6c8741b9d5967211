import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'
import { profileHeadSchema } from '../profiles.ts'

export const cpuSettingsSchema = z.object({
  kind: z.literal('cpu'),
  /** Between two samples. */
  intervalUs: z.number().int().min(50).max(100_000).default(1_000),
})
export const heapSettingsSchema = z.object({
  kind: z.literal('heap'),
  /** Mean bytes allocated between two samples. */
  intervalBytes: z.number().int().min(1_024).max(16_777_216).default(131_072),
  /** Frames kept of each stack. */
  depth: z.number().int().min(1).max(512).default(128),
  /** Also what was collected again: who allocates, not only what stays. */
  includeCollected: z.boolean().default(false),
})
export const snapshotSettingsSchema = z.object({ kind: z.literal('snapshot') })
export const recordingSettingsSchema = z.discriminatedUnion('kind', [
  cpuSettingsSchema,
  heapSettingsSchema,
  snapshotSettingsSchema,
])
export type RecordingSettings = z.infer<typeof recordingSettingsSchema>

export const recordingEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    phase: z.enum(['recording', 'collecting', 'writing']),
    elapsedMs: z.number(),
    /** Absent where it is not known: a snapshot. */
    totalMs: z.number().optional(),
    /** 0 to 1, where the process tells: a snapshot. */
    done: z.number().optional(),
    fileBytes: z.number(),
  }),
  z.object({ type: z.literal('profile'), head: profileHeadSchema }),
])
export type RecordingEvent = z.infer<typeof recordingEventSchema>

const recording = z.object({
  attachmentId: z.string(),
  threadId: z.string().default('main'),
  settings: recordingSettingsSchema,
})

export const recordings = {
  start: procedure
    .route({
      summary:
        'Sample the CPU or the heap for a stated time, or take a heap snapshot; ends by itself and keeps what it recorded',
    })
    .input(
      recording.extend({
        /** Not used by a snapshot. */
        seconds: z.number().int().min(1).max(3_600).default(10),
        name: z.string().max(200).optional(),
        /** The environment's name, typed, where its guard is `confirm`: a snapshot stops the process for a while. */
        confirmation: z.string().optional(),
      }),
    )
    .output(eventIterator(recordingEventSchema)),
  stop: procedure
    .route({ summary: 'End a running recording; what was recorded is kept' })
    .input(
      z.object({
        attachmentId: z.string(),
        threadId: z.string().default('main'),
        kind: z.enum(['cpu', 'heap']),
      }),
    )
    .output(z.object({})),
}
