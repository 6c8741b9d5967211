import { formatDateTime, formatTime } from '#renderer/ui/format.ts'
import type { Series } from './series.ts'
import styles from './SeriesTable.module.css'

/** The figures of a chart over time, the newest first. */
export function SeriesTable({ series, label }: { series: Series; label: string }) {
  return (
    // Takes focus, so that the keyboard can scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroller} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Until</th>
            <th scope="col">{series.name}</th>
          </tr>
        </thead>
        <tbody>
          {series.spans.toReversed().map(({ from, until, value }) => (
            <tr key={from}>
              <td>{formatDateTime(from)}</td>
              <td>{formatTime(until)}</td>
              <td>{series.format(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
