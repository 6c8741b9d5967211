import { CircleStop, X } from 'lucide-react'
import { keyspaceOf, useKeyspace } from '#renderer/stores/keyspace.ts'
import { readOptions } from '#renderer/stores/keyspace/options.ts'
import { Button } from '#renderer/ui/Button.tsx'
import {
  formatCompact,
  formatCount,
  formatElapsed,
  formatMs,
  formatRate,
  formatSpan,
} from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { useNow } from '#renderer/ui/useNow.ts'
import styles from './AnalysisProgressBar.module.css'
import { PaceControl } from './PaceControl.tsx'

/** How far a running analysis is, what it does to the server, and the ways to slow or end it. */
export function AnalysisProgressBar({ targetId }: { targetId: string }) {
  const { work, options } = useKeyspace((state) => keyspaceOf(state, targetId))
  const { stop, cancel, setPace } = useKeyspace()
  const running = work.kind === 'running'
  const now = useNow(running)
  if (!running) return null
  const { progress, startedAt, stopping } = work
  const { wrong } = readOptions(options)
  return (
    <div className={styles.progress} role="group" aria-label="Analysis under way">
      <div className={styles.words}>
        <span className={styles.phase}>
          <Spinner label="Analysing" />
          {stopping ? 'Stopping' : 'Analysing'}
        </span>
        {progress === null ? (
          <span>{formatElapsed(now - startedAt)}</span>
        ) : (
          <>
            <span>
              <strong>{formatCount(progress.done)}</strong> of about {formatCount(progress.total, 'keys')}
            </span>
            <span>{formatRate(progress.keysPerSecond, 'keys')}</span>
            {progress.remainingMs !== null && <span>{remainingWords(progress.remainingMs)} left</span>}
            {progress.pingMs !== null && (
              <Tooltip content="The 95th percentile of the server’s answers to a PING beside the analysis">
                {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its tooltip explains it */}
                <span className={styles.ping} tabIndex={0}>
                  PING <strong>{formatMs(progress.pingMs)}</strong>
                  {progress.pingBeforeMs !== null && ` (before: ${formatMs(progress.pingBeforeMs)})`}
                </span>
              </Tooltip>
            )}
          </>
        )}
        <div className={styles.controls}>
          <PaceControl
            inline
            options={options}
            error={wrong.get('keysPerSecond')}
            onChange={(change) => setPace(targetId, change)}
          />
          <Tooltip content="End it and keep what was seen" command="keyspace.stop">
            <Button
              size="small"
              icon={CircleStop}
              disabled={stopping || progress === null}
              onClick={() => stop(targetId)}
            >
              Stop
            </Button>
          </Tooltip>
          <Tooltip content="End it and forget what was seen" command="keyspace.cancel">
            <Button size="small" icon={X} onClick={() => cancel(targetId)}>
              Cancel
            </Button>
          </Tooltip>
        </div>
      </div>
      <ProgressBar
        label={`Keys analysed${progress === null ? '' : `: ${formatCompact(progress.done)}`}`}
        done={progress?.done ?? 0}
        total={progress?.total}
      />
    </div>
  )
}

/** Whole seconds: tenths would only jump about. */
function remainingWords(ms: number): string {
  return formatSpan(Math.max(1, Math.round(ms / 1000)) * 1000)
}
