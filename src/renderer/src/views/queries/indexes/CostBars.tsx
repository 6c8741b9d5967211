import { formatCompact } from '#renderer/ui/format.ts'
import styles from './CostBars.module.css'
import { barPercent, changeWords } from './figures.ts'

export interface CostBarsProps {
  before: number
  after: number
  /** The cost that fills the width. */
  largest: number
  /** Puts the figures beside the bars; elsewhere they stand in words. */
  figures?: boolean
}

/** A cost as it is and as it would be, one bar under the other. */
export function CostBars({ before, after, largest, figures = false }: CostBarsProps) {
  return (
    <span className={styles.bars}>
      <span className={styles.tracks} aria-hidden>
        <svg className={styles.track} viewBox="0 0 100 1" preserveAspectRatio="none">
          <rect width={barPercent(before, largest)} height="1" className={styles.before} />
        </svg>
        <svg className={styles.track} viewBox="0 0 100 1" preserveAspectRatio="none">
          <rect width={barPercent(after, largest)} height="1" className={styles.after} />
        </svg>
      </span>
      {figures && (
        <span className={styles.figures}>
          {formatCompact(before)} → {formatCompact(after)} <strong>{changeWords(before, after)}</strong>
        </span>
      )}
    </span>
  )
}
