import { SquarePen } from 'lucide-react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { FrameTable, IndexIntoFrameTable } from '#shared/profile/model.ts'
import { sourcePlace } from '../actions.ts'
import { isLocalFile, placeOf } from '../words.ts'
import styles from './inspector.module.css'

/** Where the function stands: to copy, and where it is a file, to open in the editor. */
export function SourcePlace({ frames, frame }: { frames: FrameTable; frame: IndexIntoFrameTable }) {
  const { openSource } = profileActions
  const opening = useTask(async () => await openSource(sourcePlace(frames, frame)))
  const place = placeOf(frames, frame)
  if (place === '') return <p className={styles.none}>No source location is known.</p>
  return (
    <div className={styles.place}>
      <div className={styles.path}>
        <code>{place}</code>
        <CopyButton text={place} what="the location" />
      </div>
      {isLocalFile(frames.file[frame] ?? '') && (
        <div className={styles.buttons}>
          <Button size="small" icon={SquarePen} busy={opening.busy} onClick={() => opening.run()}>
            Open in the editor
          </Button>
        </div>
      )}
      {opening.failure && <FailureBox failure={opening.failure} />}
    </div>
  )
}
