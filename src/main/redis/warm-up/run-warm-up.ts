import { setTimeout as wait } from 'node:timers/promises'
import type { ResolvedTarget } from '#main/environments/index.ts'
import type { HttpAddress } from '#shared/contract/environments.ts'
import type { WarmUpInput, WarmUpSample } from '#shared/contract/redis/warm-up.ts'
import { throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { withRedis, type RedisServer } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { allowWarmUp } from './guard.ts'
import { Presence } from './presence.ts'
import { Reads, type Read } from './reads.ts'
import { compileRoutes } from './routes.ts'
import { Schedule } from './schedule.ts'
import { Tally } from './tally.ts'
import { MOST_IN_HTTP, warmThroughHttp } from './through-http.ts'
import { MOST_IN_REDIS, sendToRedis } from './through-redis.ts'

export type WarmUpEvent =
  | { type: 'sample'; sample: WarmUpSample }
  | {
      type: 'end'
      samples: WarmUpSample[]
      sent: number
      failed: number
      failures: { kind: string; count: number }[]
      unmatched: number
      notes: string[]
    }

export interface WarmUpSources {
  /** The file of a trace. Throws NOT_FOUND. */
  traceFile: (traceId: string) => string
  /** Throws NOT_FOUND, and BAD_INPUT where it is no HTTP service. */
  httpTarget: (targetId: string) => Promise<ResolvedTarget<HttpAddress>>
}

const TICK: Milliseconds = 5
/** What a tick may come too late before it is the generator that lags. */
const LAG: Milliseconds = 100

/**
 * Sends the reads of a trace for the stated time, at the stated rate; a sample each second, and at the
 * end what became of them. Stops at once when the signal fires or nobody listens any more.
 *
 * @throws Failure REFUSED by the guard, BAD_INPUT where there is nothing to send, of the connection to
 * Redis, CANCELLED. Requests that fail are counted by their kind and end nothing.
 */
export async function* runWarmUp(
  target: RedisTarget,
  input: WarmUpInput,
  sources: WarmUpSources,
  timeouts: { connectTimeoutMs: Milliseconds },
  signal?: AbortSignal,
): AsyncGenerator<WarmUpEvent> {
  const { through } = input
  const http = through.kind === 'http' ? await sources.httpTarget(through.targetId) : undefined
  allowWarmUp(target, http, input.confirmation)
  const pathOf = through.kind === 'http' ? compileRoutes(through.routes) : undefined
  const reads = new Reads(sources.traceFile(input.traceId), input.match, pathOf)
  const tally = new Tally()
  const unheard = new AbortController()
  const whole = signal ? AbortSignal.any([signal, unheard.signal]) : unheard.signal
  // The work goes on whether or not somebody takes the samples just then: it keeps to its schedule.
  const state = { running: true, notes: [] as string[], news: Promise.withResolvers<void>() }
  const tell = (): void => state.news.resolve()
  const work = withRedis(target, { timeouts, signal: whole }, async (server) => {
    state.notes = await send(server, http, input, reads, tally, whole, tell)
  }).finally(() => {
    state.running = false
    tell()
  })
  // It is awaited below; until then its failure is no surprise.
  work.catch(() => {})
  let told = 0
  try {
    while (state.running) {
      await state.news.promise
      state.news = Promise.withResolvers()
      for (; told < tally.samples.length; told += 1) {
        const sample = tally.samples[told]
        if (sample) yield { type: 'sample', sample }
      }
    }
    await work
    yield {
      type: 'end',
      samples: tally.samples,
      sent: tally.sent,
      failed: tally.failed,
      failures: [...tally.failures]
        .map(([kind, count]) => ({ kind, count }))
        .toSorted((one, other) => other.count - one.count),
      unmatched: reads.unmatched,
      notes: state.notes,
    }
  } finally {
    unheard.abort()
    await work.catch(() => {})
  }
}

/** Sends until the time is over and all that was sent has been answered; the notes about it. */
async function send(
  server: RedisServer,
  http: ResolvedTarget<HttpAddress> | undefined,
  { readsPerSecond, seconds }: WarmUpInput,
  reads: Reads,
  tally: Tally,
  signal: AbortSignal,
  tell: () => void,
): Promise<string[]> {
  const presence = new Presence(server)
  const warmer = http && warmThroughHttp(http, presence, signal)
  const most = warmer ? MOST_IN_HTTP : MOST_IN_REDIS
  const queue = reads.batches(signal)
  const schedule = new Schedule(readsPerSecond)
  const underWay = new Set<Promise<void>>()
  const state: { inFlight: number; worstLag: Milliseconds; failures: unknown[] } = {
    inFlight: 0,
    worstLag: 0,
    failures: [],
  }
  const begin = (batch: readonly Read[]): void => {
    state.inFlight += batch.length
    tally.sent += batch.length
    const onDone = (reads: number): void => {
      state.inFlight -= reads
    }
    const sending = (warmer ? warmer.send(batch, tally, onDone) : sendToRedis(server, batch, tally, onDone))
      .catch((reason: unknown) => void state.failures.push(reason))
      .finally(() => underWay.delete(sending))
    underWay.add(sending)
  }
  const throwFailure = (): void => {
    throwIfCancelled(signal)
    if (state.failures.length > 0) throw state.failures[0]
  }

  try {
    let ready = await nextOf(queue)
    let at = 0
    const startedAt = performance.now()
    let nextSample = 1000
    let lastTick = 0
    for (;;) {
      throwFailure()
      const elapsed = performance.now() - startedAt
      state.worstLag = Math.max(state.worstLag, elapsed - lastTick - TICK)
      lastTick = elapsed
      if (elapsed >= seconds * 1000) break
      if (elapsed >= nextSample) {
        tally.late = schedule.late
        tally.endSample(elapsed)
        tell()
        nextSample += 1000
      }
      let due = schedule.due(elapsed, most - state.inFlight)
      while (due > 0) {
        if (at === ready.length) {
          ready = await nextOf(queue)
          at = 0
        }
        const batch = ready.slice(at, at + due)
        at += batch.length
        due -= batch.length
        begin(batch)
      }
      await wait(TICK, undefined, { signal }).catch(() => throwIfCancelled(signal))
    }
    await Promise.all(underWay)
    throwFailure()
    tally.late = schedule.late
    tally.endSample(performance.now() - startedAt)
    tell()
    return notesOf({
      reads,
      presence,
      isHttp: warmer !== undefined,
      late: schedule.late,
      lag: state.worstLag,
    })
  } finally {
    await queue.return(undefined)
    await warmer?.close()
  }
}

async function nextOf(queue: AsyncGenerator<readonly Read[]>): Promise<readonly Read[]> {
  const next = await queue.next()
  return next.done ? [] : next.value
}

function notesOf(run: {
  reads: Reads
  presence: Presence
  isHttp: boolean
  late: number
  lag: Milliseconds
}): string[] {
  const { reads, presence, isHttp, late, lag } = run
  const notes: string[] = []
  if (!isHttp)
    notes.push(
      'The reads were sent to Redis itself: they show the hit rate, but nobody fills what is missing.',
    )
  if (reads.rounds > 0) {
    notes.push(
      `The trace has ${count(reads.perRound)} of these reads; they were begun again ${reads.rounds === 1 ? 'once' : `${count(reads.rounds)} times`}.`,
    )
  }
  if (presence.isCounted) {
    notes.push(
      'MEMORY USAGE is forbidden here, so PTTL was asked: the server counts it among its hits and misses.',
    )
  }
  if (lag > LAG) {
    notes.push(
      `Pitwall itself was up to ${Math.round(lag)} ms late in sending: the machine it runs on was busy, so the rate was not even.`,
    )
  } else if (late > 0) {
    notes.push(
      `${isHttp ? 'The service' : 'Redis'} did not keep up: ${count(late)} reads could not be sent in time and were left out.`,
    )
  }
  return notes
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
