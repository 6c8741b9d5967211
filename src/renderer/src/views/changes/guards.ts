import { findTarget, useEnvironments } from '#renderer/stores/environments.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import type { Guard } from '#shared/contract/environments.ts'

/** Tells the guard that holds for a change now; the one it was made under where its target is gone. */
export function useGuards(): (change: Pick<ChangeHead, 'targetId' | 'environment'>) => Guard {
  const environments = useEnvironments((state) => state.environments)
  return ({ targetId, environment }) =>
    (targetId === undefined ? undefined : findTarget(environments, targetId)?.environment.guard) ??
    environment.guard
}
