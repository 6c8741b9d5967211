import * as z from 'zod'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import type { AttachedThread } from '../attachments/index.ts'
import { collectGarbage } from '../recording/index.ts'
import { pause } from './pause.ts'

/** What a thread holds on to, once nothing is under way and its garbage is collected. */
export interface Measurement {
  heapBytes: Bytes
  /** What the heap keeps alive outside itself, contents of buffers above all. */
  externalBytes: Bytes
  /** Of the process. */
  residentBytes: Bytes
  heapLimitBytes: Bytes
  /** What of the limit is for what lives on, which is less. */
  oldSpaceLimitBytes: Bytes
  at: Milliseconds
}

/** V8's and what it holds outside. */
export function bytesOf({ heapBytes, externalBytes }: Measurement): Bytes {
  return heapBytes + externalBytes
}

const heapSchema = z.object({ usedSize: z.number() })
const memorySchema = z.tuple([z.number(), z.number(), z.number(), z.number()])

const memory = `(builtin) => {
  const { external, rss } = process.memoryUsage()
  const limit = builtin('node:v8').getHeapStatistics().heap_size_limit
  // Three semi-spaces count, too: of 16 MiB, of 64 MiB since Node 22.
  const young = (Number(process.versions.node.split('.')[0]) < 22 ? 48 : 192) * 1048576
  return [external, rss, limit, Math.max(limit - young, limit / 5)]
}`

/** Two collections that leave this much alike have nothing more to find. */
const ALIKE: Bytes = 4 * 1024
const MOST_COLLECTIONS = 5
/** Finalizers and what weak references held are let go of in a turn of the event loop after a collection. */
const TURN_OF_THE_LOOP: Milliseconds = 10

/**
 * Collects garbage until no more is found, twice at least, and measures. The heap is read before anything
 * runs in the thread for the rest, which would be counted with it.
 */
export async function measureFloor(thread: AttachedThread, signal: AbortSignal): Promise<Measurement> {
  let heapBytes = Infinity
  for (let collection = 0; collection < MOST_COLLECTIONS; collection++) {
    await collectGarbage(thread, signal)
    await pause(TURN_OF_THE_LOOP, signal)
    const now = await heapOf(thread, signal)
    const isAlike = heapBytes - now < ALIKE
    heapBytes = Math.min(heapBytes, now)
    if (isAlike) break
  }
  const [externalBytes, residentBytes, heapLimitBytes, oldSpaceLimitBytes] = await thread.evaluate(
    memorySchema,
    memory,
    [],
    { signal },
  )
  const at = performance.now()
  return { heapBytes, externalBytes, residentBytes, heapLimitBytes, oldSpaceLimitBytes, at }
}

/** Between two looks at a heap that may be at work. */
const BETWEEN_LOOKS: Milliseconds = 40
/** The heap grows by less than this between looks when nobody is at work: looking leaves a little. */
const AT_REST: Bytes = 8 * 1024
const LOOKS_AT_REST = 3

/**
 * Waits until nothing is allocated in the thread, which is when its event loop has nothing to do, and at
 * most for the time: timers of a service need not ever be quiet.
 *
 * @returns whether it came to rest
 */
export async function untilQuiet(
  thread: AttachedThread,
  longest: Milliseconds,
  signal: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + longest
  let atRest = 0
  let before = await heapOf(thread, signal)
  while (atRest < LOOKS_AT_REST && performance.now() < until) {
    await pause(BETWEEN_LOOKS, signal)
    const now = await heapOf(thread, signal)
    atRest = Math.abs(now - before) < AT_REST ? atRest + 1 : 0
    before = now
  }
  return atRest === LOOKS_AT_REST
}

async function heapOf(thread: AttachedThread, signal: AbortSignal): Promise<Bytes> {
  const { usedSize } = await thread.inspector.call('Runtime.getHeapUsage', {}, heapSchema, {
    timeoutMs: PATIENCE,
    signal,
  })
  return usedSize
}

/** A thread that computes for seconds answers only then. */
const PATIENCE: Milliseconds = 60_000
