import { formatChange, formatRelativeChange } from './change-words.ts'
import styles from './ChangeBar.module.css'

interface ChangeBarProps {
  before: number
  after: number
  /** The largest change of the table: a whole half of the bar. */
  largest: number
  format: (value: number) => string
}

/** A change with its sign, and a bar to the left for less and to the right for more. */
export function ChangeBar({ before, after, largest, format }: ChangeBarProps) {
  const change = after - before
  const width = largest > 0 ? Math.min(50, (Math.abs(change) / largest) * 50) : 0
  return (
    <span className={styles.cell}>
      <span className={styles.track} aria-hidden>
        <span
          className={change > 0 ? styles.more : styles.less}
          style={{ width: `${width}%`, [change > 0 ? 'left' : 'right']: '50%' }}
        />
      </span>
      <span className={styles.value}>{formatChange(before, after, format)}</span>
      <span className={styles.share}>{formatRelativeChange(before, after)}</span>
    </span>
  )
}
