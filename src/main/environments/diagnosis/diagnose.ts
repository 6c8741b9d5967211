import type { Address, ConnectionStep, Diagnosis } from '#shared/contract/environments.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { startDeadline } from '../clients/deadline.ts'
import type { StageName } from '../clients/stages.ts'
import type { Attempt, Outcome } from './attempt.ts'
import { diagnoseHttp } from './http.ts'
import { diagnoseNode } from './node.ts'
import { diagnosePostgres } from './postgres.ts'
import { createRecorder } from './recorder.ts'
import { diagnoseRedis } from './redis.ts'

export interface TestOptions {
  /** For the whole test. */
  connectTimeoutMs: Milliseconds
  signal?: AbortSignal | undefined
}

/**
 * Tries to connect step by step and says which step failed and what to try.
 *
 * @throws Failure CANCELLED when the signal fires; every other failure is in the answer
 */
export async function diagnose(
  address: Address,
  password: string | undefined,
  { connectTimeoutMs, signal }: TestOptions,
): Promise<Diagnosis> {
  throwIfCancelled(signal)
  using deadline = startDeadline(connectTimeoutMs, signal)
  const listeners: ((stage: StageName) => void)[] = []
  const recorder = createRecorder(stepNames[address.kind], (stage) => {
    for (const listener of listeners) listener(stage)
  })
  try {
    const outcome = await carryOut(address, password, {
      deadline,
      stages: recorder,
      onStage: (listener) => listeners.push(listener),
    })
    return answer(true, recorder.steps(), outcome)
  } catch (error) {
    throwIfCancelled(signal)
    if (!(error instanceof Failure)) throw error
    return answer(false, recorder.steps(), error)
  }
}

/** A diagnosis without a try: there is nothing to try with. */
export function cannotTry(step: StageName, failure: Failure): Diagnosis {
  return answer(false, [{ step, status: 'failed', detail: failure.message, elapsedMs: 0 }], failure)
}

const stepNames: Record<Address['kind'], readonly StageName[]> = {
  postgres: ['resolve', 'connect', 'tls', 'authenticate', 'open', 'version'],
  redis: ['resolve', 'connect', 'tls', 'authenticate', 'open', 'version'],
  http: ['resolve', 'connect', 'tls', 'open', 'version'],
  node: ['resolve', 'connect', 'open', 'version'],
}

async function carryOut(address: Address, password: string | undefined, attempt: Attempt): Promise<Outcome> {
  if (address.kind === 'postgres') return await diagnosePostgres(address, password, attempt)
  if (address.kind === 'redis') return await diagnoseRedis(address, password, attempt)
  if (address.kind === 'http') return await diagnoseHttp(address, password, attempt)
  return await diagnoseNode(address, attempt)
}

function answer(ok: boolean, steps: ConnectionStep[], { message, hint, serverVersion }: Outcome): Diagnosis {
  return {
    ok,
    steps,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(serverVersion === undefined ? {} : { serverVersion }),
  }
}
