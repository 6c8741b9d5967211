import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'
import { proposalSchema } from '../finding.ts'

export const evictionPolicySchema = z.enum([
  'noeviction',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
])
export type EvictionPolicy = z.infer<typeof evictionPolicySchema>

/** The hit rate that a trace would have had. */
export const simulatedSchema = z.object({
  policy: evictionPolicySchema,
  /** `maxmemory`. */
  memoryBytes: z.number(),
  /** The TTL that every key is given; absent: as the trace has them. */
  ttlSeconds: z.number().optional(),
  /** 0 to 1. */
  hitRate: z.number(),
  reads: z.number(),
  evictions: z.number(),
  expirations: z.number(),
})
export type Simulated = z.infer<typeof simulatedSchema>

/** How the reads of a namespace fare for TTLs, without a limit of memory. */
export const namespaceTtlSchema = z.object({
  pattern: z.string(),
  keys: z.number(),
  reads: z.number(),
  curve: z.array(z.object({ ttlSeconds: z.number(), hitRate: z.number() })),
  /** The shortest TTL with the wanted hit rate; null where none reaches it. */
  ttlSeconds: z.number().nullable(),
  hitRate: z.number(),
  proposals: z.array(proposalSchema),
})
export type NamespaceTtl = z.infer<typeof namespaceTtlSchema>

export const simulationSchema = z.object({
  traceId: z.string(),
  results: z.array(simulatedSchema),
  /** The best policy at each memory size, where the difference is not noise. */
  best: z.array(
    z.object({
      memoryBytes: z.number(),
      policy: evictionPolicySchema,
      hitRate: z.number(),
      /** Where TTLs were tried. */
      ttlSeconds: z.number().optional(),
    }),
  ),
  /** What the answer suggests to change on the target: policy, maxmemory. */
  proposals: z.array(proposalSchema),
  /** One sentence each: what it could not know, such as sizes of keys that were never written. */
  notes: z.array(z.string()),
})
export type Simulation = z.infer<typeof simulationSchema>

export const simulation = {
  run: procedure
    .route({ summary: 'The hit rates a trace would have had for memory sizes, policies and TTLs' })
    .input(
      z.object({
        traceId: z.string(),
        /** Some sizes around what the trace holds, without them. */
        memoryBytes: z.array(z.number().int().min(1)).max(50).optional(),
        policies: z.array(evictionPolicySchema).min(1).max(8),
        ttlSeconds: z.array(z.number().int().min(1)).max(20).optional(),
      }),
    )
    .output(
      eventIterator(
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('progress'), done: z.number(), total: z.number() }),
          z.object({ type: z.literal('simulation'), simulation: simulationSchema }),
        ]),
      ),
    ),
  ttls: procedure
    .route({ summary: 'The best TTL of each namespace of a trace for a wanted hit rate' })
    .input(z.object({ traceId: z.string(), wantedHitRate: z.number().min(0).max(1) }))
    .output(z.array(namespaceTtlSchema)),
}
