import { RotateCw, Unplug } from 'lucide-react'
import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatTime } from '#renderer/ui/format.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import styles from './LostBox.module.css'

interface LostBoxProps {
  attachment: Attachment
  lost: Extract<Attachment['state'], { kind: 'lost' }>
}

/** The process can no longer be reached: what happened, and the way back where there is one. */
export function LostBox({ attachment: { id }, lost: { at, message, hint, canReattach } }: LostBoxProps) {
  const attempt = useNodeAttachments((state) => state.attempts[id])
  const reattach = useNodeAttachments((state) => state.reattach)
  return (
    <div className={styles.lost} role="status">
      <Unplug size={16} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p>
          {message} <span className={styles.hint}>{formatTime(at)}</span>
        </p>
        {hint !== undefined && <p className={styles.hint}>{hint}</p>}
        {attempt?.kind === 'failed' && (
          <p>
            {attempt.failure.message} <span className={styles.hint}>{attempt.failure.hint}</span>
          </p>
        )}
      </div>
      {canReattach && (
        <Button
          size="small"
          variant="primary"
          icon={RotateCw}
          busy={attempt?.kind === 'busy'}
          onClick={() => void reattach(id)}
        >
          Reattach
        </Button>
      )}
    </div>
  )
}
