import { useCommand } from '#renderer/stores/commands.ts'
import { policiesOf, useTtlPolicies } from '#renderer/stores/ttl-policies.ts'
import { isEdited } from '#renderer/stores/ttl-policies/model.ts'
import type { Target } from '#shared/contract/environments.ts'
import { addRow, leaveCell } from './focus.ts'

const group = 'TTL policies'

/** The commands of the page. Draws nothing. */
export function PoliciesCommands({ target: { id: targetId } }: { target: Target }) {
  const policies = useTtlPolicies((state) => policiesOf(state, targetId))
  const { undo, redo, save, discard, check, cancel } = useTtlPolicies()
  const isRead = policies.kept !== null
  const isRunning = policies.work.kind === 'running'
  useCommand({
    id: 'policies.add',
    title: 'Add a TTL policy',
    group,
    keys: 'N',
    enabled: isRead,
    run: () => addRow(targetId),
  })
  useCommand({
    id: 'policies.check',
    title: 'Check how the keys keep to the TTL policies',
    group,
    keys: 'R',
    enabled: isRead && !isRunning && policies.rows.length > 0,
    run: () => {
      leaveCell()
      check(targetId)
    },
  })
  useCommand({
    id: 'policies.cancel',
    title: 'Cancel the check',
    group,
    keys: 'Mod+.',
    enabled: isRunning,
    run: () => cancel(targetId),
  })
  useCommand({
    id: 'policies.save',
    title: 'Save the TTL policies',
    group,
    keys: 'Mod+S',
    enabled: isRead,
    run: () => {
      leaveCell()
      void save(targetId)
    },
  })
  useCommand({
    id: 'policies.undo',
    title: 'Undo the last edit of the TTL policies',
    group,
    keys: 'Mod+Z',
    enabled: policies.past.length > 0,
    run: () => {
      leaveCell()
      undo(targetId)
    },
  })
  useCommand({
    id: 'policies.redo',
    title: 'Redo the edit of the TTL policies',
    group,
    keys: 'Mod+Shift+Z',
    enabled: policies.future.length > 0,
    run: () => redo(targetId),
  })
  useCommand({
    id: 'policies.discard',
    title: 'Discard the edits of the TTL policies',
    group,
    enabled: isEdited(policies),
    run: () => discard(targetId),
  })
  return null
}
