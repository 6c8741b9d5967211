/** What the ledger's entries mean for what can be done with them. Pure. */
import type { ChangeHead, ChangeStatus } from '#shared/contract/changes.ts'

type Entry = Pick<ChangeHead, 'status' | 'undoSql'>

/** Nothing more happens to it by itself. */
export function isSettled(status: ChangeStatus): boolean {
  return status !== 'applying' && status !== 'undoing' && status !== 'interrupted'
}

/** It, or what is left of it, can be taken back. */
export function canUndo({ status, undoSql }: Entry): boolean {
  return status === 'partial' || (status === 'applied' && undoSql !== null)
}

/** The targets, of those given, on which Pitwall ended in the middle of a change. */
export function unsettledTargets(
  changes: readonly ChangeHead[],
  targetIds: ReadonlySet<string>,
  ownIds: ReadonlySet<string>,
): { targetId: string; changeIds: string[] }[] {
  const found = new Map<string, string[]>()
  for (const { id, status, targetId } of changes) {
    if (status !== 'interrupted' || targetId === undefined || ownIds.has(id)) continue
    if (!targetIds.has(targetId)) continue
    found.set(targetId, [...(found.get(targetId) ?? []), id])
  }
  return [...found].map(([targetId, changeIds]) => ({ targetId, changeIds }))
}
