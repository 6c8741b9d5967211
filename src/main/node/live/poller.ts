import { setTimeout as wait } from 'node:timers/promises'
import type { NodeSample } from '#shared/contract/node/live.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { AttachedThread } from '../attachments/index.ts'
import { askAgent, putAgent, removeAgent } from './agent.ts'
import { sampleOf } from './sample.ts'

const BETWEEN_SAMPLES_MS: Milliseconds = 1_000

/**
 * Asks the thread once a second what it does, until the signal fires. A thread that does not answer is
 * waited for as long as it takes: what it did meanwhile is in the sample that comes then.
 *
 * @throws Failure that tells why the thread was lost
 */
export async function pollThread(
  thread: AttachedThread,
  onSample: (sample: NodeSample) => void,
  signal: AbortSignal,
): Promise<void> {
  const options = { timeoutMs: Infinity, signal }
  removeBeforeDetaching(thread)
  try {
    let dueAt = performance.now()
    for (;;) {
      const askedAt = performance.now()
      const reading = await thread.evaluate(askAgent.schema, askAgent.source, askAgent.args, options)
      if (reading === null) {
        await thread.evaluate(putAgent.schema, putAgent.source, putAgent.args, options)
      } else {
        onSample(sampleOf(reading, Date.now(), performance.now() - askedAt))
      }
      // On the beat; one that was missed, or nearly, is left out.
      const now = performance.now()
      while (dueAt < now + BETWEEN_SAMPLES_MS / 2) dueAt += BETWEEN_SAMPLES_MS
      await wait(dueAt - now, undefined, { signal })
    }
  } catch (error) {
    // The agent ends by itself soon after.
    if (!signal.aborted) throw error
  }
}

/** Connections to threads that the agent is taken out of before they end. */
const prepared = new WeakSet<AttachedThread['inspector']>()

function removeBeforeDetaching(thread: AttachedThread): void {
  if (prepared.has(thread.inspector)) return
  prepared.add(thread.inspector)
  thread.beforeDetach(async () => {
    await thread.evaluate(removeAgent.schema, removeAgent.source, removeAgent.args)
  })
}
