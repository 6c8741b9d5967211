import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from '../failures.ts'
import { limitationSchema } from '../finding.ts'

/** A request that a round sends again and again. */
export const loadRequestSchema = z.object({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().max(1_000_000).optional(),
})
export type LoadRequest = z.infer<typeof loadRequestSchema>

/** What is the same in each round. Loopback hosts only. */
export const roundLoadSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('requests'),
    /** Taken in turn. */
    requests: z.array(loadRequestSchema).min(1).max(1_000),
    perRound: z.number().int().min(1).max(10_000_000).default(2_000),
    /** Requests under way at once. */
    concurrency: z.number().int().min(1).max(1_000).default(10),
  }),
  /** The traffic that is there anyway, which is counted where the process serves HTTP. */
  z.object({ kind: z.literal('traffic'), secondsPerRound: z.number().int().min(1).max(3_600).default(20) }),
])
export type RoundLoad = z.infer<typeof roundLoadSchema>

export const leakRoundSchema = z.object({
  /** From 1. */
  round: z.number(),
  /** Not in the trend: the process was warming up. */
  warmUp: z.boolean(),
  /** Requests answered in this round; null where they could not be counted. */
  requests: z.number().nullable(),
  errors: z.number(),
  loadMs: z.number(),
  /** From the start of the first round. */
  elapsedMs: z.number(),
  /** After idling and collecting garbage. */
  heapBytes: z.number(),
  externalBytes: z.number(),
  residentBytes: z.number(),
})
export type LeakRound = z.infer<typeof leakRoundSchema>

/** Where the growth was allocated. */
export const leakSiteSchema = z.object({
  name: z.string(),
  file: z.string(),
  /** 1-based; 0 unknown. */
  line: z.number(),
  column: z.number(),
  /** Part of the growth, 0 to 1. */
  share: z.number(),
  bytes: z.number(),
  /** From the outermost caller to the site, `name file:line`. */
  stack: z.array(z.string()),
})
export type LeakSite = z.infer<typeof leakSiteSchema>

/** From what is always alive down to the object: `module routes.mjs`, `visitors` Array, `[12]` Object {url, at}… */
const retainerPathSchema = z.array(
  z.object({
    /** Empty where the path begins. */
    edge: z.string(),
    node: z.string(),
    /** Where functions and the variables of modules are written: a path or a URL. */
    file: z.string().optional(),
    /** 1-based. */
    line: z.number().optional(),
  }),
)

/** What holds the objects that grew. */
export const leakRetainerSchema = z.object({
  /** Constructor of the objects that grew. */
  name: z.string(),
  addedCount: z.number(),
  /** What they keep alive. */
  addedBytes: z.number(),
  path: retainerPathSchema,
  /** Other ways to the same objects: each has to let go of them, too. */
  others: z.array(retainerPathSchema).optional(),
})
export type LeakRetainer = z.infer<typeof leakRetainerSchema>

export const leakVerdictSchema = z.object({
  verdict: z.enum(['leak', 'no leak', 'inconclusive']),
  /** Why, one or two sentences with figures. */
  reason: z.string(),
  /** What to do next, where it is inconclusive. */
  hint: z.string().optional(),
  rounds: z.array(leakRoundSchema),
  /** Growth that the verdict is about; null where there is none worth telling or nothing was counted. */
  bytesPerRequest: z.number().nullable(),
  bytesPerSecond: z.number().nullable(),
  bytesPerHour: z.number().nullable(),
  /** At this rate; null where it does not grow. */
  hoursToHeapLimit: z.number().nullable(),
  heapLimitBytes: z.number(),
  /** The line drawn into the chart: heap after round r is `interceptBytes + r × slopeBytes`. */
  trend: z.object({
    /** First round that counts. */
    fromRound: z.number(),
    slopeBytes: z.number(),
    lowBytes: z.number(),
    highBytes: z.number(),
    interceptBytes: z.number(),
    /** Growth per round below this is no leak. */
    floorBytes: z.number(),
    /** Slope of the later half ÷ slope of the earlier; null where it cannot be told. */
    laterHalf: z.number().nullable(),
  }),
  sites: z.array(leakSiteSchema),
  retainers: z.array(leakRetainerSchema),
  /** The kept profiles behind it: the allocations, the snapshots. */
  profileIds: z.array(z.string()),
  limitations: z.array(limitationSchema),
})
export type LeakVerdict = z.infer<typeof leakVerdictSchema>

export const leakEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    phase: z.enum(['load', 'idle', 'collect', 'snapshot', 'explain']),
    round: z.number(),
    rounds: z.number(),
    elapsedMs: z.number(),
    /** Of this phase, 0 to 1. */
    done: z.number(),
    requestsPerSecond: z.number().nullable(),
  }),
  z.object({ type: z.literal('round'), round: leakRoundSchema }),
  z.object({ type: z.literal('verdict'), verdict: leakVerdictSchema }),
])
export type LeakEvent = z.infer<typeof leakEventSchema>

/** An attached process watched for a leak with the traffic it has, without rounds. */
export const leakWatchSchema = z.object({
  attachmentId: z.string(),
  startedAt: z.number(),
  /** The floor of each minute's heap, in which garbage does not count. */
  points: z.array(z.object({ at: z.number(), heapBytes: z.number() })),
  state: z.enum(['collecting', 'steady', 'growing', 'lost']),
  /** What is seen, one sentence with figures. */
  message: z.string(),
  bytesPerHour: z.number().nullable(),
  hoursToHeapLimit: z.number().nullable(),
  /** When it began to be called growing. */
  alarmAt: z.number().nullable(),
})
export type LeakWatch = z.infer<typeof leakWatchSchema>

export const leak = {
  run: procedure
    .route({
      summary:
        'Rounds of equal load, idle, collect, measure; then a verdict with the sites and retainers that explain it',
    })
    .input(
      z.object({
        attachmentId: z.string(),
        threadId: z.string().default('main'),
        load: roundLoadSchema,
        /** Rounds that count, after one of warm-up. */
        rounds: z.number().int().min(4).max(100).default(8),
        /** Take two snapshots to find what holds the growth; each stops the process for a while. */
        snapshots: z.boolean().default(true),
        confirmation: z.string().optional(),
      }),
    )
    .output(eventIterator(leakEventSchema)),
  watch: procedure
    .route({ summary: 'Watch an attached process until stopped; alarms are told to all windows' })
    .input(z.object({ attachmentId: z.string() }))
    .output(z.object({})),
  unwatch: procedure
    .route({ summary: 'End a watch' })
    .input(z.object({ attachmentId: z.string() }))
    .output(z.object({})),
  watches: procedure
    .route({ summary: 'All watches: at once, then after each change' })
    .output(eventIterator(z.array(leakWatchSchema))),
}
