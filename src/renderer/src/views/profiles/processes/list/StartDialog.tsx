import { useState } from 'react'
import { environmentOf } from '#renderer/stores/node-attachments/model.ts'
import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { WayDialogProps } from './AddressDialog.tsx'
import styles from './dialogs.module.css'

/** Starting a process with its inspector on. */
export function StartDialog({ open, onClose }: WayDialogProps) {
  const cancel = useNodeAttachments((state) => state.cancel)
  const close = (): void => {
    cancel('run')
    onClose()
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Start a process"
      description="It runs with its inspector on a free port of this machine, and ends when you stop it here."
    >
      <Form onClose={close} />
    </Dialog>
  )
}

function Form({ onClose }: Pick<WayDialogProps, 'onClose'>) {
  const attempt = useNodeAttachments((state) => state.attempts['run'])
  const attach = useNodeAttachments((state) => state.attach)
  const [command, setCommand] = useState('node ')
  const [cwd, setCwd] = useState('')
  const [lines, setLines] = useState('')
  const environment = environmentOf(lines)
  const ready = command.trim() !== '' && command.trim() !== 'node' && 'env' in environment
  const press = async (): Promise<void> => {
    if (!ready) return
    const { env } = environment
    const input = {
      by: 'run' as const,
      command: command.trim(),
      ...(cwd.trim() !== '' && { cwd: cwd.trim() }),
      ...(Object.keys(env).length > 0 && { env }),
    }
    if (await attach(input)) onClose()
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void press()
      }}
    >
      <TextField
        label="Command"
        value={command}
        onChange={setCommand}
        placeholder="node server.mjs --port 3000"
        hint="Words as a shell splits them, quotes allowed; no shell is involved."
        mono
      />
      <TextField
        label="Folder"
        value={cwd}
        onChange={setCwd}
        placeholder="/home/me/service"
        hint="Where it runs; your home folder without it."
        mono
      />
      <TextField
        label="Environment"
        value={lines}
        onChange={setLines}
        rows={3}
        placeholder={'PORT=3000\nLOG_LEVEL=debug'}
        hint="NAME=value, one a line, beside that of the workbench. Not kept."
        error={'error' in environment ? environment.error : undefined}
        mono
      />
      {attempt?.kind === 'failed' && <FailureBox failure={attempt.failure} />}
      <div className={styles.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={attempt?.kind === 'busy'} disabled={!ready}>
          Start
        </Button>
      </div>
    </form>
  )
}
