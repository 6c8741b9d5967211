import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Task, TaskMessage, TaskResults } from './worker.ts'

/** More would each want the memory of all keys for little gain. */
const MOST_THREADS = 4

/** Threads that simulate, one task each at a time. The owner closes them. */
export interface Threads {
  /**
   * Does a task in the next free thread. Throws the Failures of reading a trace, UNSUPPORTED when it needs
   * more memory than a thread may have, CANCELLED when the threads were closed meanwhile.
   */
  run: <T extends Task>(task: T, onProgress?: (accesses: number) => void) => Promise<TaskResults[T['type']]>
  close: () => Promise<void>
}

export function openThreads(wanted: number, signal?: AbortSignal): Threads {
  throwIfCancelled(signal)
  const most = Math.max(1, Math.min(wanted, availableParallelism(), MOST_THREADS))
  const workers = new Set<Worker>()
  const free: Worker[] = []
  const waiting: ((worker: Worker) => void)[] = []
  const closing = new AbortController()
  const ended = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal

  const take = async (): Promise<Worker> => {
    const worker = free.pop()
    if (worker) return worker
    if (workers.size >= most) return await new Promise((resolve) => waiting.push(resolve))
    const started = startWorker()
    workers.add(started)
    return started
  }
  const giveBack = (worker: Worker): void => {
    const next = waiting.shift()
    if (next) next(worker)
    else free.push(worker)
  }

  return {
    run: async (task, onProgress) => {
      const worker = await take()
      throwIfCancelled(ended)
      try {
        return await converse(worker, task, onProgress, ended)
      } finally {
        giveBack(worker)
      }
    },
    close: async () => {
      closing.abort()
      await Promise.all([...workers].map(async (worker) => await worker.terminate()))
    },
  }
}

function startWorker(): Worker {
  // In the sources the worker stands beside this file, in the build beside the bundle.
  const entry = import.meta.url.endsWith('.ts') ? './worker.ts' : './simulation-worker.js'
  return new Worker(new URL(entry, import.meta.url))
}

async function converse<T extends Task>(
  worker: Worker,
  task: T,
  onProgress: ((accesses: number) => void) | undefined,
  signal: AbortSignal,
): Promise<TaskResults[T['type']]> {
  const over = new AbortController()
  const { promise, resolve, reject } = Promise.withResolvers<TaskResults[T['type']]>()
  const receive = (message: TaskMessage): void => {
    if (message.type === 'progress') onProgress?.(message.accesses)
    // The worker answers a task with the result of its type.
    else if (message.type === 'result') resolve(message.result as TaskResults[T['type']])
    else reject(new Failure(message.code, message.message, { hint: message.hint, facts: message.facts }))
  }
  const fail = (error: unknown): void => reject(asFailure(error))
  const exit = (status: number): void => {
    reject(new Error(`The thread that simulates ended with status ${status} and no answer.`))
  }
  signal.addEventListener('abort', () => reject(new Failure('CANCELLED', 'Cancelled.')), {
    once: true,
    signal: over.signal,
  })
  worker.on('message', receive)
  worker.once('error', fail)
  worker.once('exit', exit)
  try {
    worker.postMessage(task, [])
    return await promise
  } finally {
    over.abort()
    worker.off('message', receive)
    worker.off('error', fail)
    worker.off('exit', exit)
  }
}

function asFailure(error: unknown): unknown {
  const outOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  if (!outOfMemory) return error
  return new Failure('UNSUPPORTED', 'The trace is too large to be simulated in the memory there is.', {
    hint: 'Simulate a part of it, such as an hour in which it is busy.',
    cause: error,
  })
}
