import { Worker } from 'node:worker_threads'
import type { LeakRetainer } from '#shared/contract/node/leak.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { ExplainMessage, ExplainTask } from './explain-worker.ts'

/**
 * What holds the objects that are in the second snapshot and not in the first, in a thread of its own: snapshots of
 * hundreds of megabytes take seconds.
 *
 * @throws Failure BAD_INPUT where a file is no snapshot, UNSUPPORTED where it needs more memory than the
 *   thread may have, CANCELLED
 */
export async function explainGrowth(
  beforeFile: string,
  afterFile: string,
  signal: AbortSignal,
): Promise<LeakRetainer[]> {
  throwIfCancelled(signal)
  // In the sources the worker stands beside this file, in the build beside the bundle.
  const entry = import.meta.url.endsWith('.ts') ? './explain-worker.ts' : './leak-worker.js'
  const task: ExplainTask = { beforeFile, afterFile }
  const worker = new Worker(new URL(entry, import.meta.url), { workerData: task })
  const { promise, resolve, reject } = Promise.withResolvers<LeakRetainer[]>()
  const cancel = (): void => reject(new Failure('CANCELLED', 'Cancelled.'))
  signal.addEventListener('abort', cancel, { once: true })
  worker.on('message', (message: ExplainMessage) => {
    if (message.type === 'result') resolve(message.retainers)
    else reject(new Failure(message.code, message.message, { hint: message.hint }))
  })
  worker.on('error', (error) => reject(asFailure(error)))
  worker.on('exit', () => reject(new Error('The thread that compares snapshots ended without an answer.')))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', cancel)
    await worker.terminate()
  }
}

function asFailure(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'ERR_WORKER_OUT_OF_MEMORY') return error
  return new Failure('UNSUPPORTED', 'The heap snapshots are too large to be compared.', { cause: error })
}
