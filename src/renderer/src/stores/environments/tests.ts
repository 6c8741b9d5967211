import { api, toFailure } from '#renderer/api/index.ts'
import type { Address, Diagnosis, SecretInput, Target } from '#shared/contract/environments.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'

/** A connection test of a target: under way, or how it ended. */
export type TargetTest =
  | { kind: 'running'; startedAt: EpochMilliseconds }
  | { kind: 'done'; at: EpochMilliseconds; diagnosis: Diagnosis }
  /** The test itself could not be made, or was cancelled. */
  | { kind: 'failed'; at: EpochMilliseconds; failure: Failure }
  | { kind: 'none' }

/** Tests the connection of something that need not be stored yet. Throws a Failure. */
export async function testConnection(
  address: Address,
  secret: SecretInput,
  signal: AbortSignal,
): Promise<Diagnosis> {
  try {
    return await api.targets.test({ address, secret }, { signal })
  } catch (error) {
    throw toFailure(error)
  }
}

/** The tests of stored targets; one at a time each. */
export function createTests(tell: (targetId: string, test: TargetTest) => void) {
  const running = new Map<string, AbortController>()

  const start = async (target: Target): Promise<void> => {
    running.get(target.id)?.abort()
    const controller = new AbortController()
    running.set(target.id, controller)
    const isCurrent = (): boolean => running.get(target.id) === controller
    tell(target.id, { kind: 'running', startedAt: Date.now() })
    try {
      const secret: SecretInput = { kind: 'keep', targetId: target.id }
      const diagnosis = await testConnection(target.address, secret, controller.signal)
      if (isCurrent()) tell(target.id, { kind: 'done', at: Date.now(), diagnosis })
    } catch (error) {
      if (isCurrent()) tell(target.id, { kind: 'failed', at: Date.now(), failure: toFailure(error) })
    } finally {
      if (isCurrent()) running.delete(target.id)
    }
  }
  const cancel = (targetId: string): void => running.get(targetId)?.abort()
  return {
    start,
    cancel,
    /** The target changed: what was found out about it no longer holds. */
    forget: (targetId: string): void => {
      cancel(targetId)
      running.delete(targetId)
      tell(targetId, { kind: 'none' })
    },
  }
}
