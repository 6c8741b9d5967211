import { History, X } from 'lucide-react'
import { useChanges } from '#renderer/stores/changes.ts'
import { changesSince } from '#renderer/stores/indexes/answer.ts'
import { policiesOf, useTtlPolicies } from '#renderer/stores/ttl-policies.ts'
import type { Checked, CheckWork } from '#renderer/stores/ttl-policies/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import {
  formatCount,
  formatElapsed,
  formatMs,
  formatRate,
  formatSpan,
  formatTime,
} from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { useNow } from '#renderer/ui/useNow.ts'
import { LimitationNotices } from '../../findings/LimitationNotices.tsx'
import styles from './CheckPane.module.css'

/** The check under way, or what the last one comes to. */
export function CheckPane({ targetId }: { targetId: string }) {
  const { work, checked } = useTtlPolicies((state) => policiesOf(state, targetId))
  const check = useTtlPolicies((state) => state.check)
  return (
    <>
      {work.kind === 'running' && <Running targetId={targetId} work={work} />}
      {work.kind === 'failed' && (
        <div className={styles.failure}>
          <FailureBox failure={work.failure} onRetry={() => check(targetId)} />
        </div>
      )}
      {checked !== null && <Outcome targetId={targetId} checked={checked} />}
    </>
  )
}

function Running({ targetId, work }: { targetId: string; work: Extract<CheckWork, { kind: 'running' }> }) {
  const cancel = useTtlPolicies((state) => state.cancel)
  const now = useNow(true)
  const { progress, startedAt } = work
  return (
    <div className={styles.running} role="group" aria-label="Check under way">
      <div className={styles.words}>
        <Spinner label="Checking" />
        <span>Reading when each key expires</span>
        {progress !== null && progress.total > 0 ? (
          <>
            <span>
              <strong>{formatCount(progress.done)}</strong> of about {formatCount(progress.total, 'keys')}
            </span>
            <span>{formatRate(progress.keysPerSecond, 'keys')}</span>
            {progress.keysPerSecond > 0 && (
              <span>{remainingWords(progress.done, progress.total, progress.keysPerSecond)} left</span>
            )}
          </>
        ) : (
          <span>{formatElapsed(Math.max(0, now - startedAt))}</span>
        )}
        <Button size="small" icon={X} className={styles.cancel} onClick={() => cancel(targetId)}>
          Cancel
        </Button>
      </div>
      <ProgressBar label="Keys checked" done={progress?.done ?? 0} total={progress?.total} />
    </div>
  )
}

/** Whole seconds: tenths would only jump about. */
function remainingWords(done: number, total: number, keysPerSecond: number): string {
  return formatSpan(Math.max(1, Math.round((total - done) / keysPerSecond)) * 1000)
}

function Outcome({ targetId, checked }: { targetId: string; checked: Checked }) {
  const matched = checked.compliance.reduce((sum, { keys }) => sum + keys, 0)
  const facts = [
    `Checked at ${formatTime(checked.at)}`,
    `${formatCount(matched + checked.unmatched, 'keys')} in ${formatMs(checked.elapsedMs)}`,
    `${formatCount(checked.unmatched, 'keys')} match no policy`,
  ]
  return (
    <>
      <Stale targetId={targetId} checked={checked} />
      <p className={styles.facts}>{facts.join(' · ')}</p>
      <LimitationNotices targetId={targetId} limitations={checked.limitations} />
    </>
  )
}

/** Something was changed since: the counts are not those of now. */
function Stale({ targetId, checked }: { targetId: string; checked: Checked }) {
  const ledger = useChanges((state) => state.ledger)
  const isRunning = useTtlPolicies((state) => policiesOf(state, targetId).work.kind === 'running')
  const check = useTtlPolicies((state) => state.check)
  const [latest] = ledger.kind === 'ready' ? changesSince(checked, ledger.changes, targetId) : []
  if (latest === undefined || isRunning) return null
  return (
    <p className={styles.stale} role="status">
      <History size={14} aria-hidden />
      <span>
        Counted before the change “{latest.title}”{latest.status === 'undone' && ' was undone'}.
      </span>
      <Button size="small" onClick={() => check(targetId)}>
        Check again
      </Button>
    </p>
  )
}
