import { CircleSlash2, OctagonAlert, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Failure } from '#shared/failure.ts'
import { Button } from './Button.tsx'
import styles from './FailureBox.module.css'

export interface FailureBoxProps {
  failure: Failure
  onRetry?: (() => void) | undefined
  /** More buttons that would help. */
  actions?: ReactNode
}

/** What went wrong, why, and what to try, in the place where it happened. */
export function FailureBox({ failure, onRetry, actions }: FailureBoxProps) {
  const cancelled = failure.code === 'CANCELLED'
  const Icon = cancelled ? CircleSlash2 : OctagonAlert
  return (
    <div className={cancelled ? styles.cancelled : styles.failure} role={cancelled ? 'status' : 'alert'}>
      <Icon size={16} aria-hidden className={styles.icon} />
      <div className={styles.text}>
        <p className={styles.message}>{failure.message}</p>
        {failure.hint !== undefined && <p className={styles.hint}>{failure.hint}</p>}
        {(onRetry || actions !== undefined) && (
          <div className={styles.actions}>
            {onRetry && (
              <Button size="small" icon={RotateCw} onClick={onRetry}>
                Try again
              </Button>
            )}
            {actions}
          </div>
        )}
      </div>
    </div>
  )
}
