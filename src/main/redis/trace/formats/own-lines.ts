import * as z from 'zod'
import { recordingCostSchema } from '#shared/contract/redis/traces.ts'
import { limitationSchema } from '#shared/contract/finding.ts'
import type { Access, AccessKind } from '../access.ts'

/**
 * Pitwall's own format: JSON Lines, packed with gzip when Pitwall writes it.
 *
 * The first line says what it is ({@link TraceHeader}). After it, in the order of time, accesses
 * ({@link AccessLine}) and once a second what the server counted ({@link CounterSample}, marked by
 * its field `counters`); a trace of the mode `statistics` has only these. The last line, which is
 * missing where the recording was killed, has the one field `end` ({@link TraceEnd}).
 */
export const traceHeaderSchema = z.object({
  pitwall: z.literal('trace'),
  version: z.literal(1),
  mode: z.enum(['monitor', 'statistics']),
  /** What was recorded: the target's name. */
  name: z.string(),
  /** Epoch milliseconds; the `t` of the other lines count from here. */
  startedAt: z.number(),
  /** `Redis 7.2.4, cluster`. */
  server: z.string(),
  /** The database whose keys these are. */
  database: z.number(),
})
export type TraceHeader = z.infer<typeof traceHeaderSchema>

/** One access; absent fields are undefined in {@link Access}. */
export interface AccessLine {
  /** Milliseconds since `startedAt`, by the server's clock. */
  t: number
  /** The client's number. */
  c: number
  op: AccessKind
  /** The command, where it is not the name of the `op`. */
  cmd?: string
  /** As `keyNameOf`: text, or `base64:` and the bytes. */
  key: string
  /** Size of the value that was written. */
  bytes?: number
  /** The TTL given: null takes it off, absent leaves it. */
  ttlMs?: number | null
  hit?: boolean
  /** On top of what is there. */
  partial?: true
  /** Only if the key is absent or present. */
  if?: 'absent' | 'present'
  /** A look that LRU and LFU do not count. */
  noTouch?: true
}

/** What the server (all masters together) counted since the sample before. */
export const counterSampleSchema = z.object({
  t: z.number(),
  counters: z.object({
    hits: z.number(),
    misses: z.number(),
    commands: z.number(),
    evictions: z.number(),
    expirations: z.number(),
  }),
})
export type CounterSample = z.infer<typeof counterSampleSchema>

export const traceEndSchema = z.object({
  end: z.object({
    durationMs: z.number(),
    cost: recordingCostSchema.optional(),
    limitations: z.array(limitationSchema),
  }),
})
export type TraceEnd = z.infer<typeof traceEndSchema>['end']

/** The line of an access, without a line's end. */
export function lineOfAccess(access: Access, startedAt: number): string {
  // Microseconds are what MONITOR tells.
  const t = Math.round((access.at - startedAt) * 1000) / 1000
  let line = `{"t":${t},"c":${access.client},"op":"${access.op}","cmd":${JSON.stringify(access.command)},"key":${JSON.stringify(access.key)}`
  if (access.bytes !== undefined) line += `,"bytes":${access.bytes}`
  if (access.ttlMs !== undefined) line += `,"ttlMs":${access.ttlMs}`
  if (access.outcome) line += `,"hit":${access.outcome === 'hit'}`
  if (access.partial) line += ',"partial":true'
  if (access.onlyIf) line += `,"if":"${access.onlyIf}"`
  if (access.noTouch) line += ',"noTouch":true'
  return `${line}}`
}
