import { Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { copyName } from '#renderer/stores/environments/list.ts'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { Environment, Target } from '#shared/contract/environments.ts'
import { TargetForm } from './TargetForm.tsx'
import { TargetInspector } from './TargetInspector.tsx'
import { TargetList } from './TargetList.tsx'

/** The targets of an environment, to be tested, edited, copied and removed. */
export function Targets({ environment }: { environment: Environment }) {
  const { targets, origin } = environment
  const own = origin === 'user'
  const [selectedId, setSelectedId] = useState<string>()
  const [editing, setEditing] = useState<Target>()
  const selected = targets.find(({ id }) => id === selectedId)
  const { test, updateTarget, duplicateTarget, removeTarget } = useEnvironments()

  const duplicate = useTask(async (_signal, target: Target) => {
    const copy = await duplicateTarget(
      target.id,
      copyName(
        target.name,
        targets.map(({ name }) => name),
      ),
    )
    setSelectedId(copy.id)
  })
  const remove = (target: Target): void => {
    const index = targets.findIndex(({ id }) => id === target.id)
    // The next row takes its place, so that the keyboard stays where it was.
    setSelectedId((targets[index + 1] ?? targets[index - 1])?.id)
    removeTarget(target)
  }
  const group = 'Target'
  const able = selected !== undefined
  useCommand({
    id: 'target.edit',
    title: 'Edit the target…',
    group,
    keys: 'E',
    enabled: able && own,
    run: () => setEditing(selected),
  })
  useCommand({
    id: 'target.duplicate',
    title: 'Duplicate the target',
    group,
    keys: 'D',
    enabled: able && own,
    run: () => selected && duplicate.run(selected),
  })
  useCommand({
    id: 'target.remove',
    title: 'Remove the target',
    group,
    keys: 'Delete',
    enabled: able && own,
    run: () => selected && remove(selected),
  })

  return (
    <>
      <TargetList
        label={`Targets of ${environment.name}`}
        targets={targets}
        selected={selected?.id}
        onSelect={(id) => setSelectedId(id === selectedId ? undefined : id)}
        renderActions={(target) =>
          own && (
            <TargetMenu
              target={target}
              onEdit={() => setEditing(target)}
              onDuplicate={() => duplicate.run(target)}
              onRemove={() => remove(target)}
            />
          )
        }
      />
      {selected && <TargetInspector target={selected} onClose={() => setSelectedId(undefined)} />}
      {duplicate.failure && <FailureBox failure={duplicate.failure} />}
      <Dialog
        open={editing !== undefined}
        onClose={() => setEditing(undefined)}
        title={`Edit ${editing?.name ?? ''}`}
      >
        {editing && (
          <TargetForm
            target={editing}
            action="Save"
            onCancel={() => setEditing(undefined)}
            onSave={async (draft) => {
              const saved = await updateTarget(editing.id, draft)
              setEditing(undefined)
              void test(saved)
            }}
          />
        )}
      </Dialog>
    </>
  )
}

interface TargetMenuProps {
  target: Target
  onEdit: () => void
  onDuplicate: () => void
  onRemove: () => void
}

function TargetMenu({ target, onEdit, onDuplicate, onRemove }: TargetMenuProps) {
  return (
    <Menu
      trigger={<IconButton icon={Ellipsis} size="small" label={`More for ${target.name}`} />}
      groups={[
        [
          { label: 'Edit…', icon: Pencil, onSelect: onEdit },
          { label: 'Duplicate', icon: Copy, onSelect: onDuplicate },
        ],
        [{ label: 'Remove', icon: Trash2, danger: true, onSelect: onRemove }],
      ]}
    />
  )
}
