import { Copy, Ellipsis, Pencil, Plus, Trash2, Unplug } from 'lucide-react'
import { useState } from 'react'
import { useCommand, useCommandKeys } from '#renderer/stores/commands.ts'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { Environment, Guard } from '#shared/contract/environments.ts'
import styles from './EnvironmentDetail.module.css'
import { DeleteEnvironmentDialog, DuplicateDialog, RenameDialog } from './EnvironmentDialogs.tsx'
import { FindTargets } from './FindTargets.tsx'
import { GuardChoice } from './GuardChoice.tsx'
import { Targets } from './Targets.tsx'

type Open = 'rename' | 'duplicate' | 'delete' | 'add' | undefined

interface EnvironmentDetailProps {
  environment: Environment
  /** Shows another one: a copy that was made. */
  onShow: (id: string) => void
}

/** One environment: its name, guard and targets. */
export function EnvironmentDetail({ environment, onShow }: EnvironmentDetailProps) {
  const { id, name, targets, origin } = environment
  const own = origin === 'user'
  const [open, setOpen] = useState<Open>()
  const close = (): void => setOpen(undefined)
  const current = useWorkspace((state) => state.environmentId === id)
  const setEnvironment = useWorkspace((state) => state.setEnvironment)
  const group = 'Environment'

  useCommand({
    id: 'environments.add',
    title: `Add targets to ${name}…`,
    group,
    keys: 'A',
    enabled: own,
    run: () => setOpen('add'),
  })
  useCommand({
    id: 'environments.rename',
    title: `Rename ${name}…`,
    group,
    keys: 'F2',
    enabled: own,
    run: () => setOpen('rename'),
  })
  useCommand({
    id: 'environments.duplicate',
    title: `Duplicate ${name}…`,
    group,
    keys: 'Shift+D',
    run: () => setOpen('duplicate'),
  })
  useCommand({
    id: 'environments.delete',
    title: `Delete ${name}…`,
    group,
    keys: 'Shift+Delete',
    enabled: own,
    run: () => setOpen('delete'),
  })
  useCommand({
    id: 'environments.use',
    title: `Switch to ${name}`,
    group,
    keys: 'U',
    enabled: !current,
    run: () => setEnvironment(id),
  })

  return (
    <section className={styles.detail} aria-labelledby="environment-name">
      <header className={styles.header}>
        <h2 id="environment-name" className={styles.name}>
          {name}
        </h2>
        {!current && <Button onClick={() => setEnvironment(id)}>Switch to it</Button>}
        {own && (
          <Tooltip content="Add targets" command="environments.add">
            <Button icon={Plus} variant="primary" onClick={() => setOpen('add')}>
              Add targets
            </Button>
          </Tooltip>
        )}
        <EnvironmentMenu own={own} onOpen={setOpen} />
      </header>
      {own ? (
        <GuardSetting environment={environment} />
      ) : (
        <p className={styles.note}>Made and removed by the demo. Duplicate it to change it.</p>
      )}
      {targets.length === 0 ? (
        <EmptyState
          icon={Unplug}
          title="No targets yet"
          actions={
            own && (
              <Button icon={Plus} onClick={() => setOpen('add')}>
                Add targets
              </Button>
            )
          }
        >
          A target is one Postgres, Redis, HTTP service or Node process.
        </EmptyState>
      ) : (
        <Targets environment={environment} />
      )}

      <RenameDialog open={open === 'rename'} onClose={close} environment={environment} />
      <DuplicateDialog
        open={open === 'duplicate'}
        onClose={close}
        environment={environment}
        onMade={onShow}
      />
      <DeleteEnvironmentDialog open={open === 'delete'} onClose={close} environment={environment} />
      <Dialog open={open === 'add'} onClose={close} title={`Add targets to ${name}`} size="wide">
        <FindTargets environmentId={id} onAdded={close} onCancel={close} />
      </Dialog>
    </section>
  )
}

function EnvironmentMenu({ own, onOpen }: { own: boolean; onOpen: (open: Open) => void }) {
  const renameKeys = useCommandKeys('environments.rename')
  const duplicateKeys = useCommandKeys('environments.duplicate')
  const deleteKeys = useCommandKeys('environments.delete')
  const rename = { label: 'Rename…', icon: Pencil, keys: renameKeys, onSelect: () => onOpen('rename') }
  const duplicate = {
    label: 'Duplicate…',
    icon: Copy,
    keys: duplicateKeys,
    onSelect: () => onOpen('duplicate'),
  }
  const remove = {
    label: 'Delete…',
    icon: Trash2,
    keys: deleteKeys,
    danger: true,
    onSelect: () => onOpen('delete'),
  }
  return (
    <Menu
      trigger={<IconButton icon={Ellipsis} label="More for this environment" />}
      groups={own ? [[rename, duplicate], [remove]] : [[duplicate]]}
    />
  )
}

function GuardSetting({ environment: { id, guard } }: { environment: Environment }) {
  const update = useEnvironments((state) => state.update)
  const save = useTask(async (_signal, next: Guard) => await update(id, { guard: next }))
  return (
    <>
      <GuardChoice guard={guard} onChange={save.run} />
      {save.failure && <FailureBox failure={save.failure} />}
    </>
  )
}
