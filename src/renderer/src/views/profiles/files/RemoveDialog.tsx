import { profileActions } from '#renderer/stores/profiles.ts'
import { ConfirmDialog } from '#renderer/ui/ConfirmDialog.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'

/** Asks before a kept profile is deleted. */
export function RemoveDialog({ head, onClose }: { head: ProfileHead; onClose: () => void }) {
  const removing = useTask(async () => {
    await profileActions.remove(head.id)
    onClose()
  })
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => removing.run()}
      title="Delete this profile?"
      action="Delete"
      busy={removing.busy}
      failure={removing.failure}
    >
      “{head.name}” and its file {head.file} are deleted, and cannot be brought back.
    </ConfirmDialog>
  )
}
