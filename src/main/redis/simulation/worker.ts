/** A thread that reads traces and simulates: started by `threads.ts`, which ends it. */
import { parentPort } from 'node:worker_threads'
import { Failure, type FailureCode } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import { footprintOf } from './footprint.ts'
import { type TtlOfNamespace, ttlsOfNamespaces } from './namespace-ttls.ts'
import { type Assumptions, readWorkload } from './read-workload.ts'
import { replay, type Replayed, type ReplaySettings } from './replay.ts'
import type { Workload } from './workload.ts'

export type Task =
  | ({ type: 'read'; file: string } & Assumptions)
  | ({ type: 'ttls'; file: string; wantedHitRate: number } & Assumptions)
  | { type: 'replay'; workload: Workload; settings: ReplaySettings }

/** What a trace came to. */
export interface ReadTrace {
  workload: Workload
  /** Of all keys at once, as the server counts it; without what it holds when empty. */
  footprint: Bytes
  notes: string[]
}

export interface TaskResults {
  read: ReadTrace
  ttls: TtlOfNamespace[]
  replay: Replayed
}

export type TaskMessage =
  | { type: 'progress'; accesses: number }
  | { type: 'result'; result: TaskResults[keyof TaskResults] }
  | {
      type: 'failure'
      code: FailureCode
      message: string
      hint: string | undefined
      facts: Failure['facts']
    }

parentPort?.on('message', (task: Task) => void answer(task))

async function answer(task: Task): Promise<void> {
  try {
    send({
      type: 'result',
      result: await perform(task, (accesses) => send({ type: 'progress', accesses })),
    })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { code, message, hint, facts } = error
    send({ type: 'failure', code, message, hint, facts })
  }
}

/** Nothing is transferred: columns are shared, the rest is small. */
function send(message: TaskMessage): void {
  parentPort?.postMessage(message, [])
}

async function perform(
  task: Task,
  onProgress: (accesses: number) => void,
): Promise<TaskResults[keyof TaskResults]> {
  if (task.type === 'replay') return replay(task.workload, task.settings, onProgress)
  const { workload, namespaces, notes } = await readWorkload(task.file, task)
  if (task.type === 'ttls') return ttlsOfNamespaces(workload, namespaces, task.wantedHitRate)
  return { workload, footprint: footprintOf(workload), notes }
}
