import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'

/** A profiler that runs in a thread of the target. It ends once, by one of the two. */
export interface Sampling {
  /** Stops it; the file's bytes. When the signal fires nobody waits for them any more. */
  end: (signal?: AbortSignal) => Promise<Uint8Array>
  /**
   * Stops it and throws away what it has. No error where the thread is gone meanwhile, or does not answer
   * soon: it stops when it comes to it.
   */
  discard: () => Promise<void>
}

/** How long one who cancels waits for the thread to stop its profiler. */
export const LONGEST_GOODBYE: Milliseconds = 3_000

/** V8 writes tens of millions of samples as text at the end, which takes it a minute and more. */
export const LONGEST_HANDOVER: Milliseconds = 300_000

/**
 * The profile alone of an answer `{"profile":…}`, as bytes.
 *
 * @throws Failure UNSUPPORTED where the answer is another
 */
export function profileOf(answer: Uint8Array): Uint8Array {
  const beginning = Buffer.from('{"profile":')
  const isOne =
    answer.length > beginning.length + 1 &&
    beginning.equals(answer.subarray(0, beginning.length)) &&
    answer.at(-1) === 0x7d // }
  if (!isOne) {
    throw new Failure('UNSUPPORTED', 'The process answered with something that is no profile.', {
      hint: 'Pitwall reads the profiles of Node 18 and later.',
    })
  }
  return answer.subarray(beginning.length, -1)
}
