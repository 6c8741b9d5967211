import { rm } from 'node:fs/promises'
import { tellProgress } from '#main/progress.ts'
import type { TraceEvent, TraceHead } from '#shared/contract/redis/traces.ts'
import type { Bytes, EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { withRedis, type RedisServer } from '../../connect/index.ts'
import type { RedisTarget } from '../../redis-target.ts'
import type { TraceEnd, TraceHeader } from '../formats/own-lines.ts'
import { traceSummary } from '../summary/trace-summary.ts'
import { allowMonitor } from './guard.ts'
import { type Load, watchLoad } from './load.ts'
import { costOf, recordAccesses, recordStatistics, type Recorder } from './recording.ts'
import { TraceWriter } from './trace-writer.ts'

/** How long the server is watched before MONITOR begins, to know what it costs. */
const MEASURED_BEFORE: Milliseconds = 2000
/** The rate shown is that of about this time. */
const RATE_OVER: Milliseconds = 1000

export interface RecordOptions {
  mode: TraceHead['mode']
  seconds: number
  /** The file is never larger. */
  maxBytes: Bytes
  /** The environment's name, typed, where its guard asks for it. */
  confirmation?: string | undefined
  /** Written under this name when it is whole, and only then. */
  file: string
  /** Of the kept trace. */
  id?: string
  /** Ends the recording before its time; what there is is kept. */
  stop?: AbortSignal
}

type Progress = Extract<TraceEvent, { type: 'progress' }>

/**
 * Records what clients access, for a stated time and no longer, into a file in Pitwall's own format;
 * the last event is what the trace says. When `signal` fires, or nobody listens any more, nothing is
 * left of it.
 *
 * @throws Failure REFUSED where the environment's name is missing, PERMISSION where MONITOR or INFO is
 * forbidden, BAD_INPUT where the file cannot be written, CANCELLED
 */
export async function* recordTrace(
  target: RedisTarget,
  options: RecordOptions,
  timeouts: { connectTimeoutMs: Milliseconds },
  signal?: AbortSignal,
): AsyncGenerator<TraceEvent> {
  if (options.mode === 'monitor') allowMonitor(target, options.confirmation)
  const state = {
    phase: (options.mode === 'monitor' ? 'measuring' : 'recording') as Progress['phase'], // changes below
    accesses: 0,
    writer: undefined as TraceWriter | undefined, // made below
  }
  const rate = rateOver(RATE_OVER)
  const totalMs = options.seconds * 1000 + (options.mode === 'monitor' ? MEASURED_BEFORE : 0)
  const summary = yield* tellProgress(
    signal,
    (elapsedMs): TraceEvent => ({
      type: 'progress',
      phase: state.phase,
      elapsedMs: Math.min(elapsedMs, totalMs),
      totalMs,
      accesses: state.accesses,
      accessesPerSecond: rate(state.accesses),
      fileBytes: state.writer?.bytes ?? 0,
    }),
    async (workSignal) => {
      await withRedis(target, { timeouts, signal: workSignal }, async (server) => {
        const before = options.mode === 'monitor' ? await loadBefore(server, options.stop) : undefined
        state.phase = 'recording'
        const writer = await TraceWriter.open(options.file, options.maxBytes)
        state.writer = writer
        try {
          const end = await record(target, server, writer, options, before, (count) => {
            state.accesses += count
          })
          workSignal.throwIfAborted()
          await writer.finish(JSON.stringify({ end }))
        } catch (error) {
          await writer.discard()
          throw error
        }
      })
      state.phase = 'summing up'
      try {
        return await traceSummary(options.file, {
          signal: workSignal,
          ...(options.id === undefined
            ? {}
            : { head: { id: options.id, name: target.name, targetId: target.id } }),
        })
      } catch (error) {
        await rm(options.file, { force: true })
        throw error
      }
    },
  )
  yield { type: 'trace', summary }
}

async function loadBefore(server: RedisServer, stop: AbortSignal | undefined): Promise<Load> {
  return await watchLoad(server, withStop(MEASURED_BEFORE, stop))
}

async function record(
  target: RedisTarget,
  server: RedisServer,
  writer: TraceWriter,
  { mode, seconds, stop }: RecordOptions,
  before: Load | undefined,
  onAccesses: (count: number) => void,
): Promise<TraceEnd> {
  const startedAt = await timeOf(server)
  const header: TraceHeader = {
    pitwall: 'trace',
    version: 1,
    mode,
    name: target.name,
    startedAt,
    server: serverName(server),
    database: target.address.database,
  }
  writer.line(JSON.stringify(header))
  const began = performance.now()
  const recorder: Recorder = {
    server,
    writer,
    startedAt,
    began,
    onAccesses,
    database: header.database,
    over: withStop(seconds * 1000, stop),
  }
  const { load, limitations } = await (before ? recordAccesses(recorder) : recordStatistics(recorder))
  return {
    durationMs: Math.round(performance.now() - began),
    ...(before ? { cost: costOf(before, load) } : {}),
    limitations: [...server.limitations, ...limitations],
  }
}

/** Fires after the time, or at the user's word. */
function withStop(time: Milliseconds, stop: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(time)
  return stop ? AbortSignal.any([timeout, stop]) : timeout
}

/** The server's clock: MONITOR tells times by it. */
async function timeOf({ masters }: RedisServer): Promise<EpochMilliseconds> {
  const [reply] = (await masters[0]?.pipeline([['TIME']])) ?? []
  if (!Array.isArray(reply)) return Date.now()
  const [seconds, micros] = reply.map(Number)
  return Math.floor((seconds ?? 0) * 1000 + (micros ?? 0) / 1000)
}

function serverName({ facts: { product, version, topology } }: RedisServer): string {
  return `${product} ${version}`.trim() + (topology === 'standalone' ? '' : `, ${topology}`)
}

function rateOver(span: Milliseconds): (count: number) => number {
  let from = { at: performance.now(), count: 0 }
  let rate = 0
  return (count) => {
    const now = performance.now()
    if (now - from.at >= span) {
      rate = ((count - from.count) * 1000) / (now - from.at)
      from = { at: now, count }
    }
    return rate
  }
}
