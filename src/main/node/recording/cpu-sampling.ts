import type { RecordingSettings } from '#shared/contract/node/recording.ts'
import { Failure } from '#shared/failure.ts'
import type { AttachedThread } from '../attachments/index.ts'
import type { Inspector } from '../inspector/index.ts'
import { claim } from './claims.ts'
import { LONGEST_GOODBYE, LONGEST_HANDOVER, profileOf, type Sampling } from './sampling.ts'

type CpuSettings = Extract<RecordingSettings, { kind: 'cpu' }>

/** V8 keeps every sample in the process, some 40 bytes each, and hands them over as one text of some 12 each. */
const MOST_SAMPLES = 20_000_000

/** @throws Failure BAD_INPUT where so many samples would be too much for the process */
export function checkSamples({ intervalUs }: CpuSettings, seconds: number): void {
  const samples = (seconds * 1_000_000) / intervalUs
  if (samples <= MOST_SAMPLES) return
  const shortest = Math.ceil((seconds * 1_000_000) / MOST_SAMPLES)
  throw new Failure(
    'BAD_INPUT',
    `A sample every ${intervalUs} µs for ${seconds} s is ${Math.round(samples / 1e6)} million samples, more than a process can keep.`,
    { hint: `Sample every ${shortest} µs or more for that long, or record for a shorter time.` },
  )
}

/**
 * Starts V8's CPU profiler in a thread; a `.cpuprofile` when it ends.
 *
 * @throws Failure REFUSED where this is done already, and what the inspector throws; then it does not run
 */
export async function sampleCpu(
  thread: AttachedThread,
  { intervalUs }: CpuSettings,
  signal?: AbortSignal,
): Promise<Sampling> {
  const { inspector } = thread
  const release = claim(thread, 'cpu')
  // Unlike Profiler.stop this does not write the samples out.
  const discard = async (): Promise<void> => {
    await inspector.send('Profiler.disable', {}, { timeoutMs: LONGEST_GOODBYE }).catch(() => {})
    release()
  }
  try {
    await inspector.send('Profiler.enable', {}, { signal })
    await inspector.send('Profiler.setSamplingInterval', { interval: intervalUs }, { signal })
    await inspector.send('Profiler.start', {}, { signal })
    await compileAnew(inspector, signal)
  } catch (error) {
    await discard()
    throw error
  }
  return {
    discard,
    async end(cancel) {
      const options = { timeoutMs: LONGEST_HANDOVER, signal: cancel }
      try {
        return profileOf(await inspector.callForBytes('Profiler.stop', {}, options))
      } finally {
        await discard()
      }
    },
  }
}

/**
 * Has V8 throw away its optimised code. When a profiler starts, V8 tells it of the functions that are
 * there, but not of code that was entered in the middle of a loop (on-stack replacement): the time of
 * such a function would be counted to its caller for as long as it runs there, which is for ever in a
 * service that has warmed up (seen with Node 22 and 24). The process runs slower for some tenths of a
 * second, until what is hot is optimised again; as the profiler runs already, it hears of that.
 */
async function compileAnew(inspector: Inspector, signal: AbortSignal | undefined): Promise<void> {
  try {
    // To begin to count calls exactly means that no function may be inlined from before.
    const settings = { callCount: false, detailed: false }
    await inspector.send('Profiler.startPreciseCoverage', settings, { signal })
    await inspector.send('Profiler.stopPreciseCoverage', {}, { signal })
  } catch (error) {
    // A profile without it is worth having, too.
    if (!(error instanceof Failure) || error.code !== 'SERVER_ERROR') throw error
  }
}
