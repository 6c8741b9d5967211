import type { Milliseconds } from '#shared/units.ts'
import type { AttachedThread } from '../attachments/index.ts'

/** A full collection of a heap of some gigabytes takes seconds, on a busy machine many. */
const LONGEST_COLLECTION: Milliseconds = 60_000

/** Makes the thread collect all its garbage, as V8 does before a snapshot; the thread stands still meanwhile. */
export async function collectGarbage(thread: AttachedThread, signal?: AbortSignal): Promise<void> {
  await thread.inspector.send(
    'HeapProfiler.collectGarbage',
    {},
    { timeoutMs: LONGEST_COLLECTION, ...(signal ? { signal } : {}) },
  )
}
