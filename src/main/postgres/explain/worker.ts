/** The thread that reads large plans: started by `in-worker.ts` with a text, answers once and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Plan } from '#shared/contract/plan.ts'
import { Failure, type FailureCode } from '#shared/failure.ts'
import { accountPlan } from './account.ts'
import { readRawPlan } from './read.ts'

/** A Failure is no longer one after it has been copied between threads, so its parts travel. */
export type WorkerAnswer =
  | { type: 'plan'; plan: Plan }
  | {
      type: 'failure'
      code: FailureCode
      message: string
      hint: string | undefined
      facts: Record<string, string | number | boolean>
    }

function answer(): WorkerAnswer {
  // Only in-worker.ts starts this file, and it gives just this.
  const { text } = workerData as { text: string }
  try {
    return { type: 'plan', plan: { ...accountPlan(readRawPlan(text), text), raw: '' } }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { type: 'failure', code: error.code, message: error.message, hint: error.hint, facts: error.facts }
  }
}

// Nothing is transferred: the plan is plain data and is copied.
parentPort?.postMessage(answer(), [])
