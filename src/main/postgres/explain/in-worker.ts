import { Worker } from 'node:worker_threads'
import type { Plan } from '#shared/contract/plan.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { WorkerAnswer } from './worker.ts'

/**
 * Reads a plan in a worker thread of its own, which ends with the answer or with the signal. Throws the
 * reader's Failures, CANCELLED when the signal fires, and BAD_INPUT when the plan needs more memory
 * than a thread may have.
 */
export async function planFromTextInWorker(text: string, signal?: AbortSignal): Promise<Plan> {
  throwIfCancelled(signal)
  // In the sources the worker stands beside this file, in the build beside the bundle.
  const entry = import.meta.url.endsWith('.ts') ? './worker.ts' : './plan-worker.js'
  const worker = new Worker(new URL(entry, import.meta.url), { workerData: { text } })
  const ended = new AbortController()
  try {
    const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
      const cancel = () => reject(new Failure('CANCELLED', 'Cancelled.'))
      signal?.addEventListener('abort', cancel, { once: true, signal: ended.signal })
      worker.once('message', resolve)
      worker.once('error', (error) => reject(asFailure(error)))
      worker.once('exit', (status) => {
        reject(new Error(`The thread that reads plans ended with status ${status} and no answer.`))
      })
    })
    if (answer.type === 'failure') {
      throw new Failure(answer.code, answer.message, { hint: answer.hint, facts: answer.facts })
    }
    // The text stays here rather than be copied to the thread and back.
    return { ...answer.plan, raw: text }
  } finally {
    ended.abort()
    await worker.terminate()
  }
}

function asFailure(error: unknown): unknown {
  const outOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  if (!outOfMemory) return error
  return new Failure('BAD_INPUT', 'The plan is too large to be read in the memory there is.', {
    hint: 'Save only the one EXPLAIN output you want to look at, not the whole log.',
    cause: error,
  })
}
