import type { RefObject } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import type { DetailState } from '#renderer/stores/changes/model.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import styles from './ChangeDialog.module.css'

interface LoadingBodyProps {
  changeId: string
  detail: DetailState | undefined
  anchor: RefObject<HTMLDivElement | null>
}

/** Until a change of the ledger has been read. */
export function LoadingBody({ changeId, detail, anchor }: LoadingBodyProps) {
  const get = useChanges((state) => state.get)
  return (
    <div ref={anchor} tabIndex={-1} className={styles.anchor}>
      {detail?.kind === 'failed' ? (
        <FailureBox failure={detail.failure} onRetry={() => get(changeId, true)} />
      ) : (
        <p className={styles.line}>
          <Spinner label="Reading the change" /> Reading what happened…
        </p>
      )}
    </div>
  )
}
