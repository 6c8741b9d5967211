import * as z from 'zod'

/**
 * A query plan after reading and accounting: the same for every source (JSON or text, Postgres 12 to
 * 18). Times are milliseconds, blocks are the server's (8 KiB), costs the planner's units.
 *
 * "Inclusive" is a node with everything below it; "exclusive" is the node alone. Exclusive figures
 * are never negative; exclusive times add up to the root's inclusive time within 1 %, exclusive
 * blocks exactly.
 */

export const bufferCountsSchema = z.object({
  sharedHit: z.number(),
  sharedRead: z.number(),
  sharedDirtied: z.number(),
  sharedWritten: z.number(),
  localHit: z.number(),
  localRead: z.number(),
  localDirtied: z.number(),
  localWritten: z.number(),
  tempRead: z.number(),
  tempWritten: z.number(),
})
export type BufferCounts = z.infer<typeof bufferCountsSchema>

export const ioTimesSchema = z.object({
  sharedReadMs: z.number(),
  sharedWriteMs: z.number(),
  localReadMs: z.number(),
  localWriteMs: z.number(),
  tempReadMs: z.number(),
  tempWriteMs: z.number(),
})
export type IoTimes = z.infer<typeof ioTimesSchema>

export const walSchema = z.object({ records: z.number(), fullPageImages: z.number(), bytes: z.number() })
export type Wal = z.infer<typeof walSchema>

export const planWorkerSchema = z.object({
  number: z.number(),
  loops: z.number().optional(),
  /** Rows of all loops of this worker. */
  rows: z.number().optional(),
  /** Time of all loops of this worker, inclusive. */
  inclusiveMs: z.number().optional(),
  blocks: z.number().optional(),
})
export type PlanWorker = z.infer<typeof planWorkerSchema>

export const planNodeSchema = z.object({
  /** Position in preorder: 0 is the root, a parent comes before its children. */
  id: z.number(),
  parentId: z.number().nullable(),
  depth: z.number(),
  /** The JSON format's "Node Type", also for plans read from text: `Seq Scan`, `Aggregate`… */
  type: z.string(),
  /** The line psql prints, without figures: `Parallel Seq Scan on orders o`. */
  label: z.string(),
  relation: z.string().optional(),
  schema: z.string().optional(),
  alias: z.string().optional(),
  index: z.string().optional(),
  /** `Outer`, `Inner`, `Member`, `InitPlan`, `SubPlan`, `Subquery`. */
  relationship: z.string().optional(),
  /** `CTE recent`, `InitPlan 1`, `SubPlan 2`. */
  subplanName: z.string().optional(),
  parallelAware: z.boolean(),
  /**
   * An InitPlan, SubPlan or CTE that other nodes than its parent ran: those nodes. Their inclusive
   * figures contain it, the parent's alone do not.
   */
  ranInIds: z.array(z.number()).optional(),

  /** Executions, over all processes. 0 when never executed or not analysed. */
  loops: z.number(),
  /** Rows of all loops and processes (multiplied out). 0 without ANALYZE. */
  rows: z.number(),
  /** Planned rows of all loops, comparable with `rows`; of one loop without ANALYZE. */
  plannedRows: z.number(),
  /** rows ÷ plannedRows or its inverse, always ≥ 1. Absent when never executed or not analysed. */
  estimateFactor: z.number().optional(),
  estimateDirection: z.enum(['under', 'over', 'exact']).optional(),
  neverExecuted: z.boolean(),
  rowsRemovedByFilter: z.number().optional(),

  startupCost: z.number().optional(),
  totalCost: z.number().optional(),
  exclusiveCost: z.number().optional(),
  width: z.number().optional(),

  /** Wall-clock estimate of the node and all below. */
  inclusiveMs: z.number().optional(),
  exclusiveMs: z.number().optional(),
  /** Processor time over all processes; larger than the wall estimate below a Gather. */
  inclusiveCpuMs: z.number().optional(),
  exclusiveCpuMs: z.number().optional(),

  /** shared hit + shared read. */
  inclusiveBlocks: z.number().optional(),
  exclusiveBlocks: z.number().optional(),
  inclusiveBuffers: bufferCountsSchema.optional(),
  exclusiveBuffers: bufferCountsSchema.optional(),
  /** I/O times add up over workers and can exceed wall time. */
  inclusiveIo: ioTimesSchema.optional(),
  exclusiveIo: ioTimesSchema.optional(),
  inclusiveIoMs: z.number().optional(),
  exclusiveIoMs: z.number().optional(),
  exclusiveWal: walSchema.optional(),

  workersPlanned: z.number().optional(),
  workersLaunched: z.number().optional(),
  workers: z.array(planWorkerSchema).optional(),

  /** Every property the server gave, known or not, under the JSON format's key, children left out. */
  properties: z.record(z.string(), z.json()),
})
export type PlanNode = z.infer<typeof planNodeSchema>

export const severitySchema = z.enum(['high', 'medium', 'low'])
export type Severity = z.infer<typeof severitySchema>

export const planFindingSchema = z.object({
  /** Stable name of the rule: `seq-scan-discards`, `misestimate`… */
  kind: z.string(),
  severity: severitySchema,
  /** The node it is most about; others in `nodeIds`. */
  nodeId: z.number().optional(),
  nodeIds: z.array(z.number()),
  title: z.string(),
  /** The evidence, with figures. */
  detail: z.string(),
  /** What to do about it. */
  advice: z.string(),
  /** Wall time that the finding's nodes take by themselves, where times were measured. */
  costMs: z.number().optional(),
})
export type PlanFinding = z.infer<typeof planFindingSchema>

export const planSchema = z.object({
  /** How it was given. */
  source: z.enum(['json', 'text', 'yaml', 'xml']),
  /** The statement, where the source named it. */
  sql: z.string().optional(),
  serverVersion: z.string().optional(),
  /** What the source holds. */
  has: z.object({
    analyze: z.boolean(),
    timing: z.boolean(),
    costs: z.boolean(),
    buffers: z.boolean(),
    io: z.boolean(),
    wal: z.boolean(),
  }),
  planningMs: z.number().optional(),
  executionMs: z.number().optional(),
  planningBuffers: bufferCountsSchema.optional(),
  /** Beside the root, never inside it. */
  triggers: z.array(
    z.object({
      name: z.string(),
      constraint: z.string().optional(),
      relation: z.string().optional(),
      calls: z.number(),
      totalMs: z.number().optional(),
    }),
  ),
  jit: z
    .object({
      functions: z.number(),
      totalMs: z.number().optional(),
      generationMs: z.number().optional(),
      inliningMs: z.number().optional(),
      optimizationMs: z.number().optional(),
      emissionMs: z.number().optional(),
    })
    .optional(),
  serialization: z
    .object({ totalMs: z.number().optional(), bytes: z.number().optional(), format: z.string().optional() })
    .optional(),
  /** Planner settings that differ from their defaults (EXPLAIN SETTINGS). */
  settings: z.record(z.string(), z.string()),
  queryId: z.string().optional(),
  /** Top-level keys that this version of Pitwall does not know. */
  unknown: z.record(z.string(), z.json()),
  /** What the reader had to assume or leave out, one sentence each. */
  notes: z.array(z.string()),
  nodes: z.array(planNodeSchema),
  findings: z.array(planFindingSchema),
  /** The text as given. */
  raw: z.string(),
})
export type Plan = z.infer<typeof planSchema>
