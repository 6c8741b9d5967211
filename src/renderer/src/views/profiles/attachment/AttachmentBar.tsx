import { Link } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { GuardBadge } from '#renderer/ui/GuardBadge.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import { LostBox } from '../processes/process/LostBox.tsx'
import { AttachDialog } from '../processes/index.ts'
import styles from './AttachmentBar.module.css'
import { AttachmentSelect } from './AttachmentSelect.tsx'
import { useGuardOf } from './guard.ts'
import { ThreadSelect } from './ThreadSelect.tsx'

export interface AttachmentBarProps {
  attachment: Attachment
  /** Accessible name. */
  label: string
  /** At the end. */
  children?: ReactNode
}

/** The bar of a page about an attached process: which one, which of its threads, attaching to another. */
export function AttachmentBar({ attachment, label, children }: AttachmentBarProps) {
  const [attaching, setAttaching] = useState(false)
  const guarded = useGuardOf(attachment)
  return (
    <>
      <div className={styles.bar} role="toolbar" aria-label={label}>
        <AttachmentSelect attachment={attachment} />
        <ThreadSelect attachment={attachment} />
        <IconButton
          icon={Link}
          label="Attach to another process"
          size="small"
          onClick={() => setAttaching(true)}
        />
        {guarded && <GuardBadge guard={guarded.guard} />}
        <div className={styles.end}>{children}</div>
      </div>
      {attachment.state.kind === 'lost' && <LostBox attachment={attachment} lost={attachment.state} />}
      <AttachDialog open={attaching} onClose={() => setAttaching(false)} />
    </>
  )
}
