/** A thread that compares two heap snapshots: started by `explain.ts`, which ends it. */
import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { LeakRetainer } from '#shared/contract/node/leak.ts'
import { Failure, type FailureCode } from '#shared/failure.ts'
import { parseSnapshot, retainersOfGrowth } from '#shared/heap-snapshot/index.ts'

export interface ExplainTask {
  beforeFile: string
  afterFile: string
}

export type ExplainMessage =
  | { type: 'result'; retainers: LeakRetainer[] }
  | { type: 'failure'; code: FailureCode; message: string; hint: string | undefined }

/** More than anybody reads. */
const MOST_RETAINERS = 5

await answer(workerData as ExplainTask) // given by explain.ts

async function answer({ beforeFile, afterFile }: ExplainTask): Promise<void> {
  try {
    const before = parseSnapshot(await readFile(beforeFile))
    const after = parseSnapshot(await readFile(afterFile))
    send({ type: 'result', retainers: retainersOfGrowth(before, after, { limit: MOST_RETAINERS }) })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { code, message, hint } = error
    send({ type: 'failure', code, message, hint })
  }
}

function send(message: ExplainMessage): void {
  parentPort?.postMessage(message, [])
}
