import { useState } from 'react'
import { addressOf } from '#renderer/stores/node-attachments/model.ts'
import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import styles from './dialogs.module.css'

export interface WayDialogProps {
  open: boolean
  onClose: () => void
}

/** Attaching to an inspector by its host and port. */
export function AddressDialog({ open, onClose }: WayDialogProps) {
  const cancel = useNodeAttachments((state) => state.cancel)
  const close = (): void => {
    cancel('address')
    onClose()
  }
  return (
    <Dialog
      open={open}
      onClose={close}
      size="small"
      title="Attach to an address"
      description="Where the inspector listens: on this machine, or the near end of a tunnel to another."
    >
      <Form onClose={close} />
    </Dialog>
  )
}

function Form({ onClose }: Pick<WayDialogProps, 'onClose'>) {
  const attempt = useNodeAttachments((state) => state.attempts['address'])
  const attach = useNodeAttachments((state) => state.attach)
  const [typed, setTyped] = useState('127.0.0.1:9229')
  const address = addressOf(typed)
  const press = async (): Promise<void> => {
    if (address !== undefined && (await attach({ by: 'inspector', ...address }))) onClose()
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
        label="Address"
        value={typed}
        onChange={setTyped}
        mono
        error={address === undefined ? 'Host and port, such as 127.0.0.1:9229' : undefined}
        hint="The process was started with --inspect, which prints it."
      />
      {attempt?.kind === 'failed' && <FailureBox failure={attempt.failure} />}
      <div className={styles.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          busy={attempt?.kind === 'busy'}
          disabled={address === undefined}
        >
          Attach
        </Button>
      </div>
    </form>
  )
}
