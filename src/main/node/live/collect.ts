import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { AttachedThread } from '../attachments/index.ts'
import type { Collection } from './room.ts'

/** A full collection of a heap of some gigabytes takes seconds, on a busy machine many. */
const LONGEST_MS: Milliseconds = 60_000

const usageSchema = z.object({ usedSize: z.number() })

/**
 * Makes the thread collect its garbage, fully.
 *
 * @throws Failure REFUSED where the environment is not open and its name was not typed
 */
export async function collect(
  thread: AttachedThread,
  confirmation: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Collection> {
  allowCollection(thread, confirmation)
  const { inspector } = thread
  const options = { signal, timeoutMs: LONGEST_MS }
  const before = await inspector.call('Runtime.getHeapUsage', {}, usageSchema, options)
  const startedAt = performance.now()
  await inspector.send('HeapProfiler.collectGarbage', {}, options)
  const elapsedMs = performance.now() - startedAt
  const after = await inspector.call('Runtime.getHeapUsage', {}, usageSchema, options)
  return { heapBeforeBytes: before.usedSize, heapAfterBytes: after.usedSize, elapsedMs }
}

/**
 * A collection changes nothing, so a read-only environment does not forbid it; but it stops the process
 * meanwhile, so every environment that is not open has its name typed first.
 */
function allowCollection({ environment }: AttachedThread, confirmation: string | undefined): void {
  if (environment === undefined) return
  const { name, guard } = environment
  if (guard === 'open' || confirmation === name) return
  throw new Failure(
    'REFUSED',
    `${name} asks for its name before garbage is collected there: it stops the process for a moment.`,
    {
      hint: `Type "${name}" to confirm.`,
      facts: { guard, environment: name, needs: 'confirmation' },
    },
  )
}
