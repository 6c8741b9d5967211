import type { RecordingSettings } from '#shared/contract/node/recording.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { AttachedThread } from '../attachments/index.ts'
import type { CallOptions } from '../inspector/index.ts'
import { claim } from './claims.ts'
import { LONGEST_GOODBYE, LONGEST_HANDOVER, profileOf, type Sampling } from './sampling.ts'
import { trimStacks } from './trim-stacks.ts'
import { sourceName } from './words.ts'

export type HeapSettings = Omit<Extract<RecordingSettings, { kind: 'heap' }>, 'kind'>

export interface HeapSampling extends Sampling {
  /** What it has so far, as a `.heapprofile`; it goes on. */
  read: () => Promise<Uint8Array>
}

const handover = { timeoutMs: LONGEST_HANDOVER }

/**
 * Starts V8's sampling heap profiler in a thread: it has begun when this resolves. When the signal
 * fires before its end it is thrown away.
 *
 * @throws Failure REFUSED where somebody samples this heap already, CANCELLED, and what the inspector
 *   throws; then it does not run
 */
export async function sampleHeap(
  thread: AttachedThread,
  settings: HeapSettings,
  signal?: AbortSignal,
): Promise<HeapSampling> {
  const { inspector } = thread
  const release = claim(thread, 'heap')
  try {
    await refuseSampled(thread, signal)
  } catch (error) {
    release()
    throw error
  }
  let ended: Promise<Uint8Array> | undefined
  const stop = async (options: CallOptions): Promise<Uint8Array> => {
    signal?.removeEventListener('abort', onAbort)
    ended ??= inspector.callForBytes('HeapProfiler.stopSampling', {}, options).finally(release)
    return await ended
  }
  const discard = async (): Promise<void> => {
    await stop({ timeoutMs: LONGEST_GOODBYE }).catch(() => {})
  }
  const onAbort = (): void => void discard()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    await inspector.send(
      'HeapProfiler.startSampling',
      {
        samplingInterval: settings.intervalBytes,
        // V8 up to Node 24 does not know it and keeps 128.
        stackDepth: settings.depth,
        includeObjectsCollectedByMajorGC: settings.includeCollected,
        includeObjectsCollectedByMinorGC: settings.includeCollected,
      },
      { signal },
    )
  } catch (error) {
    // It may still begin when the thread comes to it.
    await discard()
    throw error
  }
  const fileOf = (answer: Uint8Array): Uint8Array => trimStacks(profileOf(answer), settings.depth)
  return {
    read: async () => fileOf(await inspector.callForBytes('HeapProfiler.getSamplingProfile', {}, handover)),
    async end(cancel) {
      const answer = await stop({ ...handover, signal: cancel })
      throwIfCancelled(signal)
      return fileOf(answer)
    },
    discard,
  }
}

/**
 * An isolate has one sampling heap profiler: to start a second is ignored, and to stop that one stops
 * the first. `--heap-prof` uses it, and so does another inspector.
 */
async function refuseSampled(thread: AttachedThread, signal: AbortSignal | undefined): Promise<void> {
  try {
    await thread.inspector.callForBytes('HeapProfiler.getSamplingProfile', {}, { signal })
  } catch (error) {
    // "V8 sampling heap profiler was not started."
    if (error instanceof Failure && error.code === 'SERVER_ERROR') return
    throw error
  }
  throw new Failure('REFUSED', `Another program samples the heap of ${sourceName(thread)} already.`, {
    hint: 'It may have been started with --heap-prof, or other developer tools record its allocations.',
  })
}
