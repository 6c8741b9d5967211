import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'
import { roundLoadSchema } from './leak.ts'

/** Sizes of V8's heap worth trying, with what speaks for them. */
export const gcOptionSchema = z.object({
  /** `--max-semi-space-size=64`, in MiB; empty for Node's own. */
  flags: z.array(z.string()),
  title: z.string(),
  /** One sentence with figures. */
  reason: z.string(),
})
export type GcOption = z.infer<typeof gcOptionSchema>

export const gcAdviceSchema = z.object({
  /** What was seen of the garbage collection over how long, each formatted with its unit. */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  /** One or two sentences: what it comes to. */
  summary: z.string(),
  options: z.array(gcOptionSchema),
})
export type GcAdvice = z.infer<typeof gcAdviceSchema>

const intervalSchema = z.object({ estimate: z.number(), low: z.number(), high: z.number() })

/** Of a process that Pitwall started with an option, under the same load. */
export const gcResultSchema = z.object({
  option: gcOptionSchema,
  runs: z.number(),
  requestsPerSecond: z.number(),
  latency: z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() }),
  gcShare: z.number(),
  longestPauseMs: z.number(),
  scavenges: z.number(),
  markSweeps: z.number(),
  residentBytes: z.number(),
  cpuMsPerRequest: z.number(),
  /** Against Node's own sizes: ratio of the throughput, of the 99th percentile and of CPU per request, with 95 % intervals. */
  against: z
    .object({
      requestsPerSecond: intervalSchema,
      p99: intervalSchema,
      cpuMsPerRequest: intervalSchema,
      verdict: z.enum(['better', 'worse', 'same', 'unclear']),
    })
    .nullable(),
})
export type GcResult = z.infer<typeof gcResultSchema>

export const gcEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    option: z.string(),
    run: z.number(),
    runs: z.number(),
    elapsedMs: z.number(),
    /** Of the whole, 0 to 1. */
    done: z.number(),
  }),
  z.object({
    type: z.literal('results'),
    results: z.array(gcResultSchema),
    /** One sentence: which to take, or that it does not matter. */
    conclusion: z.string(),
    /** The whole command line to take over. */
    command: z.string(),
  }),
])
export type GcEvent = z.infer<typeof gcEventSchema>

export const gc = {
  advice: procedure
    .route({ summary: "Heap sizes to try, from what was seen of a process's garbage collection" })
    .input(z.object({ attachmentId: z.string(), threadId: z.string().default('main') }))
    .output(gcAdviceSchema),
  tryOut: procedure
    .route({
      summary: 'Start the command with each option in turn, several times, under the same load, and compare',
    })
    .input(
      z.object({
        /** Words as a shell would split them; begins with `node`. */
        command: z.string().min(1).max(10_000),
        cwd: z.string().optional(),
        env: z.record(z.string(), z.string()).optional(),
        options: z.array(gcOptionSchema).min(1).max(6),
        load: roundLoadSchema,
        /** Runs of each option, interleaved. */
        runs: z.number().int().min(2).max(20).default(5),
      }),
    )
    .output(eventIterator(gcEventSchema)),
}
