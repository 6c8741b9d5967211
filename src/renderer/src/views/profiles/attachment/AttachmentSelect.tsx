import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { Select } from '#renderer/ui/Select.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import styles from './selects.module.css'

/** Which attached process a page is about. */
export function AttachmentSelect({ attachment }: { attachment: Attachment }) {
  const { attachments, choose } = useNodeAttachments()
  return (
    <Select
      label="Process"
      hideLabel
      size="small"
      className={styles.process}
      options={attachments.map(({ id, title, pid, host, port }) => ({
        value: id,
        label: title,
        description: pid === null ? `${host}:${port}` : `pid ${pid}, ${host}:${port}`,
      }))}
      value={attachment.id}
      onChange={choose}
    />
  )
}
