import styles from './DeltaBar.module.css'
import { signedBytes } from './words.ts'

/** Bytes more or less, with their sign, and a bar to the right for more and to the left for less. */
export function DeltaBar({ delta, largest }: { delta: number; largest: number }) {
  const width = largest > 0 ? (Math.abs(delta) / largest) * 50 : 0
  return (
    <span className={styles.cell}>
      <span className={styles.track} aria-hidden>
        <span
          className={delta > 0 ? styles.more : styles.less}
          style={{ width: `${width}%`, [delta > 0 ? 'left' : 'right']: '50%' }}
        />
      </span>
      <span className={styles.value}>{signedBytes(delta)}</span>
    </span>
  )
}
