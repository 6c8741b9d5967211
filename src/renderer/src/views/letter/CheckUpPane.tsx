import { useEffect } from 'react'
import { healthOf } from '#renderer/stores/health/check-ups.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import styles from '#renderer/ui/page.module.css'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import type { CheckUpProps } from './check-up.ts'
import { Letter } from './Letter.tsx'

/** The letter of the last check-up; `reading` says what is read while there is none yet. */
export function CheckUpPane({ target, checkUps, reading }: CheckUpProps & { reading: string }) {
  const { open, check, cancel, onlyAttention } = checkUps
  const { report, failure, checkingSince } = healthOf(checkUps, target.id)
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
          <span aria-hidden>{reading}</span>
          <Button size="small" onClick={() => cancel(target.id)}>
            Cancel
          </Button>
        </div>
      )}
    </>
  )
}
