import { profileActions } from '#renderer/stores/profiles.ts'
import type { OpenProfile } from '#renderer/stores/profiles/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatBytes } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { useCommandKeys } from '#renderer/stores/commands.ts'
import { KeyHint } from '#renderer/ui/KeyHint.tsx'
import type { OpenProgress } from '#renderer/workers/profile/work.ts'
import styles from './OpenPane.module.css'

/** How far a file is read, with the way to stop it. */
export function ReadingPane({ profile, progress }: { profile: OpenProfile; progress: OpenProgress | null }) {
  const { cancel } = profileActions
  const keys = useCommandKeys('profiles.cancel')
  const { id, name } = profile
  return (
    <div className={styles.reading}>
      <div className={styles.progress}>
        <p className={styles.name}>{name}</p>
        <ProgressBar label={`Reading ${name}`} done={progress?.done ?? 0} total={progress?.total} />
        <div className={styles.line}>
          <span>{wordsOf(progress)}</span>
          <span>
            {keys !== undefined && <KeyHint keys={keys} />}{' '}
            <Button size="small" onClick={() => cancel(id)}>
              Cancel
            </Button>
          </span>
        </div>
      </div>
    </div>
  )
}

function wordsOf(progress: OpenProgress | null): string {
  if (progress === null) return 'Beginning'
  const { phase, done, total } = progress
  return `${phase === 'reading' ? 'Reading' : 'Parsing'}: ${formatBytes(done)} of ${formatBytes(total)}`
}
