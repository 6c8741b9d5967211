import { formatCount, formatDateTime } from '#renderer/ui/format.ts'
import type { Analysis } from '#shared/contract/redis/keyspace.ts'
import styles from './ExpiryPeaks.module.css'

/** So many are enough to see a pattern; one second holds a few keys by chance. */
const mostShown = 3
const fewestKeys = 2

/** The seconds in which most keys expire at once. */
export function ExpiryPeaks({ analysis }: { analysis: Analysis }) {
  const peaks = analysis.expiries.filter(({ keys }) => keys >= fewestKeys).slice(0, mostShown)
  if (peaks.length === 0) return null
  return (
    <div className={styles.place}>
      <table className={styles.peaks}>
        <caption>Seconds in which most keys expire</caption>
        <tbody>
          {peaks.map(({ at, keys, pattern, patternKeys }) => (
            <tr key={at}>
              <td>{formatDateTime(at * 1000)}</td>
              <td className={styles.keys}>{formatCount(keys, 'keys')}</td>
              <td className={styles.pattern}>
                {pattern !== null && `${patternKeys === keys ? '' : 'mostly '}${pattern}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
