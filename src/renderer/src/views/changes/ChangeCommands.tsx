import { useChanges } from '#renderer/stores/changes.ts'
import { canUndo } from '#renderer/stores/changes/ledger.ts'
import { useCommand } from '#renderer/stores/commands.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { useGuards } from './guards.ts'

const group = 'Changes'

/** What can be done with the change chosen on the screen. Draws nothing. */
export function ChangeCommands({ selected }: { selected: ChangeHead | undefined }) {
  const open = useChanges((state) => state.open)
  const undo = useChanges((state) => state.undo)
  const guardNow = useGuards()
  useCommand({
    id: 'changes.open',
    title: 'Open the change with its proof',
    group,
    keys: 'O',
    enabled: selected !== undefined,
    run: () => selected && open(selected.id),
  })
  useCommand({
    id: 'changes.undo',
    title: 'Undo the change',
    group,
    keys: 'U',
    enabled: selected !== undefined && canUndo(selected) && guardNow(selected) !== 'read-only',
    run: () => selected && undo(selected.id),
  })
  return null
}
