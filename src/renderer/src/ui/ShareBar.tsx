import { formatPercent } from './format.ts'
import styles from './ShareBar.module.css'

interface ShareBarProps {
  value: number
  /** In the unit of the value. */
  whole: number
  format: (value: number) => string
}

/** A figure with its share of the whole, as words and as a bar; in a cell of a table. */
export function ShareBar({ value, whole, format }: ShareBarProps) {
  const share = whole > 0 ? value / whole : Number.NaN
  const width = whole > 0 ? Math.min(1, share) : 0
  return (
    <span className={styles.cell}>
      <span className={styles.bar} style={{ width: `${width * 100}%` }} aria-hidden />
      <span className={styles.value}>{format(value)}</span>
      <span className={styles.share}>{formatPercent(share)}</span>
    </span>
  )
}
