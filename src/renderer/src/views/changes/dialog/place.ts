import { useChanges } from '#renderer/stores/changes.ts'
import type { ChangeDialogState, ChangeRun } from '#renderer/stores/changes/model.ts'
import { headOf } from '#renderer/stores/changes/store.ts'
import { findTarget, useEnvironments } from '#renderer/stores/environments.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import type { Guard, TargetKind } from '#shared/contract/environments.ts'

/** Where a change is made: as it is now, else as the ledger remembers it. */
export interface Place {
  target: string | undefined
  environment: string | undefined
  guard: Guard | undefined
  /** What kind of server it is; undefined for one that has been removed. */
  service: TargetKind | undefined
  /** The entry of the ledger, for a change that has one. */
  head: ChangeHead | undefined
}

export function usePlace(dialog: ChangeDialogState, run: ChangeRun | undefined): Place {
  const environments = useEnvironments((state) => state.environments)
  const changeId =
    dialog.kind === 'change' || dialog.kind === 'question' ? dialog.changeId : (run?.changeId ?? undefined)
  const head = useChanges((state) => (changeId === undefined ? undefined : headOf(state.ledger, changeId)))
  const targetId = dialog.kind === 'proposal' ? dialog.proposal.targetId : (run?.targetId ?? head?.targetId)
  const found = targetId === undefined ? undefined : findTarget(environments, targetId)
  return {
    target: found?.target.name ?? head?.targetName,
    environment: found?.environment.name ?? head?.environment.name,
    guard: found?.environment.guard ?? head?.environment.guard,
    service: found?.target.address.kind,
    head,
  }
}
