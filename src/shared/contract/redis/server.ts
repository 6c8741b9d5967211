import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'
import { limitationSchema } from '../finding.ts'
import { healthReportSchema } from '../health.ts'

/** What a Redis does now; each figure sums all masters of a cluster. `null`: the server did not tell. */
export const serverSampleSchema = z.object({
  at: z.number(),
  /** Since the sample before; absent in the first. */
  sinceMs: z.number().optional(),
  commandsPerSecond: z.number().nullable(),
  hitsPerSecond: z.number().nullable(),
  missesPerSecond: z.number().nullable(),
  /** Hits ÷ (hits + misses) of this moment, 0 to 1; null where nothing was looked up. */
  hitRate: z.number().nullable(),
  evictedPerSecond: z.number().nullable(),
  expiredPerSecond: z.number().nullable(),
  usedBytes: z.number().nullable(),
  /** 0: no limit. */
  maxBytes: z.number().nullable(),
  clients: z.number().nullable(),
  blockedClients: z.number().nullable(),
  bytesInPerSecond: z.number().nullable(),
  bytesOutPerSecond: z.number().nullable(),
  keys: z.number().nullable(),
})
export type ServerSample = z.infer<typeof serverSampleSchema>

export const server = {
  check: procedure
    .route({
      summary: 'The check-up of a Redis: sections with figures, findings, changes; what was not seen',
    })
    .input(
      z.object({
        targetId: z.string(),
        /** Of the hit rate, 0 to 1. */
        hitRateTarget: z.number().min(0).max(1).default(0.85),
      }),
    )
    .output(healthReportSchema),
  watch: procedure
    .route({ summary: 'What a Redis does now; once a second until aborted' })
    .input(z.object({ targetId: z.string() }))
    .output(eventIterator(z.object({ sample: serverSampleSchema, limitations: z.array(limitationSchema) }))),
}
