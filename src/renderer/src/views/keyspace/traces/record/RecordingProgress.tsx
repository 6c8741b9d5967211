import { Square, Trash2 } from 'lucide-react'
import { useTraces } from '#renderer/stores/traces.ts'
import type { Recording } from '#renderer/stores/traces/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatBytes, formatCount, formatElapsed, formatRate } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Target } from '#shared/contract/environments.ts'
import styles from './RecordPane.module.css'

const phases = {
  measuring: 'Measuring the server before MONITOR begins…',
  recording: 'Recording…',
  'summing up': 'Summing up…',
}

interface RecordingProgressProps {
  target: Target
  recording: Extract<Recording, { kind: 'running' }>
}

/** How a recording goes, and the two ways to end it. */
export function RecordingProgress({ target, recording: { progress, stopping } }: RecordingProgressProps) {
  const { stop, cancel } = useTraces()
  const left = progress ? Math.max(0, progress.totalMs - progress.elapsedMs) : undefined
  return (
    <section className={styles.pane} aria-label="Recording">
      <h3>{progress ? phases[progress.phase] : 'Connecting…'}</h3>
      <ProgressBar label="Recording" done={progress?.elapsedMs ?? 0} total={progress?.totalMs} />
      {progress && (
        <dl className={styles.figures}>
          <div>
            <dt>Accesses</dt>
            <dd>{formatCount(progress.accesses)}</dd>
          </div>
          <div>
            <dt>Now</dt>
            <dd>{formatRate(progress.accessesPerSecond, 'accesses')}</dd>
          </div>
          <div>
            <dt>File</dt>
            <dd>{formatBytes(progress.fileBytes)}</dd>
          </div>
          <div>
            <dt>Left</dt>
            <dd>{formatElapsed(left ?? 0)}</dd>
          </div>
        </dl>
      )}
      <div className={styles.buttons}>
        <Tooltip content="End it now and keep what there is" command="traces.stop">
          <Button icon={Square} busy={stopping} onClick={() => stop(target.id)}>
            Stop and keep
          </Button>
        </Tooltip>
        <Button variant="ghost" icon={Trash2} onClick={() => cancel(target.id)}>
          Cancel
        </Button>
      </div>
    </section>
  )
}
