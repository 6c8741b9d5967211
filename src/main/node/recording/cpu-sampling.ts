import type { RecordingSettings } from '#shared/contract/node/recording.ts'
import { Failure } from '#shared/failure.ts'
import type { AttachedThread } from '../attachments/index.ts'
import { claim } from './claims.ts'
import { LONGEST_HANDOVER, profileOf, type Sampling } from './sampling.ts'

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
export async function sampleCpu(thread: AttachedThread, { intervalUs }: CpuSettings): Promise<Sampling> {
  const { inspector } = thread
  const release = claim(thread, 'cpu')
  // Unlike Profiler.stop this does not write the samples out.
  const discard = async (): Promise<void> => {
    await inspector.send('Profiler.disable').catch(() => {})
    release()
  }
  try {
    await inspector.send('Profiler.enable')
    await inspector.send('Profiler.setSamplingInterval', { interval: intervalUs })
    await inspector.send('Profiler.start')
  } catch (error) {
    await discard()
    throw error
  }
  return {
    discard,
    async end() {
      try {
        return profileOf(await inspector.callForBytes('Profiler.stop', {}, { timeoutMs: LONGEST_HANDOVER }))
      } finally {
        await discard()
      }
    },
  }
}
