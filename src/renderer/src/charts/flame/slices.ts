/** Long work on the page in short pieces, so that keys and pointers are answered in between. */
import type { FrameTable } from '#shared/profile/model.ts'
import { type FrameMatches, searchInSteps } from '#shared/profile/search.ts'
import type { Milliseconds } from '#shared/units.ts'

/** A third of what a frame has at sixty a second. */
const longestSlice: Milliseconds = 6

/** Runs steps to their end, pausing for the page whenever a slice is used up. Rejects when aborted. */
export async function inSlices<T>(steps: Generator<unknown, T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    const until = performance.now() + longestSlice
    do {
      const step = steps.next()
      if (step.done === true) return step.value
    } while (performance.now() < until)
    await turn()
    signal?.throwIfAborted()
  }
}

/** The frames that fit a query; see `searchFrames`. */
export function searchFramesInSlices(
  frames: FrameTable,
  query: string,
  signal?: AbortSignal,
): Promise<FrameMatches> {
  return inSlices(searchInSteps(frames, query), signal)
}

/** Lets the page do what is waiting. A message is not held back as a timer is. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null)
  })
}
