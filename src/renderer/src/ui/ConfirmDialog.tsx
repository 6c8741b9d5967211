import { useState, type ReactNode } from 'react'
import { Button } from './Button.tsx'
import styles from './ConfirmDialog.module.css'
import { Dialog } from './Dialog.tsx'
import { FailureBox } from './FailureBox.tsx'
import { TextField } from './TextField.tsx'
import type { Failure } from '#shared/failure.ts'

export interface ConfirmDialogProps {
  open: boolean
  onClose: () => void
  /** Called when it is confirmed; `typed` is the text to type, where one was asked for. */
  onConfirm: (typed: string) => void
  title: string
  children?: ReactNode
  /** The word on the button: what it does, not "OK". */
  action: string
  variant?: 'primary' | 'danger'
  /** A text that has to be typed first, such as an environment's name. */
  typeToConfirm?: string | undefined
  busy?: boolean | undefined
  failure?: Failure | undefined
}

/** Asks before something that is hard to take back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onClose, title } = props
  return (
    <Dialog open={open} onClose={onClose} title={title} size="small">
      {/* Mounted with the dialog, so that what was typed is forgotten with it. */}
      <ConfirmForm {...props} />
    </Dialog>
  )
}

function ConfirmForm({
  onClose,
  onConfirm,
  children,
  action,
  variant = 'danger',
  typeToConfirm,
  busy = false,
  failure,
}: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const ready = typeToConfirm === undefined || typed === typeToConfirm
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready && !busy) onConfirm(typed)
      }}
    >
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {typeToConfirm !== undefined && (
        <TextField label={`Type “${typeToConfirm}” to confirm`} value={typed} onChange={setTyped} mono />
      )}
      {failure && <FailureBox failure={failure} />}
      <div className={styles.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant={variant} busy={busy} disabled={!ready}>
          {action}
        </Button>
      </div>
    </form>
  )
}
