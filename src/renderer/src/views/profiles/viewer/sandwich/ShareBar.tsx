import { shareOf } from '../words.ts'
import styles from './ShareBar.module.css'

/** A weight with its share of the whole, as words and as a bar. */
export function ShareBar({
  value,
  whole,
  format,
}: {
  value: number
  whole: number
  format: (value: number) => string
}) {
  const share = whole > 0 ? Math.min(1, value / whole) : 0
  return (
    <span className={styles.cell}>
      <span className={styles.bar} style={{ width: `${share * 100}%` }} />
      <span className={styles.value}>{format(value)}</span>
      <span className={styles.share}>{shareOf(value, whole)}</span>
    </span>
  )
}
