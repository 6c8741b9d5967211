import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'
import { findingSchema, limitationSchema } from '../finding.ts'

/**
 * The name of a key: its UTF-8 text; one that is no valid UTF-8, or begins with `base64:` itself, is
 * written `base64:` and its bytes in base64. See `shared/redis/key-name.ts`.
 */
export const keyNameSchema = z.string()

/**
 * How hard the server is worked. `full`: as fast as it goes; `gentle`: no more than other clients bear;
 * a number: at most so many keys a second.
 */
export const paceSchema = z.union([z.enum(['full', 'gentle']), z.number().int().min(1)])
export type Pace = z.infer<typeof paceSchema>

/** What is known of a key without touching it; `null`: the server did not tell or was not asked. */
export const keyFactsSchema = z.object({
  key: keyNameSchema,
  type: z.string(),
  encoding: z.string().nullable(),
  /** MEMORY USAGE. */
  bytes: z.number().nullable(),
  /** Time left; null where it never expires. */
  ttlMs: z.number().nullable(),
  idleSeconds: z.number().nullable(),
  /** The server's logarithmic counter, under an LFU policy. */
  frequency: z.number().nullable(),
  /** Fields, members, items; bytes of a string. */
  elements: z.number().nullable(),
})
export type KeyFacts = z.infer<typeof keyFactsSchema>

const countAndBytes = z.object({ keys: z.number(), bytes: z.number() })

/** Where the n-th column of a histogram ends; the last has no end. */
export const histogramSchema = z.array(
  countAndBytes.extend({
    /** Exclusive, in the histogram's unit; null: no end. */
    until: z.number().nullable(),
  }),
)
export type Histogram = z.infer<typeof histogramSchema>

/** The keys whose names begin the same way, as deep as they divide. */
export const namespaceSchema = z.object({
  id: z.number(),
  /** Null for the whole keyspace, which is the first. */
  parentId: z.number().nullable(),
  depth: z.number(),
  /** Its own part, as shown: `session:`, `*` for ids, `…` for many small ones put together. */
  label: z.string(),
  /** `cache:page:`; parts that vary are `*`. Empty for the whole keyspace. */
  prefix: z.string(),
  /** The glob (as in SCAN MATCH) that takes its keys; null where no glob does. */
  pattern: z.string().nullable(),
  /** Its keys differ only in ids, numbers, hashes or dates here. */
  isVariable: z.boolean(),
  /** Including all below it. */
  keys: z.number(),
  bytes: z.number(),
  withoutTtl: countAndBytes,
  types: z.record(z.string(), countAndBytes),
  encodings: z.record(z.string(), z.number()),
  /** Time left in seconds, of the keys that expire. */
  ttl: histogramSchema,
  /** Idle time in seconds or frequency; see `access` of the analysis. */
  access: histogramSchema,
  /** Bytes of a key. */
  sizes: histogramSchema,
  /** Some of its keys. */
  examples: z.array(keyNameSchema),
})
export type Namespace = z.infer<typeof namespaceSchema>

/** How the keys of a TTL policy keep to it. */
export const complianceSchema = z.object({
  policyId: z.string(),
  pattern: z.string(),
  keys: z.number(),
  compliant: z.number(),
  /** Without TTL, where one is wanted. */
  withoutTtl: z.number(),
  /** Living longer than the policy and its jitter allow, or expiring where no TTL is wanted. */
  other: z.number(),
  bytes: z.number().nullable(),
})
export type Compliance = z.infer<typeof complianceSchema>

/** An interval at 95 % confidence for a figure of a sample. */
const estimateSchema = z.object({ low: z.number(), high: z.number() })

export const analysisSchema = z.object({
  id: z.string(),
  targetId: z.string().optional(),
  targetName: z.string(),
  at: z.number(),
  elapsedMs: z.number(),
  keysPerSecond: z.number(),
  match: z.string().optional(),
  /** False where it was stopped before it had seen all. */
  complete: z.boolean(),
  /** Keys the server said it has when the analysis began. */
  expectedKeys: z.number(),
  /** Absent where every key was looked at; the figures are then estimates for the whole. */
  sample: z
    .object({ keys: z.number(), keysEstimate: estimateSchema, bytesEstimate: estimateSchema })
    .optional(),
  /** What could not be asked for at all: its figures are 0 or empty and mean nothing. */
  unseen: z.array(z.enum(['bytes', 'ttl', 'types', 'encodings'])).optional(),
  keys: z.number(),
  bytes: z.number(),
  withoutTtl: countAndBytes,
  types: z.record(z.string(), countAndBytes.extend({ elements: z.number().nullable() })),
  /** Where keys of a type have several encodings: `hash` → `listpack` → keys. */
  encodings: z.record(z.string(), z.record(z.string(), z.number())),
  ttl: histogramSchema,
  /** Seconds in which most keys expire, the fullest first; `at` is epoch seconds. */
  expiries: z.array(
    z.object({
      at: z.number(),
      keys: z.number(),
      /** The namespace that holds at least four fifths of them; null where none does. */
      pattern: z.string().nullable(),
      /** How many of them it holds; all where absent. */
      patternKeys: z.number().optional(),
    }),
  ),
  /** What is known of when keys were used, by the server's eviction policy. */
  access: z.enum(['idle', 'frequency', 'unknown']),
  /** The whole keyspace first, then each after its parent, siblings by bytes. */
  namespaces: z.array(namespaceSchema),
  top: z.object({
    bytes: z.array(keyFactsSchema),
    elements: z.array(keyFactsSchema),
    /** Longest unused, or least used; empty where `access` is unknown. */
    idle: z.array(keyFactsSchema),
  }),
  compliance: z.array(complianceSchema),
  /** Of each database and each master of a cluster. */
  parts: z.array(countAndBytes.extend({ node: z.string(), database: z.number() })),
  findings: z.array(findingSchema),
  limitations: z.array(limitationSchema),
})
export type Analysis = z.infer<typeof analysisSchema>

export const analysisHeadSchema = analysisSchema.pick({
  id: true,
  targetId: true,
  targetName: true,
  at: true,
  elapsedMs: true,
  complete: true,
  keys: true,
  bytes: true,
})
export type AnalysisHead = z.infer<typeof analysisHeadSchema>

export const analyseInputSchema = z.object({
  targetId: z.string(),
  /** A glob, as in SCAN MATCH; all keys without it. */
  match: z.string().optional(),
  /** Only keys of this type, as TYPE says it. */
  type: z.string().optional(),
  /** Look at about so many keys only. */
  sample: z.number().int().min(100).optional(),
  pace: paceSchema.default('gentle'),
  /** Elements that MEMORY USAGE looks at in a collection; 0: all, exact and slow for huge ones. */
  memorySamples: z.number().int().min(0).max(1_000_000).default(5),
  /** Count the elements of collections also where that resets their idle time (Redis before 7.2). */
  touch: z.boolean().default(false),
})
export type AnalyseInput = z.infer<typeof analyseInputSchema>

export const analysisEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    analysisId: z.string(),
    done: z.number(),
    total: z.number(),
    keysPerSecond: z.number(),
    remainingMs: z.number().nullable(),
    pace: paceSchema,
    /** The 95th percentile of the server's answers to a PING beside the work, and before it began. */
    pingMs: z.number().nullable(),
    pingBeforeMs: z.number().nullable(),
    /** What is known so far, every few seconds. */
    sofar: analysisSchema.optional(),
  }),
  z.object({ type: z.literal('analysis'), analysis: analysisSchema }),
])
export type AnalysisEvent = z.infer<typeof analysisEventSchema>

export const keyspace = {
  analyse: procedure
    .route({
      summary:
        'Look at every key without touching it, with progress; ends with the analysis, also when stopped. Aborting throws it away',
    })
    .input(analyseInputSchema)
    .output(eventIterator(analysisEventSchema)),
  stop: procedure
    .route({ summary: 'Stop a running analysis; it ends with what it has seen' })
    .input(z.object({ analysisId: z.string() }))
    .output(z.object({})),
  setPace: procedure
    .route({ summary: 'Make a running analysis faster or gentler' })
    .input(z.object({ analysisId: z.string(), pace: paceSchema }))
    .output(z.object({})),
  list: procedure
    .route({ summary: 'Kept analyses of a target, the newest first' })
    .input(z.object({ targetId: z.string() }))
    .output(z.array(analysisHeadSchema)),
  get: procedure
    .route({ summary: 'A kept analysis' })
    .input(z.object({ id: z.string() }))
    .output(analysisSchema),
  keys: procedure
    .route({ summary: 'A page of the keys that match; cursors continue it. Touches none' })
    .input(
      z.object({
        targetId: z.string(),
        match: z.string(),
        type: z.string().optional(),
        /** Only keys that never expire. */
        withoutTtl: z.boolean().optional(),
        cursor: z.string().optional(),
        limit: z.number().int().min(1).max(1_000).default(200),
      }),
    )
    .output(
      z.object({
        keys: z.array(keyFactsSchema),
        /** Null at the end. */
        cursor: z.string().nullable(),
        /** Keys that were looked at for this page. */
        scanned: z.number(),
      }),
    ),
}
