import { useState } from 'react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import styles from './dialogs.module.css'

/** Gives a kept profile another name. */
export function RenameDialog({ head, onClose }: { head: ProfileHead; onClose: () => void }) {
  const [name, setName] = useState(head.name)
  const renaming = useTask(async () => {
    await profileActions.rename(head.id, name.trim())
    onClose()
  })
  const isPossible = name.trim() !== '' && name.trim().length <= 200
  return (
    <Dialog open onClose={onClose} title="Rename the profile" size="small">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (isPossible) renaming.run()
        }}
      >
        <TextField label="Name" value={name} onChange={setName} />
        {renaming.failure && <FailureBox failure={renaming.failure} />}
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={renaming.busy} disabled={!isPossible}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
