import { useEffect } from 'react'
import { healthOf } from '#renderer/stores/health/check-ups.ts'
import { useRedisServer } from '#renderer/stores/redis-server.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import styles from '#renderer/ui/page.module.css'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { Letter } from '../../letter/Letter.tsx'
import { NowPane } from './NowPane.tsx'
import { ServerCommands } from './ServerCommands.tsx'
import { ServerToolbar } from './ServerToolbar.tsx'

/** How a Redis is: the letter of the last check-up, and what it does now. */
export function ServerPage({ target }: { target: Target }) {
  const part = useRedisServer((state) => state.part)
  return (
    <section className={styles.page} aria-label="Server">
      <h2>
        <HiddenText>Server of {target.name}</HiddenText>
      </h2>
      <ServerToolbar target={target} />
      <ServerCommands target={target} />
      {part === 'letter' ? <LetterPart target={target} /> : <NowPane target={target} />}
    </section>
  )
}

function LetterPart({ target }: { target: Target }) {
  const { open, check, cancel, onlyAttention } = useRedisServer()
  const { report, failure, checkingSince } = useRedisServer((state) => healthOf(state, target.id))
  useEffect(() => open(target.id), [open, target.id])
  return (
    <>
      {failure !== null && (
        <div className={styles.failure}>
          <FailureBox failure={failure} onRetry={() => check(target.id)} />
        </div>
      )}
      {report !== null && (
        <Letter key={report.checkedAt} report={report} target={target} onlyAttention={onlyAttention} />
      )}
      {report === null && checkingSince !== null && (
        <div className={styles.waiting}>
          <Spinner label="Checking up" />
          <span aria-hidden>Reading its counters, settings and logs…</span>
          <Button size="small" onClick={() => cancel(target.id)}>
            Cancel
          </Button>
        </div>
      )}
    </>
  )
}
