import { RotateCcw, Trash2, X } from 'lucide-react'
import { useMemo } from 'react'
import { TrendFigure } from '#renderer/charts/trend/index.ts'
import { useCommand } from '#renderer/stores/commands.ts'
import { useLeak } from '#renderer/stores/leak.ts'
import type { LeakRun } from '#renderer/stores/leak/model.ts'
import { notify } from '#renderer/stores/notices.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { formatBytes, formatDateTime, formatElapsed } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import styles from './RunPane.module.css'
import { heldBytes, trendOf } from './trend.ts'
import { VerdictHead } from './verdict/VerdictHead.tsx'
import { VerdictParts } from './verdict/VerdictParts.tsx'
import { allRoundsOf, doneOf, errorWords, loadWords, progressWords } from './words.ts'

/** One run: its rounds as they come, then what they say. */
export function RunPane({ run }: { run: LeakRun }) {
  const { cancel, forget, show } = useLeak()
  const { id, title, startedAt, load, state, points } = run
  const verdict = state.kind === 'ended' ? state.verdict : null
  const all = verdict === null ? allRoundsOf(run) : points.length
  const set = useMemo(() => trendOf(points, verdict?.trend ?? null, all), [points, verdict, all])
  const isRunning = state.kind === 'running'
  useCommand({
    id: 'leak.cancel',
    title: 'Cancel the run',
    group: 'Leak',
    keys: 'Mod+.',
    enabled: isRunning,
    run: () => cancel(id),
  })
  const errors = errorWords(points)
  const last = points.at(-1)
  return (
    <section className={styles.pane} aria-label="Run">
      <header className={styles.head}>
        <div className={styles.words}>
          <h3 className={styles.title}>{title}</h3>
          <p className={styles.facts}>{`${formatDateTime(startedAt)} · ${loadWords(load)}`}</p>
        </div>
        {isRunning ? (
          <Button size="small" icon={X} onClick={() => cancel(id)}>
            Cancel
          </Button>
        ) : (
          <>
            <Button size="small" icon={RotateCcw} onClick={() => show({ kind: 'form' })}>
              Look again
            </Button>
            <IconButton icon={Trash2} label="Forget this run" size="small" onClick={() => forget(id)} />
          </>
        )}
      </header>
      <div className={styles.body}>
        {isRunning && <Progress run={run} />}
        {state.kind === 'failed' && <FailureBox failure={state.failure} />}
        {state.kind === 'cancelled' && (
          <p className={styles.facts} role="status">
            {points.length < 2
              ? 'Cancelled before there was anything to say.'
              : 'Cancelled; the rounds so far:'}
          </p>
        )}
        {verdict && <VerdictHead verdict={verdict} />}
        {errors !== undefined && <p className={styles.warning}>{errors}.</p>}
        {points.length > 0 && (
          <div className={styles.chart}>
            <TrendFigure
              set={set}
              label="Heap and external memory after each round"
              fileName={`${title}-leak`}
              height="fill"
              onSaveFailed={(why) =>
                void notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
              }
              controls={
                <h4 className={styles.chartTitle}>
                  Heap and external memory after each round
                  {last && (
                    <span>{`${formatBytes(heldBytes(last))} in the last; the axis does not begin at 0`}</span>
                  )}
                </h4>
              }
            />
          </div>
        )}
        {verdict && <VerdictParts verdict={verdict} />}
      </div>
    </section>
  )
}

function Progress({ run }: { run: LeakRun }) {
  return (
    <div className={styles.progress} role="status">
      <p>
        {progressWords(run.progress)}
        <span className={styles.clock}>{formatElapsed(run.progress?.elapsedMs ?? 0)}</span>
      </p>
      <ProgressBar label="Rounds" done={doneOf(run)} total={1} />
    </div>
  )
}
