import * as z from 'zod'
import type { AttachedThread } from '../attachments/index.ts'

/** A thread that runs its code as it is written, function by function, and optimises none of it. */
export interface PlainCode {
  /** Scripts that were run since the last time and have their name with others: code that is made while it runs. */
  countMadeCode: () => Promise<number>
  /** Lets it optimise again. No error where the thread is gone. */
  stop: () => Promise<void>
}

const coverageSchema = z.object({ result: z.array(z.object({ url: z.string() })) })
/** Counts of a large program are some megabytes of text. */
const patience = { timeoutMs: 60_000 }

/**
 * Keeps a thread from optimising by having V8 count how often each function is called. For two reasons.
 * The sampler sees the functions that are on the stack, and one that was built into its caller is not:
 * the allocation would be told of the caller. And optimised code comes and goes in the heap by tens and hundreds of kB,
 * so that a heap without it is measured ten times as exactly. The thread computes more slowly meanwhile.
 *
 * V8 then also keeps what it knows of each function that was ever made, so that a program that makes code
 * for each request (`new Function`, `node:vm`) grows by it: {@link PlainCode.countMadeCode} tells.
 *
 * @returns null where the program counts its own calls (`NODE_V8_COVERAGE`), which must not be ended
 */
export async function keepCodePlain(thread: AttachedThread, signal: AbortSignal): Promise<PlainCode | null> {
  const isCounted = await thread.evaluate(z.boolean(), `() => Boolean(process.env.NODE_V8_COVERAGE)`, [], {
    signal,
  })
  if (isCounted) return null
  const { inspector } = thread
  await inspector.send('Profiler.enable', {}, { signal })
  await inspector.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false }, { signal })
  const takeOut = async (): Promise<void> => {
    try {
      await inspector.send('Profiler.stopPreciseCoverage')
    } catch {
      // The thread is gone; with the connection V8 stops by itself.
    }
  }
  const forget = thread.beforeDetach(takeOut)
  return {
    async countMadeCode() {
      const { result } = await inspector.call('Profiler.takePreciseCoverage', {}, coverageSchema, {
        ...patience,
        signal,
      })
      return result.length - new Set(result.map(({ url }) => url)).size
    },
    async stop() {
      forget()
      await takeOut()
    },
  }
}
