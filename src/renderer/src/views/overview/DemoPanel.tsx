import { CircleCheck, Play, Square, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useDemo } from '#renderer/stores/demo.ts'
import { useCommandKeys } from '#renderer/stores/commands.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatElapsed } from '#renderer/ui/format.ts'
import { KeyHint } from '#renderer/ui/KeyHint.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { useNow } from '#renderer/ui/useNow.ts'
import type { DemoStatus } from '#shared/contract/demo.ts'
import { Failure } from '#shared/failure.ts'
import styles from './DemoPanel.module.css'

/** The demo's state with what can be done about it: start it, watch it start, stop it. */
export function DemoPanel({ prominent = false }: { prominent?: boolean }) {
  const status = useDemo((state) => state.status)
  const failure = useDemo((state) => state.failure)
  const start = useDemo((state) => state.start)
  return (
    <div className={styles.panel}>
      {failure && <FailureBox failure={failure} onRetry={() => void start()} />}
      {status ? (
        <State status={status} prominent={prominent} />
      ) : (
        !failure && <Spinner label="Asking for the demo" />
      )}
      {status?.missing.map((sentence) => (
        <p key={sentence} className={styles.missing}>
          <TriangleAlert size={14} aria-hidden /> {sentence}
        </p>
      ))}
    </div>
  )
}

function State({ status, prominent }: { status: DemoStatus; prominent: boolean }) {
  const start = useDemo((state) => state.start)
  const stop = useDemo((state) => state.stop)
  switch (status.state) {
    case 'stopped':
      return <StartButton prominent={prominent} />
    case 'failed':
      return (
        <FailureBox
          failure={new Failure('SERVER_ERROR', status.message, { hint: status.hint })}
          onRetry={() => void start()}
        />
      )
    case 'starting':
      return <Starting status={status} onStop={() => void stop()} />
    case 'stopping':
      return (
        <p className={styles.line}>
          <Spinner /> {status.message}
        </p>
      )
    case 'running':
      return (
        <p className={styles.line}>
          <CircleCheck size={14} aria-hidden className={styles.ok} />
          <span className={styles.message}>{status.message}</span>
          <Button size="small" icon={Square} onClick={() => void stop()}>
            Stop the demo
          </Button>
        </p>
      )
  }
}

function StartButton({ prominent }: { prominent: boolean }) {
  const start = useDemo((state) => state.start)
  const keys = useCommandKeys('demo.start')
  return (
    <p className={styles.line}>
      <Button variant={prominent ? 'primary' : 'plain'} icon={Play} onClick={() => void start()}>
        Start the demo
      </Button>
      {prominent && keys !== undefined && <KeyHint keys={keys} />}
    </p>
  )
}

function Starting({ status, onStop }: { status: DemoStatus; onStop: () => void }) {
  // Since this page saw it start; the main process tells steps, not times.
  const [since] = useState(() => Date.now())
  const now = useNow(true)
  const { progress } = status
  return (
    <div className={styles.starting} aria-live="polite">
      <p className={styles.line}>
        <span className={styles.message}>{status.message}</span>
        <span className={styles.figures} aria-live="off">
          {progress && `step ${Math.min(progress.done + 1, progress.total)} of ${progress.total} · `}
          {formatElapsed(now - since)}
        </span>
        <Button size="small" onClick={onStop}>
          Cancel
        </Button>
      </p>
      <ProgressBar label="The demo starts" done={progress?.done ?? 0} total={progress?.total} />
    </div>
  )
}
