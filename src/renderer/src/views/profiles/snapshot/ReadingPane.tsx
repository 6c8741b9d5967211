import { useSnapshots } from '#renderer/stores/snapshots.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import type { OpenProgress } from '#renderer/workers/snapshot/work.ts'
import styles from './ReadingPane.module.css'
import { progressWords } from './words.ts'

/** How far a snapshot is read, with the way to stop it. */
export function ReadingPane({
  id,
  name,
  progress,
}: {
  id: string
  name: string
  progress: OpenProgress | null
}) {
  const isAnalysing = progress?.phase === 'analysing'
  return (
    <div className={styles.reading}>
      <div className={styles.progress}>
        <p className={styles.name}>{name}</p>
        <ProgressBar
          label={`Reading ${name}`}
          done={progress?.done ?? 0}
          total={isAnalysing ? undefined : progress?.total}
        />
        <div className={styles.line}>
          <span>{progressWords(progress)}</span>
          <Button size="small" onClick={() => useSnapshots.getState().cancel(id)}>
            Cancel
          </Button>
        </div>
      </div>
    </div>
  )
}
