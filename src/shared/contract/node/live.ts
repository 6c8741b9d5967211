import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'

/** What a Node process did since the sample before. Sizes are bytes. */
export const nodeSampleSchema = z.object({
  at: z.number(),
  sinceMs: z.number(),
  heap: z.object({ usedBytes: z.number(), totalBytes: z.number(), limitBytes: z.number() }),
  externalBytes: z.number(),
  arrayBufferBytes: z.number(),
  /** Of the process, all threads together. */
  residentBytes: z.number(),
  gc: z.object({
    scavenges: z.number(),
    markSweeps: z.number(),
    /** Incremental steps and processing of weak callbacks. */
    others: z.number(),
    pauseMs: z.number(),
    longestMs: z.number(),
    /** Pause time ÷ time, 0 to 1. */
    share: z.number(),
  }),
  cpu: z.object({
    /** Of the process: 1 is one core busy; can be above 1. */
    processCores: z.number(),
    /** Of the machine: cores busy, of {@link machine.cores}. */
    machineCores: z.number(),
  }),
  loop: z.object({
    /** How late timers of the event loop came, beyond the sampling resolution. */
    p50Ms: z.number(),
    p99Ms: z.number(),
    maxMs: z.number(),
    /** 0 to 1. */
    utilization: z.number(),
  }),
  /** What keeps the event loop alive, by kind (`TCPSocketWrap`, `Timeout`…), most first. */
  resources: z.array(z.object({ kind: z.string(), count: z.number() })),
  machine: z.object({ cores: z.number(), memoryBytes: z.number(), freeMemoryBytes: z.number() }),
})
export type NodeSample = z.infer<typeof nodeSampleSchema>

const thread = z.object({ attachmentId: z.string(), threadId: z.string().default('main') })

export const live = {
  watch: procedure
    .route({
      summary:
        'What a thread of an attached process does, once a second; first what was seen before (up to 10 minutes)',
    })
    .input(thread)
    .output(eventIterator(z.object({ samples: z.array(nodeSampleSchema) }))),
  collect: procedure
    .route({ summary: 'Make the thread collect its garbage now, fully' })
    .input(
      thread.extend({
        /** The environment's name, typed, where its guard is `confirm`. */ confirmation: z
          .string()
          .optional(),
      }),
    )
    .output(
      z.object({
        heapBeforeBytes: z.number(),
        heapAfterBytes: z.number(),
        elapsedMs: z.number(),
      }),
    ),
}
