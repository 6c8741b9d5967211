import styles from './DeltaBar.module.css'

interface DeltaBarProps {
  /** After less before. */
  delta: number
  /** The largest of the table, without its sign: a whole half of the bar. */
  largest: number
  /** The delta with its sign and unit. */
  words: string
  /** What it comes to in proportion, as words; goes first in a narrow column. */
  share?: string
}

/** A change in words, and a bar to the left for less and to the right for more; in a cell of a table. */
export function DeltaBar({ delta, largest, words, share }: DeltaBarProps) {
  const width = largest > 0 ? Math.min(50, (Math.abs(delta) / largest) * 50) : 0
  return (
    <span className={styles.cell}>
      <span className={styles.track} aria-hidden>
        <span
          className={delta > 0 ? styles.more : styles.less}
          style={{ width: `${width}%`, [delta > 0 ? 'left' : 'right']: '50%' }}
        />
      </span>
      <span className={styles.value}>{words}</span>
      {share !== undefined && <span className={styles.share}>{share}</span>}
    </span>
  )
}
