import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'

export const warmUpInputSchema = z.object({
  /** The Redis that is warmed and watched. */
  targetId: z.string(),
  traceId: z.string(),
  /** Only reads of keys that match. */
  match: z.string().optional(),
  readsPerSecond: z.number().min(1).max(100_000),
  seconds: z.number().int().min(1).max(3_600),
  through: z.discriminatedUnion('kind', [
    /** The reads themselves are sent; they show the hit rate but fill nothing. */
    z.object({ kind: z.literal('redis') }),
    /** Each read becomes a GET of the service that fills the cache. */
    z.object({
      kind: z.literal('http'),
      targetId: z.string(),
      /** `cache:product:*` → `/products/$1`: each `*` of the pattern is a number in the path. */
      routes: z
        .array(z.object({ pattern: z.string().min(1), path: z.string().min(1) }))
        .min(1)
        .max(100),
    }),
  ]),
  /** The environment's name, typed, where it is asked for. */
  confirmation: z.string().optional(),
})
export type WarmUpInput = z.infer<typeof warmUpInputSchema>

export const warmUpSampleSchema = z.object({
  elapsedMs: z.number(),
  sent: z.number(),
  failed: z.number(),
  /** Share of this second's reads whose key was there, 0 to 1; null where none was sent. */
  hitRate: z.number().nullable(),
  /** Reads that could not be sent in time: the server or the service did not keep up. */
  late: z.number(),
})
export type WarmUpSample = z.infer<typeof warmUpSampleSchema>

export const warmUp = {
  run: procedure
    .route({ summary: 'Replay the reads of a trace and see the hit rate come back; ends by itself' })
    .input(warmUpInputSchema)
    .output(
      eventIterator(
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('sample'), sample: warmUpSampleSchema }),
          z.object({
            type: z.literal('end'),
            samples: z.array(warmUpSampleSchema),
            sent: z.number(),
            failed: z.number(),
            /** Kinds of failures and how many of each: `HTTP 503`, `timeout`. */
            failures: z.array(z.object({ kind: z.string(), count: z.number() })),
            /** Reads of keys that no route matches. */
            unmatched: z.number(),
            notes: z.array(z.string()),
          }),
        ]),
      ),
    ),
}
