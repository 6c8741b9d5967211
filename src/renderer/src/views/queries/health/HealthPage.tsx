import { useEffect } from 'react'
import { healthOf, useHealth } from '#renderer/stores/health.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { HiddenText } from '#renderer/ui/HiddenText.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { ActivityPane } from './activity/ActivityPane.tsx'
import { HealthCommands } from './HealthCommands.tsx'
import styles from '#renderer/ui/page.module.css'
import { HealthToolbar } from './HealthToolbar.tsx'
import { Letter } from '../../letter/Letter.tsx'

/** How a Postgres is: the letter of the last check-up, and what runs there now. */
export function HealthPage({ target }: { target: Target }) {
  const part = useHealth((state) => state.part)
  return (
    <section className={styles.page} aria-label="Health">
      <h2>
        <HiddenText>Health of {target.name}</HiddenText>
      </h2>
      <HealthToolbar target={target} />
      <HealthCommands target={target} />
      {part === 'letter' ? <LetterPart target={target} /> : <ActivityPane targetId={target.id} />}
    </section>
  )
}

function LetterPart({ target }: { target: Target }) {
  const { open, check, cancel, onlyAttention } = useHealth()
  const { report, failure, checkingSince } = useHealth((state) => healthOf(state, target.id))
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
          <span aria-hidden>Reading catalogues, statistics and settings…</span>
          <Button size="small" onClick={() => cancel(target.id)}>
            Cancel
          </Button>
        </div>
      )}
    </>
  )
}
