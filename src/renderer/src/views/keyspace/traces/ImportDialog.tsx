import { useState } from 'react'
import { toFailure } from '#renderer/api/failures.ts'
import { useTraces } from '#renderer/stores/traces.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { Target } from '#shared/contract/environments.ts'
import type { Failure } from '#shared/failure.ts'
import styles from './ImportDialog.module.css'

interface ImportDialogProps {
  target: Target
  open: boolean
  onClose: () => void
}

/** Asks which file to read. */
export function ImportDialog({ target, open, onClose }: ImportDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Import a trace"
      description="The output of MONITOR, CSV or JSON Lines with a key on each line, a list of keys, or a trace of Pitwall; packed with gzip or not. The file stays where it is."
    >
      <ImportForm target={target} onClose={onClose} />
    </Dialog>
  )
}

function ImportForm({ target, onClose }: Pick<ImportDialogProps, 'target' | 'onClose'>) {
  const importFile = useTraces((state) => state.importFile)
  const [file, setFile] = useState('')
  const [state, setState] = useState<'asking' | 'reading' | Failure>('asking')
  const read = async (): Promise<void> => {
    setState('reading')
    try {
      await importFile(target.id, file.trim())
      onClose()
    } catch (error) {
      setState(toFailure(error))
    }
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (file.trim() !== '' && state !== 'reading') void read()
      }}
    >
      <TextField
        label="File"
        value={file}
        onChange={setFile}
        placeholder="/home/me/monitor.txt"
        hint="Its path on the machine where the workbench runs"
        mono
      />
      {typeof state !== 'string' && <FailureBox failure={state} />}
      <div className={styles.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={state === 'reading'} disabled={file.trim() === ''}>
          Import
        </Button>
      </div>
    </form>
  )
}
