import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'
import { limitationSchema } from '../finding.ts'
import { complianceSchema, paceSchema } from './keyspace.ts'

/** How long the keys of a namespace are to live. Of several that match a key the first counts. */
export const ttlPolicySchema = z.object({
  id: z.string(),
  /** A glob, as in SCAN MATCH. */
  pattern: z.string().min(1).max(1_000),
  /** Null: they are meant to stay. */
  ttlSeconds: z.number().int().min(1).max(10_000_000_000).nullable(),
  /** Each key's own TTL lies up to so many percent above or below, so that not all expire at once. */
  jitterPercent: z.number().min(0).max(50),
  reason: z.string().max(1_000),
})
export type TtlPolicy = z.infer<typeof ttlPolicySchema>

export const complianceEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    done: z.number(),
    total: z.number(),
    keysPerSecond: z.number(),
  }),
  z.object({
    type: z.literal('compliance'),
    at: z.number(),
    compliance: z.array(complianceSchema),
    /** Keys that no policy matches. */
    unmatched: z.number(),
    elapsedMs: z.number(),
    /** Keys that could not be looked at, and why. */
    limitations: z.array(limitationSchema),
  }),
])
export type ComplianceEvent = z.infer<typeof complianceEventSchema>

export const ttlPolicies = {
  get: procedure
    .route({ summary: "A target's table of TTL policies" })
    .input(z.object({ targetId: z.string() }))
    .output(z.array(ttlPolicySchema)),
  set: procedure
    .route({ summary: 'Keep a table of TTL policies in place of the former. Changes no key' })
    .input(z.object({ targetId: z.string(), policies: z.array(ttlPolicySchema).max(500) }))
    .output(z.array(ttlPolicySchema)),
  check: procedure
    .route({ summary: 'How many keys keep to each policy, with progress' })
    .input(z.object({ targetId: z.string(), pace: paceSchema.default('gentle') }))
    .output(eventIterator(complianceEventSchema)),
}
