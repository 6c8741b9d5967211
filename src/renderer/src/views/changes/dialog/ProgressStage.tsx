import type { RefObject } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import type { ChangeRun } from '#renderer/stores/changes/model.ts'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatElapsed } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { useNow } from '#renderer/ui/useNow.ts'
import { BlockerList } from './BlockerList.tsx'
import styles from './ChangeDialog.module.css'
import { phaseWords, progressFigures } from './progress-words.ts'

interface ProgressBodyProps {
  run: ChangeRun
  anchor: RefObject<HTMLDivElement | null>
}

/** A change under way: its step, the server's own, figures, and whom it waits for. */
export function ProgressBody({ run, anchor }: ProgressBodyProps) {
  const { state, sql } = run
  const progress = state.kind === 'running' ? state.progress : undefined
  const event = progress?.event
  const figures = progress && progressFigures(progress)
  const blockers = event?.blockers ?? []
  return (
    <div className={styles.stage}>
      <div ref={anchor} tabIndex={-1} className={styles.anchor} role="group" aria-label="Progress">
        {state.kind === 'failed' ? (
          <FailureBox failure={state.failure} />
        ) : (
          <>
            <p className={styles.phase}>
              <Spinner />
              <strong aria-live="polite">{phaseWords(run)}</strong>
              {event?.detail !== undefined && <span className={styles.detail}>{event.detail}</span>}
              <Clock run={run} />
            </p>
            <ProgressBar label={phaseWords(run)} done={event?.done ?? 0} total={event?.total} />
            <p className={styles.figures}>
              <span>{figures}</span>
              {event?.backendPid !== undefined && <span>server process {event.backendPid}</span>}
            </p>
          </>
        )}
      </div>
      {blockers.length > 0 && (
        <section aria-label="In the way now">
          <h3>In the way now</h3>
          <BlockerList blockers={blockers} />
        </section>
      )}
      <SqlBlock label="Statement" sql={sql} caption="This is being run" />
      {state.kind === 'running' && (
        <p className={styles.hint}>
          You may close this: it goes on, and stands among the jobs and the changes below.
        </p>
      )}
    </div>
  )
}

function Clock({ run: { startedAt } }: { run: ChangeRun }) {
  const now = useNow(true)
  return <span className={styles.clock}>{formatElapsed(Math.max(0, now - startedAt))}</span>
}

/** Leave it running, or cancel it at once. */
export function ProgressFooter({ run }: { run: ChangeRun }) {
  const cancel = useChanges((state) => state.cancel)
  const close = useChanges((state) => state.close)
  const setDrawerOpen = useWorkspace((state) => state.setDrawerOpen)
  const leave = (): void => {
    close()
    if (run.state.kind === 'running') setDrawerOpen(true)
  }
  return (
    <>
      <span className={styles.guard} />
      <Button onClick={leave}>{run.state.kind === 'running' ? 'Close and let it go on' : 'Close'}</Button>
      {run.state.kind !== 'failed' && (
        <Button
          variant="danger"
          busy={run.state.kind === 'ending' && run.state.cause.code === 'CANCELLED'}
          disabled={run.state.kind === 'ending'}
          onClick={() => cancel(run.id)}
        >
          {run.task === 'undo' ? 'Cancel the undo' : 'Cancel the change'}
        </Button>
      )}
    </>
  )
}
