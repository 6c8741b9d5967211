import type { RoundLoad } from '#shared/contract/node/leak.ts'
import type { Milliseconds } from '#shared/units.ts'
import { sendRequests } from '../rounds/index.ts'
import { pause } from './pause.ts'

/** What was sent, or what came meanwhile. */
export interface Sent {
  /** Answered and failed; null for traffic, which is counted in the threads. */
  requests: number | null
  answered: number
  errors: Record<string, number>
  elapsedMs: Milliseconds
}

export interface HowMuch {
  /** Requests to send; not used by traffic. */
  count: number
  /** To wait for traffic; the longest that requests are sent. */
  ms: Milliseconds
}

/** Tells how far it is, 0 to 1, and how many requests ended in the last second or so. */
export type OnLoad = (done: number, requestsPerSecond: number | null) => void

/**
 * Sends requests or waits for traffic.
 *
 * @throws Failure REFUSED for hosts that are not this machine, CANCELLED
 */
export async function putLoad(
  load: RoundLoad,
  { count, ms }: HowMuch,
  onLoad: OnLoad,
  signal: AbortSignal,
): Promise<Sent> {
  if (load.kind === 'traffic') return await waitForTraffic(ms, onLoad, signal)
  const began = performance.now()
  const { sent, answered, errors, elapsedMs } = await sendRequests(load.requests, {
    count,
    concurrency: load.concurrency,
    longestMs: ms,
    signal,
    onProgress: (ended) => {
      // Thousands a second, and looked at five times.
      if (ended % 64 !== 0 && ended !== count) return
      const elapsed = performance.now() - began
      const done = ms === Infinity ? ended / count : Math.max(ended / count, elapsed / ms)
      onLoad(Math.min(1, done), (ended / Math.max(elapsed, 1)) * 1000)
    },
  })
  return { requests: sent, answered, errors, elapsedMs }
}

async function waitForTraffic(ms: Milliseconds, onLoad: OnLoad, signal: AbortSignal): Promise<Sent> {
  const began = performance.now()
  for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - began) {
    onLoad(elapsed / ms, null)
    await pause(Math.min(200, ms - elapsed), signal)
  }
  return { requests: null, answered: 0, errors: {}, elapsedMs: performance.now() - began }
}
