import { Progress } from '@base-ui/react/progress'
import styles from './ProgressBar.module.css'

export interface ProgressBarProps {
  /** What makes progress, for screen readers. */
  label: string
  done: number
  /** Absent where nobody knows: the bar then only says that something goes on. */
  total?: number | undefined
}

/** How far something is. The figures stand beside it, written by the caller. */
export function ProgressBar({ label, done, total }: ProgressBarProps) {
  const known = total !== undefined && total > 0
  return (
    <Progress.Root
      value={known ? Math.min(done, total) : null}
      max={known ? total : 100}
      aria-label={label}
      className={styles.root}
    >
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={known ? styles.bar : styles.unknown} />
      </Progress.Track>
    </Progress.Root>
  )
}
