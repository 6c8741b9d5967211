import { useState } from 'react'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { copyName } from '#renderer/stores/environments/list.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog } from '#renderer/ui/ConfirmDialog.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { Environment, Guard } from '#shared/contract/environments.ts'
import styles from './EnvironmentDialogs.module.css'
import { GuardChoice } from './GuardChoice.tsx'

interface DialogState {
  open: boolean
  onClose: () => void
}

export function NewEnvironmentDialog({
  open,
  onClose,
  onMade,
}: DialogState & { onMade: (id: string) => void }) {
  const create = useEnvironments((state) => state.create)
  return (
    <Dialog open={open} onClose={onClose} title="New environment" size="small">
      <NameForm
        action="Create"
        name=""
        guard="open"
        onClose={onClose}
        onSave={async (name, guard) => onMade((await create(name, guard)).id)}
      />
    </Dialog>
  )
}

interface EnvironmentDialogState extends DialogState {
  environment: Environment
}

export function RenameDialog({ open, onClose, environment }: EnvironmentDialogState) {
  const update = useEnvironments((state) => state.update)
  return (
    <Dialog open={open} onClose={onClose} title={`Rename ${environment.name}`} size="small">
      <NameForm
        action="Rename"
        name={environment.name}
        onClose={onClose}
        onSave={async (name) => await update(environment.id, { name })}
      />
    </Dialog>
  )
}

export function DuplicateDialog({
  open,
  onClose,
  environment,
  onMade,
}: EnvironmentDialogState & { onMade: (id: string) => void }) {
  const environments = useEnvironments((state) => state.environments)
  const duplicate = useEnvironments((state) => state.duplicate)
  const taken = environments.map(({ name }) => name)
  return (
    <Dialog open={open} onClose={onClose} title={`Duplicate ${environment.name}`} size="small">
      <NameForm
        action="Duplicate"
        name={copyName(environment.name, taken)}
        onClose={onClose}
        onSave={async (name) => onMade((await duplicate(environment.id, name)).id)}
      />
    </Dialog>
  )
}

export function DeleteEnvironmentDialog({ open, onClose, environment }: EnvironmentDialogState) {
  const remove = useEnvironments((state) => state.remove)
  const { id, name, targets } = environment
  const task = useTask(async () => {
    await remove(id)
    onClose()
  })
  const count = targets.length === 1 ? '1 target' : `${targets.length} targets`
  return (
    <ConfirmDialog
      open={open}
      onClose={() => {
        task.clear()
        onClose()
      }}
      onConfirm={() => task.run()}
      title={`Delete ${name}?`}
      action="Delete environment"
      typeToConfirm={targets.length > 0 ? name : undefined}
      busy={task.busy}
      failure={task.failure}
    >
      {targets.length > 0 ? (
        <p>
          Pitwall forgets its <strong>{count}</strong> and their passwords. The servers themselves are not
          touched.
        </p>
      ) : (
        <p>It has no targets.</p>
      )}
    </ConfirmDialog>
  )
}

interface NameFormProps {
  action: string
  name: string
  /** Asks for a guard too where one is given. */
  guard?: Guard
  onClose: () => void
  /** Throws a Failure. */
  onSave: (name: string, guard: Guard) => Promise<void>
}

function NameForm({ action, name: firstName, guard: firstGuard, onClose, onSave }: NameFormProps) {
  const [name, setName] = useState(firstName)
  const [guard, setGuard] = useState<Guard>(firstGuard ?? 'open')
  const save = useTask(async () => {
    await onSave(name.trim(), guard)
    onClose()
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') save.run()
      }}
    >
      <TextField label="Name" value={name} onChange={setName} placeholder="staging" />
      {firstGuard && <GuardChoice guard={guard} onChange={setGuard} />}
      {save.failure && <FailureBox failure={save.failure} />}
      <div className={styles.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={save.busy} disabled={name.trim() === ''}>
          {action}
        </Button>
      </div>
    </form>
  )
}
