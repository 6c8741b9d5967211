import { X } from 'lucide-react'
import { useNodeLive } from '#renderer/stores/node-live.ts'
import { type ThreadRef, threadKey } from '#renderer/stores/node-live/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatBytes, formatMs } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import styles from './RecordBar.module.css'

/** What collecting garbage came to, until that is put away. */
export function CollectionLine({ thread }: { thread: ThreadRef }) {
  const collecting = useNodeLive((state) => state.collecting[threadKey(thread)])
  const forget = useNodeLive((state) => state.forgetCollection)
  if (collecting?.kind === 'failed') {
    return (
      <div className={styles.failure}>
        <FailureBox
          failure={collecting.failure}
          actions={
            <Button size="small" variant="ghost" onClick={() => forget(thread)}>
              Dismiss
            </Button>
          }
        />
      </div>
    )
  }
  if (collecting?.kind !== 'done') return null
  const { heapBeforeBytes, heapAfterBytes, elapsedMs } = collecting.collection
  return (
    <div className={styles.line} role="status">
      <span className={styles.lineTitle}>
        Collected {formatBytes(Math.max(0, heapBeforeBytes - heapAfterBytes))}
      </span>
      <span className={styles.lineWords}>
        {`Heap ${formatBytes(heapBeforeBytes)} → ${formatBytes(heapAfterBytes)} in ${formatMs(elapsedMs)}`}
      </span>
      <IconButton icon={X} label="Dismiss" size="small" onClick={() => forget(thread)} />
    </div>
  )
}
