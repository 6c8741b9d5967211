import { RotateCcw, X } from 'lucide-react'
import { useCommand } from '#renderer/stores/commands.ts'
import { useGc } from '#renderer/stores/gc.ts'
import type { Trial } from '#renderer/stores/gc/model.ts'
import { trialOf } from '#renderer/stores/gc/store.ts'
import type { ThreadRef } from '#renderer/stores/node-live/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatElapsed } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import styles from './GcPage.module.css'
import { ResultsPane } from './ResultsPane.tsx'
import { TryForm } from './TryForm.tsx'
import { useFilledForm } from './use-filled-form.ts'
import { trialWords } from './words.ts'

export interface TryPaneProps {
  attachment: Attachment
  thread: ThreadRef
}

/** What to try, how that goes, and what it came to. */
export function TryPane({ attachment, thread }: TryPaneProps) {
  const { id } = attachment
  const trial = useGc((state) => trialOf(state, id))
  const cancel = useGc((state) => state.cancel)
  useFilledForm(attachment)
  useCommand({
    id: 'gc.cancel',
    title: 'Cancel the trial',
    group: 'GC',
    keys: 'Mod+.',
    enabled: trial.kind === 'running',
    run: () => cancel(id),
  })
  return (
    <section className={styles.pane} aria-label="Try">
      <h3 className={styles.title}>
        {trial.kind === 'ended' ? 'What they came to' : 'Try other sizes'}
        {trial.kind === 'ended' && (
          <Button size="small" icon={RotateCcw} onClick={() => cancel(id)}>
            Try again
          </Button>
        )}
      </h3>
      {trial.kind === 'running' && <Running trial={trial} onCancel={() => cancel(id)} />}
      {trial.kind === 'ended' && <ResultsPane results={trial.results} />}
      {trial.kind === 'failed' && <FailureBox failure={trial.failure} />}
      {(trial.kind === 'none' || trial.kind === 'failed') && (
        <TryForm attachment={attachment} thread={thread} />
      )}
    </section>
  )
}

interface RunningProps {
  trial: Extract<Trial, { kind: 'running' }>
  onCancel: () => void
}

function Running({ trial: { progress }, onCancel }: RunningProps) {
  return (
    <div className={styles.progress} role="status">
      <p>
        {trialWords(progress)}
        <span className={styles.words}>{formatElapsed(progress?.elapsedMs ?? 0)}</span>
      </p>
      <ProgressBar label="Runs" done={progress?.done ?? 0} total={1} />
      <div>
        <Button size="small" icon={X} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  )
}
