import { setTimeout as wait } from 'node:timers/promises'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'

/** @throws Failure CANCELLED at once when the signal fires */
export async function pause(time: Milliseconds, signal: AbortSignal): Promise<void> {
  try {
    await wait(time, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
    throw new Failure('CANCELLED', 'Cancelled.', { cause: error })
  }
}
