import { shownThread } from '#renderer/stores/node-attachments/model.ts'
import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { Select } from '#renderer/ui/Select.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import styles from './selects.module.css'

/** Which thread of a process is looked at; nothing where it has but one. */
export function ThreadSelect({ attachment }: { attachment: Attachment }) {
  const chosen = useNodeAttachments((state) => state.threads[attachment.id])
  const chooseThread = useNodeAttachments((state) => state.chooseThread)
  if (attachment.threads.length < 2) return null
  return (
    <Select
      label="Thread"
      hideLabel
      size="small"
      className={styles.thread}
      options={attachment.threads.map(({ id, kind, title }) => ({
        value: id,
        label: title,
        description: kind === 'main' ? 'Main thread' : `Worker ${id}`,
      }))}
      value={shownThread(attachment, chosen).id}
      onChange={(threadId) => chooseThread(attachment.id, threadId)}
    />
  )
}
