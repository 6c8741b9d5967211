import { formatBytes, formatPercent } from '#renderer/ui/format.ts'
import styles from './BytesBar.module.css'

/** Bytes with their share of the whole, as words and as a bar. */
export function BytesBar({ bytes, whole }: { bytes: number; whole: number }) {
  const share = whole > 0 ? Math.min(1, bytes / whole) : 0
  return (
    <span className={styles.cell}>
      <span className={styles.bar} style={{ width: `${share * 100}%` }} aria-hidden />
      <span className={styles.value}>{formatBytes(bytes)}</span>
      <span className={styles.share}>{whole > 0 ? formatPercent(share) : ''}</span>
    </span>
  )
}
